//! A database that fails in every way it can: each route says so in our words, and comes back.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use tracking_dashboard::db::testing::{self, TestDb};

use super::errors::assert_no_inside;
use super::headers::assert_guarded;
use crate::access::cast::ask;
use crate::access::rules::{Row, rows};
use crate::support::{
    Actor, Answer, FIRST, Options, Proxy, TestApp, apps, eventually, heartbeat, logged, require,
};

/// Answers that need no database.
fn stands_alone(row: &Row) -> bool {
    let path = row.rule.route.split_once(' ').unwrap().1;
    [
        "/login",
        "/assets/",
        "/favicon.ico",
        "/legal/",
        "/healthz",
        "/metrics",
        "/csp-report",
        "/api/docs",
        "/api/v1/openapi.json",
    ]
    .iter()
    .any(|start| path.starts_with(start))
}

fn assert_in_our_words(what: &str, answer: &Answer, status: u16) {
    assert_guarded(what, answer);
    assert_no_inside(what, answer);
    assert_eq!(answer.status, status, "{what}: {}", answer.body);
    if what.ends_with("/readyz") {
        return;
    }
    assert!(answer.body.contains(answer.header("x-request-id")), "{what}: the id to report");
    if status == 503 {
        assert!(answer.header("retry-after").parse::<u64>().is_ok(), "{what}: when to come back");
    }
}

/// Every route, as whoever is let in everywhere.
async fn every_route_says(app: &TestApp, admin: &Actor, status: u16, why: &str) {
    for row in rows().into_iter().filter(|row| !stands_alone(row)) {
        let path = row.path(&FIRST.to_string());
        let what = format!("{why} {} {path}", row.method);
        assert_in_our_words(&what, &ask(&row, &path, admin).await, status);
    }
    assert_eq!(app.anonymous().get("/healthz").await.status, 200, "{why}: the process lives");
}

#[tokio::test]
async fn a_closed_database_is_503_on_every_route() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let (admin, bot) = (app.admin().await, app.bot().await);
        app.db.close().await;
        every_route_says(&app, &admin, 503, "closed").await;
        let answer = bot.post("heartbeat", &heartbeat(&[FIRST])).await;
        assert_in_our_words("a callback", &answer, 503);
    }
}

#[tokio::test]
async fn a_missing_table_is_500_without_its_name_and_the_log_has_it_under_the_id() {
    let log = logged();
    for app in apps().await {
        let admin = app.admin().await;
        // The login still works: what is behind it does not.
        app.db.script("ALTER TABLE accounts RENAME TO zq7inside_accounts".into()).await.unwrap();
        for path in [format!("/guilds/{FIRST}/accounts"), format!("/api/v1/guilds/{FIRST}/accounts")] {
            let answer = admin.get(&path).await;
            assert_in_our_words(&path, &answer, 500);
            let id = answer.header("x-request-id");
            let lines = log.lines();
            let told: Vec<_> = lines.iter().filter(|line| line.contains(id)).collect();
            assert!(told.iter().any(|line| line.contains("accounts")), "{path}: {told:?}");
        }
        app.db.script("ALTER TABLE sessions RENAME TO zq7inside_sessions".into()).await.unwrap();
        every_route_says_500(&admin).await;
    }
}

async fn every_route_says_500(admin: &Actor) {
    for row in rows().into_iter().filter(|row| !stands_alone(row) && !row.rule.route.ends_with("/readyz")) {
        let path = row.path(&FIRST.to_string());
        assert_in_our_words(&path, &ask(&row, &path, admin).await, 500);
    }
}

#[tokio::test]
async fn a_database_that_takes_no_writes_refuses_callbacks_and_still_shows() {
    let app = TestApp::sqlite().await;
    let (viewer, bot) = (app.viewer().await, app.bot().await);
    // The first use of a session is written down, and the last reading of Discord.
    viewer.get(&format!("/guilds/{FIRST}/accounts")).await.ok();
    app.db.script("PRAGMA query_only = 1".into()).await.unwrap();
    let answer = bot.post("heartbeat", &heartbeat(&[FIRST])).await;
    assert_in_our_words("a callback", &answer, 503);
    viewer.get(&format!("/guilds/{FIRST}/accounts")).await.ok();
    app.db.script("PRAGMA query_only = 0".into()).await.unwrap();
    bot.post("heartbeat", &heartbeat(&[FIRST])).await.ok();
}

#[tokio::test]
async fn a_stopped_postgresql_is_503_within_seconds_and_back_when_it_is() {
    let Some(real) = testing::postgres().await else { return require("TD_TEST_POSTGRES_URL") };
    let mut url: url::Url = real.url.parse().unwrap();
    let proxy = Proxy::to(format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432))).await;
    url.set_host(Some("127.0.0.1")).unwrap();
    url.set_port(Some(proxy.address.port())).unwrap();
    let app = TestApp::on(TestDb::at(url.as_str()).await, Options::default()).await;
    let (viewer, bot) = (app.viewer().await, app.bot().await);
    proxy.cut();
    for path in [format!("/guilds/{FIRST}"), "/api/v1/me".into(), format!("/api/v1/guilds/{FIRST}/accounts")]
    {
        let asked = tokio::time::timeout(Duration::from_secs(10), viewer.get(&path)).await;
        let answer = asked.expect("an answer in time");
        assert_in_our_words(&path, &answer, 503);
    }
    assert_in_our_words("a callback", &bot.post("heartbeat", &heartbeat(&[FIRST])).await, 503);
    assert_eq!(app.anonymous().get("/readyz").await.expect(503).json()["failing"], "database");
    proxy.mend();
    let back = async || (viewer.get("/api/v1/me").await.status == 200).then_some(());
    eventually("the server goes on", Duration::from_secs(10), back).await;
    bot.post("heartbeat", &heartbeat(&[FIRST])).await.ok();
}

#[tokio::test]
async fn a_discord_that_fails_is_told_without_its_words() {
    for app in apps().await {
        for status in [500, 429, 404] {
            let browser = app.anonymous();
            let authorize = browser.start_login("/guilds").await;
            let callback = browser.approve(&authorize, "viewer").await;
            app.discord.answer_with(status, Some(1.5), 1);
            let answer = browser.get(&callback).await;
            assert_guarded("the callback", &answer);
            assert_no_inside("the callback", &answer);
            assert!(!answer.status.is_success() && !answer.cookies().contains_key("__Host-td_access"));
        }
        let state = app
            .anonymous()
            .send(app.anonymous().request(Method::POST, "/auth/callback").json(&json!({})))
            .await;
        assert_eq!(state.status, 405);
    }
}
