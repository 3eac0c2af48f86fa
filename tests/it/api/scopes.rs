//! The scope that the description names is the scope that lets a key in.

use tracking_dashboard::api_keys::{self, Scope};
use tracking_dashboard::audit::Actor;
use tracking_dashboard::http::Access;
use tracking_dashboard::time::{Clock, DAY};

use super::described::operations;
use crate::access::cast::ask;
use crate::access::rules::{Row, rows};
use crate::support::{FIRST, SECOND, apps};

#[tokio::test]
async fn the_named_scope_and_no_other_lets_a_key_in() {
    for app in apps().await {
        for (method, path, operation) in operations() {
            let Some(scope) = operation["x-scope"].as_str() else { continue };
            let route = format!("{method} {path}");
            let row = rows().into_iter().find(|row| row.rule.route == route).expect("a rule");
            assert_eq!(row.rule.scope.map(Scope::as_str), Some(scope), "{route}: the access test's rule");
            let scope: Scope = scope.parse().expect("a scope");
            let others: Vec<_> = Scope::ALL.iter().copied().filter(|one| *one != scope).collect();
            for (scopes, is_let_in) in [(vec![scope], true), (others, false)] {
                let key = app.with_key(&app.key(Some(FIRST), &scopes).await.key);
                let told = ask(&row, &row.path(&FIRST.to_string()), &key).await.told();
                // An unsigned callback is turned away after its scope was looked at.
                let refused = told == (403, "insufficient_scope".to_owned());
                assert_eq!(!refused, is_let_in, "{route} {scopes:?}: {told:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_key_that_may_read_everything_changes_nothing_and_one_of_another_guild_finds_nothing() {
    for app in apps().await {
        let reading = |scope: &&Scope| scope.as_str().ends_with(":read");
        let reads: Vec<_> = Scope::ALL.iter().filter(reading).copied().collect();
        let reader = app.with_key(&app.key(Some(FIRST), &reads).await.key);
        let elsewhere = app.with_key(&app.key(Some(SECOND), Scope::ALL).await.key);
        let writes = |row: &Row| row.is_api() && !row.is_safe() && row.has_guild();
        let rows: Vec<_> = rows().into_iter().filter(writes).collect();
        assert!(rows.len() > 30);
        for row in rows {
            let path = row.path(&FIRST.to_string());
            assert_eq!(ask(&row, &path, &reader).await.told().0, 403, "{}", row.rule.route);
            // A callback that nobody signed is refused before its guild is looked at.
            let wanted = if row.access == Access::Bot { 401 } else { 404 };
            assert_eq!(ask(&row, &path, &elsewhere).await.told().0, wanted, "{}", row.rule.route);
        }
    }
}

#[tokio::test]
async fn no_key_opens_what_names_no_scope() {
    for app in apps().await {
        let key = app.with_key(&app.key(Some(FIRST), Scope::ALL).await.key);
        for row in rows().into_iter().filter(|row| row.is_api() && row.rule.scope.is_none()) {
            if row.access == Access::Public {
                continue;
            }
            let told = ask(&row, &row.path(&FIRST.to_string()), &key).await.told();
            assert_eq!(told.0, 403, "{}: {told:?}", row.rule.route);
        }
    }
}

#[tokio::test]
async fn a_key_that_ran_out_or_was_revoked_is_nobody_everywhere() {
    for app in apps().await {
        let (expiring, revoked) =
            (app.expiring_key(FIRST, Scope::ALL).await, app.key(Some(FIRST), Scope::ALL).await);
        let status = format!("/api/v1/guilds/{FIRST}/status");
        for key in [&expiring, &revoked] {
            app.with_key(&key.key).get(&status).await.ok();
        }
        let mut tx = app.db.begin().await.unwrap();
        api_keys::revoke(&mut tx, None, revoked.id, Actor::system("cli", "Operator"), None, app.clock.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        app.clock.advance(DAY + 1);
        for row in rows().into_iter().filter(|row| row.is_api() && row.access != Access::Public) {
            for key in [&expiring, &revoked] {
                let told = ask(&row, &row.path(&FIRST.to_string()), &app.with_key(&key.key)).await.told();
                assert_eq!(told, (401, "unauthenticated".into()), "{}", row.rule.route);
            }
        }
    }
}
