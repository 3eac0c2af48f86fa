//! From the confirmation to the end: all rows or none, one at a time, by whoever may.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;
use tracking_dashboard::api_keys::Scope;
use tracking_dashboard::http::cookies::CSRF;

use super::{ALIVE, HEADER, act, api, count, ended, id, import, raw, send, upload};
use crate::support::{FIRST, TestApp, apps, post, snapshot};

/// Audit entries by action, the most frequent last.
async fn audited(app: &TestApp) -> Vec<(String, i64)> {
    let sql =
        "SELECT action, COUNT(*) FROM audit_log WHERE guild_id IS NOT NULL GROUP BY action ORDER BY action";
    app.db.q(sql).all().await.unwrap()
}

#[tokio::test]
async fn a_confirmed_import_does_what_its_preview_said() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["ana", "ben", "cleo"]).await;
        let (admin, bot) = (app.admin().await, app.bot().await);
        bot.post(&format!("guilds/{FIRST}/posts"), &json!({"posts": [post("1", "ben")]})).await.ok();
        let views = json!({"snapshots": [snapshot("1", "2026-11-16T11:00:00Z", 500)]});
        bot.post(&format!("guilds/{FIRST}/metrics"), &views).await.ok();
        let rows = "tiktok,ana,Acme,Launch,\ntiktok,ben,Beta,Second,\ntiktok,cleo,Acme,Launch,Cleo C.\n\
                    youtube,dora,Beta,Second,Dora\n";
        let import = send(&admin, format!("{HEADER}{rows}").as_bytes(), &[("create_missing", "true")]).await;
        let import = import.expect(201).json();
        let queued = act(&admin, &import, "confirm").await.expect(202).json();
        assert_eq!(queued["state"], "queued");
        let done = ended(&admin, &import).await;
        for (name, value) in [
            ("state", json!("completed")),
            ("created", json!(1)),
            ("updated", json!(2)),
            ("processed", json!(4)),
        ] {
            assert_eq!(done[name], value, "{done}");
        }
        let sql = "SELECT a.username, b.label, g.label, a.display_name FROM accounts a
                   JOIN account_groups g ON g.id = a.group_id JOIN brands b ON b.id = g.brand_id
                   ORDER BY a.username";
        let found: Vec<(String, String, String, String)> = app.db.q(sql).all().await.unwrap();
        let row =
            |a: &str, b: &str, c: &str, d: &str| (a.to_owned(), b.to_owned(), c.to_owned(), d.to_owned());
        let expected = [
            row("ana", "Acme", "Launch", "ana"),
            row("ben", "Beta", "Second", "ben"),
            row("cleo", "Acme", "Launch", "Cleo C."),
            row("dora", "Beta", "Second", "Dora"),
        ];
        assert_eq!(found, expected);
        let gained = "SELECT CAST(SUM(d.views) AS BIGINT) FROM group_days d
                      JOIN account_groups g ON g.id = d.group_id WHERE g.label = 'Second'";
        assert_eq!(count(&app, gained).await, 500, "today's gains move along");
        let entries: Vec<_> = audited(&app).await;
        let entries: Vec<_> = entries.iter().map(|(action, count)| (action.as_str(), *count)).collect();
        for entry in [
            ("account.imported", 1),
            ("account.moved", 1),
            ("account.updated", 1),
            ("brand.created", 1),
            ("group.created", 1),
            ("import.completed", 1),
            ("import.confirmed", 1),
        ] {
            assert!(entries.contains(&entry), "{entry:?} in {entries:?}");
        }
        // The same file again changes nothing.
        let again = send(&admin, format!("{HEADER}{rows}").as_bytes(), &[]).await.expect(201).json();
        assert_eq!((&again["unchanged_rows"], &again["error_count"]), (&json!(4), &json!(0)));
    }
}

#[tokio::test]
async fn an_error_in_the_last_of_50_000_rows_keeps_every_row_out() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &[]).await;
        let admin = app.admin().await;
        let mut rows: String = (1..50_000).map(|n| format!("tiktok,a{n},Acme,Launch,\n")).collect();
        rows.push_str("tiktok,last,Acme,Lunch,\n");
        let import = upload(&admin, &rows).await;
        let error = &import["errors"][0];
        assert_eq!(
            (&error["row"], &error["column"], &error["value"]),
            (&json!(50_001), &json!("group"), &json!("Lunch"))
        );
        assert_eq!((&import["total_rows"], &import["invalid_rows"]), (&json!(50_000), &json!(1)));
        let list = admin.get(&format!("{}/{}/errors.csv", api(), id(&import))).await.ok().body;
        assert_eq!(list.lines().nth(1), Some("50001,group,Lunch,is no group of the brand Acme"));
        assert_eq!(act(&admin, &import, "confirm").await.told(), (422, "import_has_errors".into()));
        assert_eq!(count(&app, ALIVE).await, 0);
    }
}

