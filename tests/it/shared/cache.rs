//! The cache of what is drawn: never older than the last change, on any instance.

use redis::AsyncCommands;
use reqwest::Method;
use serde_json::json;

use super::{Valkey, is_up};
use crate::support::{Actor, FIRST, TestApp, apps};

const HIT: &str = "cache;desc=hit";
const MISS: &str = "cache;desc=miss";

/// Addresses whose answers are kept.
// One card before the page that has them all.
const KEPT: [&str; 7] = [
    "/api/v1/guilds/{}/accounts",
    "/api/v1/guilds/{}/analytics?days=7",
    "/api/v1/guilds/{}/bonus/leaderboard",
    "/guilds/{}/cards/top-groups",
    "/guilds/{}",
    "/guilds/{}/analytics",
    "/guilds/{}/bonus?tab=leaderboard",
];

fn kept() -> [String; 7] {
    KEPT.map(|path| path.replace("{}", &FIRST.to_string()))
}

/// What the cache did for this address.
async fn timing(who: &Actor, path: &str) -> String {
    who.get(path).await.ok().header("server-timing").to_owned()
}

async fn rename(admin: &Actor, to: &str) {
    let brands = admin.get(&format!("/api/v1/guilds/{FIRST}/brands")).await.ok().json();
    let brand = brands["items"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/guilds/{FIRST}/brands/{brand}");
    admin.send_json(Method::PATCH, &path, &json!({ "label": to })).await.ok();
}

#[tokio::test]
async fn the_second_ask_is_a_hit_and_a_change_on_any_instance_ends_it() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let other = app.instance().await;
        let admin = app.admin().await;
        let there = admin.at(&other);
        for path in kept() {
            assert_eq!(timing(&admin, &path).await, MISS, "{path}");
            assert_eq!(timing(&admin, &path).await, HIT, "{path}");
            assert_eq!(timing(&there, &path).await, MISS, "{path}: without Valkey each keeps its own");
        }
        rename(&there, "Bolt").await;
        let accounts = &kept()[0];
        let answer = admin.get(accounts).await.ok();
        assert_eq!(answer.header("server-timing"), MISS);
        assert_eq!(answer.json()["items"][0]["brand"]["label"], "Bolt");
        for path in &kept()[1..] {
            assert_eq!(timing(&admin, path).await, MISS, "{path}");
        }
    }
}

#[tokio::test]
async fn nothing_is_kept_beyond_its_time_or_across_what_was_asked() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let (admin, viewer) = (app.admin().await, app.viewer().await);
        let accounts = &kept()[0];
        assert_eq!(timing(&admin, accounts).await, MISS);
        assert_eq!(timing(&viewer, accounts).await, MISS, "another role");
        assert_eq!(timing(&viewer, &format!("{accounts}?limit=1")).await, MISS, "another question");
        let again = app.admin().await;
        assert_eq!(timing(&again, accounts).await, HIT, "the same role");
        app.clock.advance(10_000);
        assert_eq!(timing(&again, accounts).await, MISS);
        assert_eq!(app.anonymous().get(accounts).await.status, 401, "the cache gives no rights");
        assert_eq!(app.outsider().await.get(accounts).await.status, 404);
        assert_eq!(timing(&admin, "/guilds").await, "", "what is not kept says nothing");
    }
}

#[tokio::test]
async fn pages_from_the_cache_hold_nothing_of_whoever_asked_first() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let (first, second) = (app.admin().await, app.admin().await);
        for path in kept().iter().filter(|path| !path.contains("/api/")) {
            first.get(path).await.ok();
            let answer = second.get(path).await.ok();
            assert_eq!(answer.header("server-timing"), HIT, "{path}");
            let csrf = first.cookie("__Host-td_csrf");
            assert!(!csrf.is_empty() && !answer.body.contains(&csrf), "{path}");
        }
    }
}

#[tokio::test]
async fn without_a_time_nothing_is_kept() {
    let app = TestApp::sqlite_with(crate::support::Options {
        variables: vec![("TD_CACHE__TTL_SECONDS", "0")],
        ..Default::default()
    })
    .await;
    let admin = app.admin().await;
    for path in kept() {
        assert_eq!(timing(&admin, &path).await, "");
        assert_eq!(timing(&admin, &path).await, "", "{path}");
    }
}

