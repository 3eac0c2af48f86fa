//! `api_keys.scope_mode = "report"`: what a scope would refuse is logged and done; nothing else is widened.

use serde_json::json;
use tracking_dashboard::api_keys::{self, Scope};
use tracking_dashboard::audit::Actor;
use tracking_dashboard::time::{Clock, DAY, MINUTE};

use crate::imports;
use crate::support::{FIRST, Options, SECOND, TestApp, apps, apps_with, logged};

const MANAGE_GUILD: u64 = 1 << 5;
const SAID: &str = "let through without its scope";

fn reporting() -> Options {
    Options { variables: vec![("TD_API_KEYS__SCOPE_MODE", "report")], ..Options::default() }
}

fn api(what: &str) -> String {
    format!("/api/v1/guilds/{FIRST}/{what}")
}

/// A key that may read accounts, made by an administrator: its id and text.
async fn reader(app: &TestApp) -> (String, String) {
    let body = json!({"name": "Sheet", "scopes": ["tracking:read"], "expires_in_days": 30});
    let made = app.admin().await.post_json(&api("api-keys"), &body).await.expect(201).json();
    let text = |name: &str| made[name].as_str().unwrap().to_owned();
    (text("id"), text("key"))
}

#[tokio::test]
async fn what_a_scope_refuses_is_done_and_logged_with_key_scope_and_route() {
    let log = logged();
    for app in apps_with(reporting).await {
        let (id, key) = reader(&app).await;
        let key = app.with_key(&key);
        key.get(&api("accounts")).await.ok();
        assert!(!log.has(&id), "a key that may is not named");
        key.post_json(&api("brands"), &json!({"label": "Nike"})).await.expect(201);
        let line = log.lines().into_iter().find(|line| line.contains(SAID) && line.contains(&id)).unwrap();
        assert!(line.contains("tracking:write") && line.contains("POST"), "{line}");
        assert!(line.contains("/api/v1/guilds/{guild_id}/brands"), "{line}");
    }
    for app in apps().await {
        let (id, key) = reader(&app).await;
        let refused = app.with_key(&key).post_json(&api("brands"), &json!({"label": "Nike"})).await;
        assert_eq!(refused.told(), (403, "insufficient_scope".into()), "enforced unless it is said");
        assert!(!log.lines().iter().any(|line| line.contains(SAID) && line.contains(&id)));
    }
}

#[tokio::test]
async fn it_opens_no_other_guild_no_route_without_keys_and_no_dead_key() {
    for app in apps_with(reporting).await {
        let (_, text) = reader(&app).await;
        let key = app.with_key(&text);
        let elsewhere = format!("/api/v1/guilds/{SECOND}/brands");
        assert_eq!(key.post_json(&elsewhere, &json!({"label": "Nike"})).await.status, 404);
        assert_eq!(key.get(&api("api-keys")).await.told(), (403, "forbidden".into()));
        let bot = app.with_key(&app.bot().await.key);
        assert_eq!(bot.get(&api("accounts")).await.told(), (403, "insufficient_scope".into()));
        // Callbacks need a secret, and only the scope comes with one.
        let callback = format!("/api/v1/ingest/guilds/{FIRST}/posts");
        let unsigned = key.post_json(&callback, &json!({"posts": []})).await;
        assert_eq!(unsigned.told(), (403, "insufficient_scope".into()));

        let revoked = app.key(Some(FIRST), &[Scope::TrackingRead]).await;
        let mut tx = app.db.begin().await.unwrap();
        let actor = Actor::system("cli", "Operator");
        assert!(api_keys::revoke(&mut tx, None, revoked.id, actor, None, app.clock.now()).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(app.with_key(&revoked.key).get(&api("accounts")).await.status, 401);
        key.post_json(&api("brands"), &json!({"label": "Nike"})).await.expect(201);
        app.clock.advance(30 * DAY);
        assert_eq!(key.get(&api("accounts")).await.status, 401);
    }
}

#[tokio::test]
async fn it_gives_no_key_more_than_its_creator_may() {
    for app in apps_with(reporting).await {
        let (_, key) = reader(&app).await;
        let key = app.with_key(&key);
        app.discord.set_permissions("admin", FIRST, MANAGE_GUILD);
        app.clock.advance(6 * MINUTE);
        let refused = key.post_json(&api("brands"), &json!({"label": "Nike"})).await;
        assert_eq!(refused.told(), (403, "admin_required".into()));
        key.get(&api("bonus/rounds")).await.ok();
        app.discord.remove_guild("admin", FIRST);
        app.clock.advance(6 * MINUTE);
        assert_eq!(key.post_json(&api("brands"), &json!({"label": "Nike"})).await.status, 404);
    }
}

#[tokio::test]
async fn what_a_job_does_later_is_let_through_as_well() {
    for app in apps_with(reporting).await {
        app.tracks(FIRST, "Acme", "Launch", &[]).await;
        let (_, key) = reader(&app).await;
        let key = app.with_key(&key);
        let import = imports::upload(&key, "tiktok,ana,Acme,Launch,\n").await;
        imports::act(&key, &import, "confirm").await.expect(202);
        assert_eq!(imports::ended(&app.admin().await, &import).await["state"], "completed");
    }
}
