//! Bonus rounds as they are read: the list, a round opened in place, its results, the leaderboard
//! (BONUS-01, 02, 06, 07), and evaluating and deleting a round over its dialogs.

use std::time::Duration;

use thirtyfour::prelude::*;
use tracking_dashboard::time::{Day, Ms};

use super::driver::Browser;
use crate::bonus::{LAST_WEEK, Stage, THIS_WEEK, id};
use crate::support::{FIRST, apps, eventually};

const SOON: Duration = Duration::from_secs(10);

async fn shows(browser: &Browser, css: &str, text: &str) {
    let look = async || browser.text(css).await.contains(text).then_some(());
    eventually(&format!("{text} in {css}"), SOON, look).await;
}

/// The address says so by now.
async fn asks(browser: &Browser, part: &str) {
    let look = async || {
        let query = browser.script("return location.search").await;
        query.as_str().is_some_and(|query| query.contains(part)).then_some(())
    };
    eventually(&format!("{part} in the address"), SOON, look).await;
}

async fn press(browser: &Browser, label: &str) {
    let link = browser.driver.find(By::LinkText(label)).await.expect("a link");
    link.send_keys("\u{E007}").await.expect("Enter");
}

async fn cards(browser: &Browser) -> i64 {
    let count =
        "return new Set([...document.querySelectorAll('#rounds > li[id^=round-]')].map(c => c.id)).size";
    browser.script(count).await.as_i64().expect("a number")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rounds_are_read_on_and_opened_in_place_by_admin_and_viewer() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha", "Beta"]).await;
        stage.gain(0, "2026-11-10", 12_000).await;
        stage.gain(1, "2026-11-10", 9_600).await;
        for ago in 2..=12 {
            let week = Day::parse(THIS_WEEK).unwrap().plus(-7 * ago).to_string();
            stage.made(&week, 100, &[(0, 1)]).await;
        }
        let last = stage.made(LAST_WEEK, 5_000, &[(0, 10_000), (1, 10_000)]).await;
        stage.made(THIS_WEEK, 5_000, &[(0, 10_000)]).await;
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(1440).await;
        for user in ["admin", "viewer"] {
            browser.goto("/status").await;
            browser.driver.delete_all_cookies().await.expect("no cookies");
            browser.log_in(user).await;
            browser.goto(&format!("/guilds/{FIRST}/bonus")).await;
            browser.script("window.sameDocument = true").await;
            assert_eq!(cards(&browser).await, 10);
            press(&browser, "Load more").await;
            eventually("13 rounds", SOON, async || (cards(&browser).await == 13).then_some(())).await;
            assert_eq!(
                browser.script("return document.querySelectorAll('#rounds > li[id^=round-]').length").await,
                13
            );
            assert_eq!(browser.script("return location.search").await, "?show=20");

            let first_new = "return document.activeElement.closest('li') === document.querySelectorAll('#rounds > li')[10]";
            assert_eq!(browser.script(first_new).await, true, "the focus goes on with what was added");

            // Opened in place, after reading on: nothing that was shown goes.
            assert_eq!(browser.text("#rounds table").await, "", "loaded only when it is opened");
            browser.find(&format!("#open-{}", id(&last))).await.send_keys("\u{E007}").await.expect("Enter");
            shows(&browser, "#rounds table", "2,000 over").await;
            assert_eq!(cards(&browser).await, 13);
            let focus = browser.script("return document.activeElement.id").await;
            assert_eq!(focus, format!("open-{}", id(&last)));
            press(&browser, "Results").await;
            shows(&browser, "#rounds table", "400 views short").await;
            asks(&browser, &format!("open={}", id(&last))).await;
            asks(&browser, "part=results").await;
            press(&browser, "Percent").await;
            shows(&browser, "#rounds th[aria-sort=descending]", "Percent").await;
            browser.script("document.body.dispatchEvent(new CustomEvent('tracked'))").await;
            shows(&browser, "#rounds table", "400 views short").await;
            assert_eq!(browser.script("return window.sameDocument").await, true);
            let denied =
                browser.driver.find_all(By::Css(".actbar [aria-disabled=true]")).await.expect("a list");
            assert_eq!(denied.is_empty(), user == "admin");

            press(&browser, "Pending").await;
            eventually("one round", SOON, async || (cards(&browser).await == 1).then_some(())).await;
            assert_eq!(browser.script("return location.search").await, "?state=pending");
            press(&browser, "Leaderboard").await;
            shows(&browser, "[aria-label=Podium]", "Alpha").await;
            press(&browser, "Total bonus").await;
            shows(&browser, "[aria-label=Podium]", "$50.00").await;
            asks(&browser, "?tab=leaderboard&rank=total_bonus").await;
            assert_eq!(browser.complaints().await, Vec::<String>::new());
        }
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_admin_evaluates_and_deletes_a_round_after_being_asked() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha"]).await;
        stage.gain(0, "2026-11-16", 12_000).await;
        let round = stage.made(THIS_WEEK, 5_000, &[(0, 10_000)]).await;
        app.clock.set(Ms::parse("2026-11-22T00:30:00Z").unwrap());
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(1440).await;
        browser.log_in("admin").await;
        browser.goto(&format!("/guilds/{FIRST}/bonus/rounds/{}", id(&round))).await;
        browser.find("#evaluate-round").await.send_keys("\u{E007}").await.expect("Enter");
        shows(&browser, "#evaluate-dialog", "Each group that achieved its target gets a payment of $50.00")
            .await;
        browser.find("#evaluate-dialog .btn-primary").await.click().await.expect("a click");
        shows(&browser, "#toasts", "Round evaluated: 1 of 1 group achieved, $50.00 to pay.").await;
        shows(&browser, "#results h1 + .state", "Evaluated").await;
        browser.find("#delete-round").await.send_keys("\u{E007}").await.expect("Enter");
        shows(&browser, "#delete-dialog", "1 payment of $50.00").await;
        browser.find("#delete-dialog .btn-error").await.click().await.expect("a click");
        shows(&browser, "#toasts", "Round deleted.").await;
        shows(&browser, "#results", "No bonus rounds yet").await;
        assert_eq!(browser.path().await, format!("/guilds/{FIRST}/bonus"));
        assert_eq!(browser.complaints().await, Vec::<String>::new());
        browser.close().await;
    }
}