#[tokio::test]
async fn instances_share_what_they_drew_and_valkey_cannot_read_or_change_it() {
    let Some(valkey) = Valkey::empty(1).await else { return };
    let app = TestApp::sqlite_with(valkey.options(&[])).await;
    app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
    let other = app.instance_with(valkey.options(&[])).await;
    is_up(&app, true).await;
    is_up(&other, true).await;
    let admin = app.admin().await;
    let there = admin.at(&other);
    for path in kept() {
        let drawn = admin.get(&path).await.ok();
        let shared = there.get(&path).await.ok();
        assert_eq!((drawn.header("server-timing"), shared.header("server-timing")), (MISS, HIT), "{path}");
        if path.contains("/api/") {
            assert_eq!(drawn.body, shared.body, "{path}");
        }
    }
    rename(&admin, "Bolt").await;
    assert!(there.get(&kept()[0]).await.ok().body.contains("Bolt"));

    let mut connection = valkey.connection().await;
    let names: Vec<String> = connection.keys("td:*:cache:*").await.unwrap();
    assert!(names.len() > KEPT.len(), "{names:?}");
    for name in &names {
        let value: Vec<u8> = connection.get(name).await.unwrap();
        let text = String::from_utf8_lossy(&value);
        assert!(!["mira", "Acme", "Launch", "items"].iter().any(|plain| text.contains(plain)));
        let left: i64 = connection.pttl(name).await.unwrap();
        assert!((1..=10_000).contains(&left), "{left} ms");
        // Whoever holds Valkey swaps entries or writes their own.
        let () = connection.set(name, &value[1..]).await.unwrap();
    }
    let third = app.instance_with(valkey.options(&[])).await;
    is_up(&third, true).await;
    for path in kept() {
        assert_eq!(timing(&admin.at(&third), &path).await, MISS, "{path}: an altered entry is none");
    }
}

#[tokio::test]
async fn a_valkey_that_hangs_or_is_gone_changes_no_answer() {
    let Some(valkey) = Valkey::empty(2).await else { return };
    let app = TestApp::sqlite_with(valkey.options(&[])).await;
    app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
    is_up(&app, true).await;
    let admin = app.admin().await;
    for (wound, name) in [(super::Proxy::hold as fn(&super::Proxy), "hangs"), (super::Proxy::cut, "is gone")]
    {
        wound(&valkey.proxy);
        // As if there were none: what is kept here still serves, and what is new is drawn.
        rename(&admin, name).await;
        is_up(&app, false).await;
        for path in kept() {
            assert_eq!(timing(&admin, &path).await, MISS, "{name} {path}");
            assert_eq!(timing(&admin, &path).await, HIT, "{name} {path}");
        }
        assert!(admin.get(&kept()[0]).await.ok().body.contains(name));
        valkey.proxy.mend();
        is_up(&app, true).await;
    }
}

#[tokio::test]
async fn the_overview_tells_of_a_key_at_once() {
    for app in apps().await {
        let admin = app.admin().await;
        let overview = format!("/guilds/{FIRST}");
        assert!(!admin.get(&overview).await.ok().body.contains("Nightly report"));
        let key = json!({"name": "Nightly report", "scopes": ["tracking:read"], "expires_in_days": 1});
        admin.post_json(&format!("/api/v1/guilds/{FIRST}/api-keys"), &key).await.expect(201);
        assert!(admin.get(&overview).await.ok().body.contains("Nightly report"));
    }
}

#[tokio::test]
async fn what_is_not_understood_makes_no_entry_of_its_own() {
    let app = TestApp::sqlite().await;
    let admin = app.admin().await;
    for path in [format!("/guilds/{FIRST}/analytics"), format!("/guilds/{FIRST}/bonus?tab=leaderboard")] {
        timing(&admin, &path).await;
        let join = if path.contains('?') { '&' } else { '?' };
        assert_eq!(timing(&admin, &format!("{path}{join}junk=1")).await, HIT, "{path}");
    }
}
