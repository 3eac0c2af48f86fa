//! Making a bonus round in the browser (BONUS-03): nothing that was typed is lost, and one round is made.

use std::time::Duration;

use thirtyfour::prelude::*;

use super::driver::Browser;
use crate::bonus::{LAST_WEEK, Stage, api};
use crate::support::{FIRST, apps, eventually};

const SOON: Duration = Duration::from_secs(10);

fn new() -> String {
    format!("/guilds/{FIRST}/bonus/new")
}

async fn shows(browser: &Browser, css: &str, text: &str) {
    let look = async || browser.text(css).await.contains(text).then_some(());
    eventually(&format!("{text} in {css}"), SOON, look).await;
}

async fn click(browser: &Browser, css: &str) {
    let found = browser.find(css).await;
    found.scroll_into_view().await.expect("in view"); // on a phone bars stand over the rest
    found.click().await.expect("a click");
}

async fn write(browser: &Browser, css: &str, text: &str) {
    let field = browser.find(css).await;
    field.send_keys(Key::Control + "a").await.unwrap();
    field.send_keys(text).await.unwrap();
}

/// What stands in the form: week, amount, default, ticked boxes, targets of one's own.
async fn typed(browser: &Browser) -> String {
    let read = "const of = css => [...document.querySelectorAll(css)];
        return [of('[name=week]:checked').map(e => e.value), of('#amount').map(e => e.value), of('#targets').map(e => e.value),
            of('[data-group]').map(e => e.checked ? 1 : 0), of('[data-own]').map(e => e.value)].join(' | ')";
    browser.script(read).await.as_str().unwrap_or_default().to_owned()
}

/// Presses the button twice, faster than anybody can: the moment it is there.
const CREATE_AT_ONCE: &str = "new MutationObserver((_, observer) => {
        const button = document.querySelector('button[value=create]');
        if (!button) return;
        observer.disconnect();
        button.click();
        button.click();
    }).observe(document.body, { childList: true, subtree: true })";

async fn rounds(stage: &Stage<'_>) -> usize {
    stage.admin.get(&api("rounds")).await.ok().json()["items"].as_array().map_or(0, Vec::len)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_typed_survives_an_error_a_reload_and_a_lost_session_until_one_round_is_made() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha", "Beta", "Gamma"]).await;
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(1440).await;
        browser.log_in("admin").await;
        browser.goto(&new()).await;
        click(&browser, "[data-all='#new-round']").await;
        click(&browser, "[data-group]").await;
        write(&browser, "#amount", "1,00").await;
        write(&browser, "#targets", "10,000").await;
        let own = browser.driver.find_all(By::Css("[data-own]")).await.unwrap();
        own[0].send_keys("7").await.unwrap();
        own[2].send_keys("25 000").await.unwrap();
        shows(&browser, "[data-sum]", "3 of 3 chosen").await; // a target of one's own ticks its group
        click(&browser, "button[data-reset]").await;
        let custom =
            "return [...document.querySelectorAll('.custom.state')].map(e => e.checkVisibility()).join()";
        assert_eq!(browser.script(custom).await, "false,false,true");

        click(&browser, "button[value=review]").await;
        shows(&browser, "#amount-error", "must be an amount in dollars").await;
        assert_eq!(browser.script("return document.activeElement.id").await, "amount", "what is wrong");
        let left = "2026-11-15 | 1,00 | 10,000 | 1,1,1 | ,,25 000";
        assert_eq!(typed(&browser).await, left);
        write(&browser, "#amount", "49.95").await;
        shows(&browser, "[data-sum]", "3 of 3 chosen, at most $149.85").await;

        browser.driver.refresh().await.unwrap();
        shows(&browser, "[data-unsent-note]", "What you had typed before is back").await;
        let left = left.replace("1,00", "49.95");
        assert_eq!(typed(&browser).await, left);

        browser.driver.delete_all_cookies().await.unwrap();
        click(&browser, "button[value=review]").await;
        browser.driver.find(By::Css("#toasts")).await.unwrap();
        let login = async || (browser.path().await == "/login").then_some(());
        eventually("the login", SOON, login).await;
        browser.driver.find(By::LinkText("Log in with Discord")).await.unwrap().click().await.unwrap();
        click(&browser, "button[name=user][value=admin]").await;
        browser.find("#new-round").await;
        assert_eq!(typed(&browser).await, left);

        click(&browser, "button[value=review]").await;
        shows(&browser, "h1", "Review the round").await;
        shows(&browser, "main", "$149.85").await;
        click(&browser, "button[value=edit]").await;
        browser.find("#amount").await;
        assert_eq!(typed(&browser).await, left, "back from the review");
        click(&browser, "button[value=review]").await;
        shows(&browser, "h1", "Review the round").await;
        browser.driver.back().await.unwrap();
        browser.find("#amount").await;
        assert_eq!(typed(&browser).await, left, "back from the review by the browser");
        browser.script(CREATE_AT_ONCE).await;
        click(&browser, "button[value=review]").await;
        shows(&browser, "#toasts", "created with 3 targets.").await;
        assert!(browser.path().await.contains("/bonus/rounds/"));
        assert_eq!(rounds(&stage).await, 1);
        browser.goto(&new()).await;
        assert_eq!(typed(&browser).await, " |  |  | 0,0,0 | ,,", "done with");
        shows(&browser, "#week", "One week has a round already").await;
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_week_that_is_over_is_asked_about_and_a_date_says_its_week() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha"]).await;
        stage.gain(0, "2026-11-10", 500).await;
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(390).await;
        browser.log_in("admin").await;
        browser.goto(&new()).await;
        let date = "const date = document.querySelector('[name=date]'); date.value = '2026-11-12'; date.dispatchEvent(new Event('input', {bubbles: true}))";
        browser.script(date).await;
        assert_eq!(browser.script("return document.querySelector('#week-other').checked").await, true);
        click(&browser, "[data-group]").await;
        write(&browser, "#amount", "50").await;
        write(&browser, "#targets", "500").await;
        click(&browser, "button[value=review]").await;
        shows(&browser, "main", "This week has ended.").await;
        click(&browser, "button[value=create]").await;
        shows(&browser, "#past-error", "must be ticked").await;
        assert_eq!(rounds(&stage).await, 0);
        click(&browser, "#past").await;
        click(&browser, "button[value=create]").await;
        shows(&browser, "#toasts", "It is evaluated: 1 achieved.").await;
        let made = stage.admin.get(&api("rounds")).await.ok().json();
        assert_eq!(made["items"][0]["week_start"], LAST_WEEK);
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_viewer_sees_why_no_round_can_be_made() {
    for app in apps().await {
        Stage::of(&app, &["Alpha"]).await;
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(1440).await;
        browser.log_in("viewer").await;
        browser.goto(&new()).await;
        shows(&browser, "main", "Only administrators of this server can make bonus rounds.").await;
        let open = "return document.querySelectorAll('#new-round :is(input, button[name]):not([type=hidden]):enabled').length";
        assert_eq!(browser.script(open).await, 0);
        click(&browser, ".actbar [aria-disabled=true]").await;
        shows(&browser, "#toasts", "Only administrators").await;
        browser.close().await;
    }
}
