//! Back and forward keep the place on the page and the filters.

use std::time::Duration;

use super::driver::Browser;
use crate::support::{FIRST, apps, eventually};

const SOON: Duration = Duration::from_secs(10);

async fn scroll(browser: &Browser, to: i64) {
    // Asked for once the end of the scrolling was told.
    let script = "const done = arguments[arguments.length - 1];
        document.addEventListener('scrollend', () => done(), {once: true}); scrollTo(0, arguments[0]);";
    browser.driver.execute_async(script, vec![to.into()]).await.expect("scrolled");
}

async fn stands_at(browser: &Browser, place: i64, address: &str) {
    let look = async || {
        let here = browser.script("return [Math.round(scrollY), location.pathname + location.search]").await;
        (here == serde_json::json!([place, address])).then_some(())
    };
    eventually(&format!("{address} at {place}"), SOON, look).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn back_keeps_the_place_and_the_filters() {
    for app in apps().await {
        let names: Vec<String> = (0..120).map(|n| format!("mira{n:03}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        app.tracks(FIRST, "Acme", "Launch", &names).await;
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(1440).await;
        browser.log_in("viewer").await;
        let accounts = format!("/guilds/{FIRST}/accounts?platform=tiktok&q=mira");
        browser.goto(&accounts).await;

        // A page of its own.
        scroll(&browser, 500).await;
        browser.script("document.querySelector('a[data-go=o]').click()").await;
        browser.find("#status-card").await;
        browser.driver.back().await.expect("back");
        stands_at(&browser, 500, &accounts).await;

        // The list's next page, which is swapped in.
        scroll(&browser, 700).await;
        browser.script("document.querySelector('nav[aria-label=Pages] a[rel=next]').click()").await;
        let second = async || browser.text("#results").await.contains("mira050").then_some(());
        eventually("the second page", SOON, second).await;
        let next = browser.script("return location.pathname + location.search").await;
        scroll(&browser, 300).await;
        browser.driver.back().await.expect("back");
        stands_at(&browser, 700, &accounts).await;
        browser.driver.forward().await.expect("forward");
        stands_at(&browser, 300, next.as_str().unwrap_or_default()).await;
        browser.close().await;
    }
}