#[tokio::test]
async fn two_confirmations_at_once_make_one_job_and_say_the_same() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &[]).await;
        let admin = app.admin().await;
        let import = upload(&admin, "tiktok,ana,Acme,Launch,\ntiktok,ben,Acme,Launch,\n").await;
        let answers = join_all((0..8).map(|_| act(&admin, &import, "confirm"))).await;
        assert!(answers.iter().all(|answer| answer.status == 202), "{answers:?}");
        let done = ended(&admin, &import).await;
        assert_eq!((&done["state"], &done["created"]), (&json!("completed"), &json!(2)));
        act(&admin, &import, "confirm").await.expect(202);
        assert_eq!(count(&app, ALIVE).await, 2);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM audit_log WHERE action = 'import.confirmed'").await, 1);
    }
}

#[tokio::test]
async fn a_second_import_of_the_guild_waits_and_hears_whose_is_running() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &[]).await;
        let admin = app.admin().await;
        let (one, two) = (
            upload(&admin, "tiktok,ana,Acme,Launch,\n").await,
            upload(&admin, "tiktok,ben,Acme,Launch,\n").await,
        );
        // As another instance has it: claimed, with its lease still good.
        let claimed = format!(
            "UPDATE imports SET state = 'running', actor_name = 'Grace', fence = 1, lease_until = {} WHERE id = {}",
            app.app.clock.now().plus(60_000).0,
            raw(&app, &one)
        );
        app.db.script(claimed).await.unwrap();
        let refused = act(&admin, &two, "confirm").await;
        assert_eq!(refused.told(), (409, "import_in_progress".into()));
        let detail = refused.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains("Grace is importing accounts.csv"), "{detail}");
        act(&admin, &one, "cancel").await.ok();
        act(&admin, &two, "confirm").await.expect(202);
        assert_eq!(ended(&admin, &two).await["state"], "completed");
    }
}

#[tokio::test]
async fn cancelled_before_it_is_applied_it_changes_nothing() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &[]).await;
        let (admin, viewer) = (app.admin().await, app.viewer().await);
        let import = upload(&admin, "tiktok,ana,Acme,Launch,\n").await;
        act(&viewer, &import, "cancel").await.expect(403);
        assert_eq!(act(&admin, &import, "cancel").await.ok().json()["state"], "cancelled");
        act(&admin, &import, "cancel").await.ok();
        assert_eq!(act(&admin, &import, "confirm").await.told(), (409, "conflict".into()));
        assert_eq!(count(&app, ALIVE).await, 0);
        let done = super::import(&admin, "tiktok,ben,Acme,Launch,\n").await;
        assert_eq!(act(&admin, &done, "cancel").await.told(), (409, "conflict".into()));
        assert_eq!(count(&app, ALIVE).await, 1, "what was applied stays");
    }
}

#[tokio::test]
async fn a_running_job_stops_where_it_is() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &[]).await;
        let admin = app.admin().await;
        let rows: String = (0..6_000).map(|n| format!("tiktok,a{n},Acme,Launch,\n")).collect();
        let import = upload(&admin, &rows).await;
        act(&admin, &import, "confirm").await.expect(202);
        let answer = act(&admin, &import, "cancel").await;
        let end = ended(&admin, &import).await;
        // Whichever came first, the answer and the rows agree.
        match answer.status.as_u16() {
            200 => assert_eq!((&end["state"], count(&app, ALIVE).await), (&json!("cancelled"), 0)),
            409 => assert_eq!((&end["state"], count(&app, ALIVE).await), (&json!("completed"), 6_000)),
            other => panic!("{other}: {}", answer.body),
        }
    }
}

#[tokio::test]
async fn who_lost_the_right_by_then_is_refused_and_so_is_their_job() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &[]).await;
        let admin = app.admin().await;
        let (one, two) = (
            upload(&admin, "tiktok,ana,Acme,Launch,\n").await,
            upload(&admin, "tiktok,ben,Acme,Launch,\n").await,
        );
        // Confirmed by somebody who is no administrator when the job begins.
        let sql = "UPDATE imports SET state = 'queued', actor_type = 'user', actor_id = '99999999999999999',
                   actor_name = 'Mallory', confirmed_at = 0 WHERE new_rows = 1 AND state = 'previewed'";
        app.db.script(format!("{sql} AND id = {}", raw(&app, &one))).await.unwrap();
        app.imports.wake();
        let failed = ended(&admin, &one).await;
        assert_eq!(failed["state"], "failed");
        assert!(failed["failure"].as_str().unwrap().contains("not an administrator any more"), "{failed}");
        app.db
            .script(format!("UPDATE guild_members SET role = 'viewer' WHERE guild_id = {FIRST}"))
            .await
            .unwrap();
        assert_eq!(act(&admin, &two, "confirm").await.told(), (403, "admin_required".into()));
        assert_eq!(count(&app, ALIVE).await, 0);
    }
}

