//! What a person sees of their sessions.

use std::time::Duration;

use tracking_dashboard::time::{MINUTE, SECOND};

use crate::support::{FIRST, TestApp, apps, eventually};

pub const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
pub const IPAD: &str = "Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1";
const HOSTILE: &str = "<img src=x onerror=alert(1)> Firefox/</script><script>alert(2)</script>";

/// Somebody who logged in with this browser.
pub async fn browser(app: &TestApp, user: &str, agent: &str) -> crate::support::Actor {
    let browser = app.calling_itself(agent);
    assert_eq!(browser.log_in(user, "/guilds").await.location(), "/guilds");
    browser
}

#[tokio::test]
async fn sessions_are_listed_as_they_are_and_this_one_first() {
    for app in apps().await {
        let here = browser(&app, "admin", FIREFOX).await;
        app.clock.advance(10 * SECOND);
        let tablet = browser(&app, "admin", IPAD).await;
        app.clock.advance(10 * SECOND);
        browser(&app, "admin", HOSTILE).await;
        app.viewer().await;

        let body = here.get("/api/v1/sessions").await.ok().json();
        assert_eq!(body["next_cursor"], serde_json::Value::Null);
        let items = body["items"].as_array().unwrap();
        let labels: Vec<_> = items.iter().map(|item| item["device"]["label"].as_str().unwrap()).collect();
        assert_eq!(labels, ["Firefox 145 on Linux", "Unknown device", "Safari 26 on iPad"]);
        let current: Vec<_> = items.iter().map(|item| item["current"].as_bool().unwrap()).collect();
        assert_eq!(current, [true, false, false]);
        let device = &items[2]["device"];
        assert_eq!((&device["type"], &device["browser"]), (&"tablet".into(), &"Safari 26".into()));
        assert_eq!((&device["os"], &items[2]["ip_masked"]), (&"iPadOS".into(), &"127.0.x.x".into()));
        assert_eq!(items[1]["device"]["type"], "unknown");
        assert!(items[1]["device"]["browser"].is_null());
        assert_eq!(items[0]["created_at"], "2026-11-16T12:00:00.000Z");
        assert_eq!(items[0]["expires_at"], "2026-12-16T12:00:00.000Z");

        let theirs = tablet.get("/api/v1/sessions").await.ok().json();
        assert_eq!(theirs["items"][0]["id"], items[2]["id"], "each has its own first");
        assert_eq!(app.anonymous().get("/api/v1/sessions").await.status, 401);
    }
}

#[tokio::test]
async fn the_page_marks_this_device_once_and_shows_nothing_as_markup() {
    for app in apps().await {
        let here = browser(&app, "admin", FIREFOX).await;
        browser(&app, "admin", HOSTILE).await;
        let page = here.get("/settings/sessions").await.ok().body;
        assert!(page.contains("Active sessions (2)"), "{page}");
        assert_eq!(page.matches("This device").count(), 1);
        let (this, other) =
            (page.find("Firefox 145 on Linux").unwrap(), page.find("Unknown device").unwrap());
        assert!(this < page.find("This device").unwrap() && page.find("This device").unwrap() < other);
        for word in ["Revoke", "Log out other sessions", "Log out everywhere", "127.0.x.x", "Recent activity"]
        {
            assert!(page.contains(word), "{word}");
        }
        assert!(page.contains("First login with an unknown device"));
        assert!(!page.contains("alert(") && !page.contains("onerror"));
        let guild = here.get(&format!("/guilds/{FIRST}")).await.ok().body;
        assert!(guild.contains("href=\"/settings/sessions\""), "the account menu leads there");
        let alone = app.viewer().await.get("/settings/sessions").await.ok().body;
        assert!(alone.contains("Active sessions (1)") && !alone.contains("Log out other sessions"));
        let dialog = here.get("/settings/sessions?dialog=everywhere").await.ok().body;
        assert!(dialog.contains(" open data-close-href=\"/settings/sessions\""), "it works without scripts");
    }
}

#[tokio::test]
async fn the_last_activity_is_real_and_noted_once_a_minute() {
    for app in apps().await {
        let (here, other) = (browser(&app, "admin", FIREFOX).await, browser(&app, "admin", IPAD).await);
        other.get("/api/v1/me").await.ok();
        let activity =
            async || here.get("/api/v1/sessions").await.json()["items"][1]["last_activity_at"].clone();
        let first = activity().await;
        app.clock.advance(59 * SECOND);
        other.get("/api/v1/me").await.ok();
        assert_eq!(activity().await, first, "not written again within the minute");
        app.clock.advance(4 * MINUTE);
        other.get("/api/v1/me").await.ok();
        let noted = async || (activity().await == "2026-11-16T12:04:59.000Z").then_some(());
        eventually("the activity is noted", Duration::from_secs(5), noted).await;
    }
}
