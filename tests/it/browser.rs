//! Pages in a real browser: they are live, and they keep to the content security policy.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use tracking_dashboard::app::route_table;
use tracking_dashboard::demo::people::FIRST;
use tracking_dashboard::http::Access;
use tracking_dashboard::time::{Clock, MINUTE};
use tracking_dashboard::tracking::Platform;

use crate::support::browser::Browser;
use crate::support::{Bot, TestApp, eventually};

const TWO_SECONDS: Duration = Duration::from_secs(2);
const SOON: Duration = Duration::from_secs(10);

async fn heartbeat(bot: &Bot) {
    let body = json!({ "version": "9.9.9", "shard_count": 1, "latency_ms": 40, "memory_mb": 100,
                       "uptime_seconds": 5, "guild_ids": [FIRST] });
    bot.post("/api/v1/ingest/heartbeat", &body).await.expect(200);
}

/// A post with 777 views, collected now.
async fn metrics(app: &TestApp, bot: &Bot) {
    let now = app.clock.now();
    let path = |what: &str| format!("/api/v1/ingest/guilds/{FIRST}/{what}");
    let post = json!({ "external_id": "p1", "platform": "tiktok", "username": "anna",
                       "url": "https://www.tiktok.com/@anna/video/1", "posted_at": now });
    bot.post(&path("posts"), &json!({ "posts": [post] })).await.expect(200);
    let snapshot = json!({ "platform": "tiktok", "external_id": "p1", "collected_at": now,
                           "views": 777, "likes": 3, "comments": 2, "shares": 1 });
    bot.post(&path("metrics"), &json!({ "snapshots": [snapshot] })).await.expect(200);
}

on_both!(callbacks_appear_on_an_open_page_and_silence_turns_it_offline, |app| {
    let Some(browser) = Browser::open(&app).await else { return };
    app.guild(FIRST).brand("Lumen").group("Aurora").account(Platform::TikTok, "anna").build().await;
    let bot = app.bot().await;
    browser.log_in("admin").await;
    browser.go(&format!("/guilds/{FIRST}")).await;
    browser.sees("#status-card", "Bot unknown", SOON).await;
    browser.mark().await;
    let open = async || app.app.live.watched().contains(&FIRST).then_some(());
    eventually("the page's stream is open", SOON, open).await;

    heartbeat(&bot).await;
    browser.sees("#status-card", "Bot online", TWO_SECONDS).await;
    browser.sees("#status-card", "9.9.9", TWO_SECONDS).await;
    metrics(&app, &bot).await;
    browser.sees("#card-gains", "777", TWO_SECONDS).await;
    browser.sees("#card-top-groups", "Aurora", TWO_SECONDS).await;

    app.clock.advance(6 * MINUTE);
    browser.sees("#status-card", "Bot offline", SOON).await;
    assert!(browser.is_marked().await, "the page was loaded again");
    assert_eq!(browser.complaints().await, [""; 0]);
    browser.close().await;
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_policy_refuses_is_seen_by_these_tests() {
    let app = TestApp::sqlite().await;
    let Some(browser) = Browser::open(&app).await else { return };
    browser.go("/login").await;
    assert_eq!(browser.complaints().await, [""; 0]);
    let inline = r#"document.body.insertAdjacentHTML("beforeend", "<p style='color:red'>x</p>")"#;
    browser.driver.execute(inline, vec![]).await.expect("a script");
    let complaints = browser.complaints().await;
    assert!(complaints.iter().any(|text| text.contains("Content Security Policy")), "{complaints:?}");
    browser.close().await;
}

/// Every address that is a page for people; those of other kinds answer programs.
fn pages() -> Vec<String> {
    let other = ["/api/", "/assets", "/favicon", "/auth/", "/healthz", "/readyz", "/metrics"];
    let part = ["/live", "/cards/"];
    let pages = route_table().into_iter().filter(|route| {
        route.method == Method::GET
            && !matches!(route.access, Access::Bot | Access::Operator)
            && !other.iter().any(|start| route.path.starts_with(start))
            && !part.iter().any(|part| route.path.contains(part))
    });
    let paths = pages.map(|route| route.path.replace("{guild_id}", &FIRST.to_string()));
    // Where an id of something else is needed, the test of that feature looks at the page.
    paths.filter(|path| !path.contains('{')).collect()
}

on_both!(no_page_breaks_the_policy_or_its_width_in_either_theme, |app| {
    let Some(browser) = Browser::open(&app).await else { return };
    app.guild(FIRST).brand("Lumen").group("Aurora").account(Platform::TikTok, "anna").build().await;
    let bot = app.bot().await;
    heartbeat(&bot).await;
    metrics(&app, &bot).await;
    browser.log_in("admin").await;
    assert_eq!(browser.complaints().await, [""; 0], "while logging in");
    for theme in ["dark", "light"] {
        let cookie = thirtyfour::Cookie::new("td_theme", theme);
        browser.driver.add_cookie(cookie).await.expect("a cookie");
        for width in [390, 1440] {
            browser.resize(width).await;
            for path in pages() {
                browser.go(&path).await;
                assert_eq!(browser.complaints().await, [""; 0], "{path}, {theme}, {width}");
                assert!(!browser.overflows().await, "{path} is wider than {width} px");
            }
        }
    }
    browser.close().await;
});