#[tokio::test]
async fn rows_that_no_longer_fit_fail_the_job_and_are_named() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &[]).await;
        app.tracks(FIRST, "Beta", "Second", &[]).await;
        let admin = app.admin().await;
        let import = upload(&admin, "tiktok,ana,Acme,Launch,\ntiktok,ben,Beta,Second,\n").await;
        app.db
            .script("UPDATE account_groups SET deleted_at = 1 WHERE label = 'Second'".into())
            .await
            .unwrap();
        act(&admin, &import, "confirm").await.expect(202);
        let failed = ended(&admin, &import).await;
        assert_eq!(failed["state"], "failed");
        assert_eq!(failed["failure"], "1 row does not fit what the server has by now. Nothing was changed.");
        assert_eq!(failed["errors"][0]["row"], 3);
        assert_eq!(count(&app, ALIVE).await, 0);
        assert_eq!(act(&admin, &import, "confirm").await.told(), (422, "import_has_errors".into()));
    }
}

#[tokio::test]
async fn an_import_makes_no_more_groups_than_a_server_may_have() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &[]).await;
        let admin = app.admin().await;
        let rows =
            |groups: usize| (0..groups).map(|n| format!("tiktok,a{n},Acme,Group {n},\n")).collect::<String>();
        let with = [("create_missing", "true")];
        let file = async |groups| send(&admin, format!("{HEADER}{}", rows(groups)).as_bytes(), &with).await;
        let many = file(1_000).await.expect(201).json();
        assert_eq!((&many["new_rows"], &many["invalid_rows"]), (&json!(999), &json!(1)));
        let error = &many["errors"][0];
        assert_eq!((&error["row"], &error["column"]), (&json!(1_001), &json!("group")));
        assert!(error["message"].as_str().unwrap().contains("1,000 that a server may have"), "{error}");

        // Room for all of them at the preview, and for one less at the job.
        let import = file(999).await.expect(201).json();
        assert_eq!(import["invalid_rows"], 0);
        app.tracks(FIRST, "Beta", "Second", &[]).await;
        act(&admin, &import, "confirm").await.expect(202);
        let failed = ended(&admin, &import).await;
        assert_eq!(failed["failure"], "1 row does not fit what the server has by now. Nothing was changed.");
        assert_eq!(count(&app, ALIVE).await, 0);
    }
}

#[tokio::test]
async fn a_key_with_the_scope_imports_and_repeats_its_confirmation() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &[]).await;
        let program =
            app.with_key(&app.key(Some(FIRST), &[Scope::ImportsRead, Scope::ImportsWrite]).await.key);
        let import = upload(&program, "tiktok,ana,Acme,Launch,\n").await;
        let confirm = || {
            let path = format!("{}/{}/confirm", api(), id(&import));
            let request = program.request(Method::POST, &path).header("x-csrf-token", program.cookie(CSRF));
            request.header("idempotency-key", "once").json(&json!({}))
        };
        program.send(confirm()).await.expect(202);
        let again = program.send(confirm()).await.expect(202);
        assert_eq!(again.header("idempotent-replayed"), "true");
        assert_eq!(ended(&program, &import).await["state"], "completed");
        let reader = app.with_key(&app.key(Some(FIRST), &[Scope::ImportsRead]).await.key);
        assert_eq!(act(&reader, &import, "undo").await.told(), (403, "insufficient_scope".into()));
    }
}

#[tokio::test]
async fn what_was_deleted_a_short_while_ago_comes_back_with_its_history() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["ana"]).await;
        app.tracks(FIRST, "Beta", "Second", &[]).await;
        let admin = app.admin().await;
        app.db
            .script(format!("UPDATE accounts SET deleted_at = {}", app.app.clock.now().0 - 1))
            .await
            .unwrap();
        let done = import(&admin, "tiktok,Ana,Beta,Second,Ana A.\n").await;
        assert_eq!((&done["state"], &done["created"]), (&json!("completed"), &json!(1)));
        assert_eq!(count(&app, "SELECT COUNT(*) FROM accounts").await, 1);
        let sql = "SELECT a.display_name, g.label FROM accounts a JOIN account_groups g ON g.id = a.group_id";
        let found: Vec<(String, String)> = app.db.q(sql).all().await.unwrap();
        assert_eq!(found, [("Ana A.".to_owned(), "Second".to_owned())]);
    }
}
