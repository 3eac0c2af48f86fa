//! The choices of the analytics page, without a mouse.

use std::time::Duration;

use serde_json::json;
use thirtyfour::prelude::*;

use super::driver::Browser;
use crate::support::{FIRST, apps, eventually, post, snapshot};

const SOON: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn metric_period_and_filter_change_in_place_and_are_in_the_address() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let bot = app.bot().await;
        bot.post(&format!("guilds/{FIRST}/posts"), &json!({"posts": [post("1", "mira")]})).await.ok();
        let read =
            [snapshot("1", "2026-11-15T11:00:00Z", 1_000), snapshot("1", "2026-11-16T11:00:00Z", 12_345)];
        bot.post(&format!("guilds/{FIRST}/metrics"), &json!({"snapshots": read})).await.ok();
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(1440).await;
        browser.log_in("viewer").await;
        browser.goto(&format!("/guilds/{FIRST}/analytics")).await;
        browser.script("window.sameDocument = true").await;
        let query = async || browser.script("return location.search").await;
        let shows = async |css: &str, text: &str| {
            let look = async || browser.text(css).await.contains(text).then_some(());
            eventually(&format!("{text} in {css}"), SOON, look).await;
        };
        shows("#gains-chart-title", "Views gained per day").await;

        // By keyboard: the link keeps the focus after it changed the page.
        let press = async |label: &str| {
            browser
                .driver
                .find(By::LinkText(label))
                .await
                .expect("a link")
                .send_keys("\u{E007}")
                .await
                .expect("Enter");
        };
        press("Likes").await;
        shows("#gains-chart-title", "Likes gained per day").await;
        assert_eq!(query().await, "?metric=likes");
        assert_eq!(browser.script("return document.activeElement.textContent.trim()").await, "Likes");
        press("7 days").await;
        shows("#results h1 + p", "last 7 days").await;
        assert_eq!(query().await, "?days=7&metric=likes");
        browser.script("const s = document.querySelector('select[name=platform]'); s.value = 'x'; s.dispatchEvent(new Event('change', {bubbles: true}))").await;
        shows("#top-accounts", "Nothing gained").await;
        assert_eq!(query().await, "?days=7&metric=likes&platform=x");

        browser.driver.back().await.expect("back");
        shows("#top-accounts", "mira").await;
        assert_eq!(query().await, "?days=7&metric=likes");
        press("Views").await;
        shows("#gains-chart-title", "Views gained per day").await;
        // The chart is read with the arrow keys, and as a table.
        let chart = browser.find(".chart[data-drawn]").await;
        chart.focus().await.expect("focus");
        chart.send_keys("\u{E012}").await.expect("an arrow");
        shows(".chart-tip", "1,000 views").await;
        browser.find("#gains-chart summary").await.send_keys("\u{E007}").await.expect("Enter");
        shows("#gains-data", "11,345").await;
        assert_eq!(browser.complaints().await, Vec::<String>::new());
        browser.close().await;
    }
}
