//! Each change is heard of by whoever has a page of the guild open, and what changed nothing by nobody.

use std::future::Future;

use reqwest::Method;
use serde_json::json;

use super::SOON;
use crate::imports::{act, ended, upload};
use crate::support::{Answer, FIRST, TestApp, apps, snapshot};

const ROW: &str = "tiktok,ana,Acme,Launch,\n";

fn api(what: &str) -> String {
    format!("/api/v1/guilds/{FIRST}/{what}")
}

/// By how much the guild's version rises with what goes well.
async fn raised(app: &TestApp, change: impl Future<Output = Answer>) -> i64 {
    let before = app.version(FIRST).await;
    let answer = change.await;
    assert!(answer.status.as_u16() < 400, "{answer:?}");
    app.version(FIRST).await - before
}

#[tokio::test]
async fn keys_and_imports_are_on_the_open_pages_of_others() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &[]).await;
        let (admin, viewer) = (app.admin().await, app.viewer().await);
        let mut page = viewer.events(&format!("/guilds/{FIRST}/live")).await;
        page.next_named("status", SOON).await;

        let key = json!({"name": "Sheet", "scopes": ["tracking:read"], "expires_in_days": 1});
        let made = admin.post_json(&api("api-keys"), &key).await.expect(201).json();
        page.next_named("changed", SOON).await;
        let path = api(&format!("api-keys/{}", made["id"].as_str().unwrap()));
        admin.send_json(Method::DELETE, &path, &json!({})).await.expect(204);
        page.next_named("changed", SOON).await;
        let form = [("name", "Mine"), ("scopes[]", "audit:read"), ("expires_in_days", "1")];
        let keys = format!("/guilds/{FIRST}/settings/api-keys");
        assert_eq!(raised(&app, admin.post_form(&keys, &form)).await, 1);
        page.next_named("changed", SOON).await;

        let import = upload(&admin, ROW).await;
        act(&admin, &import, "cancel").await.ok();
        page.next_named("changed", SOON).await;
        let import = upload(&admin, ROW).await;
        let before = app.version(FIRST).await;
        act(&admin, &import, "confirm").await.expect(202);
        ended(&admin, &import).await;
        assert_eq!(app.version(FIRST).await, before + 2, "confirmed, then applied");
        page.next_named("changed", SOON).await;
    }
}

#[tokio::test]
async fn a_key_made_in_another_process_is_too() {
    let app = TestApp::sqlite().await;
    let before = app.version(FIRST).await;
    let settings = crate::support::Settings::on(&app.db_url);
    let guild = FIRST.to_string();
    let arguments = ["api-key", "create", "--guild", &guild, "--name", "Sheet", "--scope", "tracking:read"];
    assert!(settings.command(&arguments).output().await.expect("the binary").status.success());
    assert_eq!(app.version(FIRST).await, before + 1);
}

#[tokio::test]
async fn what_changes_nothing_leaves_the_version_and_with_it_every_open_page() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["ana"]).await;
        let (admin, bot) = (app.admin().await, app.bot().await);
        let brand = admin.get(&api("brands")).await.ok().json()["items"][0]["id"].clone();
        let account = admin.get(&api("accounts")).await.ok().json()["items"][0]["id"].clone();
        let brand = api(&format!("brands/{}", brand.as_str().unwrap()));
        for (method, path, body) in [
            (Method::PATCH, api("settings"), json!({"near_miss_percent": 85})),
            (Method::PATCH, brand, json!({"label": "Bolt"})),
            (Method::POST, api("accounts/bulk"), json!({"ids": [account], "action": "pause"})),
        ] {
            let change = async || admin.send_json(method.clone(), &path, &body).await;
            assert_eq!(raised(&app, change()).await, 1, "{path}");
            assert_eq!(raised(&app, change()).await, 0, "{path}: as it was");
        }
        let import = upload(&admin, ROW).await;
        assert_eq!(raised(&app, act(&admin, &import, "cancel")).await, 1);
        assert_eq!(raised(&app, act(&admin, &import, "cancel")).await, 0, "cancelled already");
        let unknown = json!({"snapshots": [snapshot("404", "2026-11-16T11:00:00Z", 7)]});
        let path = format!("guilds/{FIRST}/metrics");
        assert_eq!(raised(&app, bot.post(&path, &unknown)).await, 0, "of a post that nobody knows");
    }
}
