//! What the bot sends appears on a page that is open, and the clock alone turns its status.

use std::time::Duration;

use serde_json::json;
use tracking_dashboard::time::MINUTE;

use super::driver::Browser;
use crate::support::{FIRST, apps, eventually, heartbeat, post, snapshot};

const TWO_SECONDS: Duration = Duration::from_secs(2);
const SOON: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn heartbeat_and_metrics_appear_within_two_seconds_without_a_reload() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let Some(browser) = Browser::open(&app).await else { return };
        let bot = app.bot().await;
        browser.width(1440).await;
        browser.log_in("admin").await;
        browser.goto(&format!("/guilds/{FIRST}")).await;
        let open = async || {
            (browser.script("return document.documentElement.dataset.liveState").await == "open")
                .then_some(())
        };
        eventually("the live stream is open", SOON, open).await;
        browser.script("window.sameDocument = true").await;
        // The first status of the stream may be replacing it at this moment.
        let unknown = async || (!browser.text("#live-pill.live-unknown").await.is_empty()).then_some(());
        eventually("no heartbeat yet", SOON, unknown).await;
        assert!(!browser.text("main").await.contains("12,345"));

        let shows = async |css: &str, text: &str, within: Duration| {
            let look = async || browser.text(css).await.contains(text).then_some(());
            eventually(&format!("{text} in {css}"), within, look).await;
        };
        bot.post("heartbeat", &heartbeat(&[FIRST])).await.ok();
        shows("#status-card", "9.9.9", TWO_SECONDS).await;
        shows("#live-pill.live-online", "nline", TWO_SECONDS).await;
        bot.post(&format!("guilds/{FIRST}/posts"), &json!({"posts": [post("1", "mira")]})).await.ok();
        let snapshots = json!({"snapshots": [snapshot("1", "2026-11-16T11:00:00Z", 12_345)]});
        bot.post(&format!("guilds/{FIRST}/metrics"), &snapshots).await.ok();
        shows("#card-gains", "12,345", TWO_SECONDS).await;
        shows("#card-top-groups", "Launch", TWO_SECONDS).await;

        app.clock.advance(6 * MINUTE);
        shows("#live-pill.live-offline", "ffline", SOON).await;
        shows("#status-card", "ffline", SOON).await;
        assert_eq!(browser.script("return window.sameDocument === true").await, true, "never reloaded");
        assert_eq!(browser.complaints().await, Vec::<String>::new());
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_open_page_leads_to_the_login_when_its_session_ends() {
    for app in apps().await {
        let Some(browser) = Browser::open(&app).await else { return };
        browser.log_in("viewer").await;
        browser.goto(&format!("/guilds/{FIRST}")).await;
        let open = async || {
            (browser.script("return document.documentElement.dataset.liveState").await == "open")
                .then_some(())
        };
        eventually("the live stream is open", SOON, open).await;
        app.discord.remove_guild("viewer", FIRST);
        app.clock.advance(6 * MINUTE);
        browser.script("fetch('/api/v1/guilds')").await;
        let gone = async || browser.text("h1").await.contains("ot found").then_some(());
        eventually("the page is gone with the right", SOON, gone).await;
        browser.close().await;
    }
}
