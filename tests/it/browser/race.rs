//! Answers that come late: what a person asked for last is what the list shows, whatever was under way.

use std::sync::Arc;
use std::time::Duration;

use axum::http::{StatusCode, header};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tracking_dashboard::http::{Access, Params, Routes};

use super::driver::Browser;
use crate::support::{FIRST, Options, TestApp, eventually};

const SOON: Duration = Duration::from_secs(10);

/// Sends the next request of the page by the gate when `hold` is set, and counts.
const WATCH: &str = "window.asked = []; window.aborted = 0; window.hold = false;
    const open = XMLHttpRequest.prototype.open;
    XMLHttpRequest.prototype.open = function (method, url, ...rest) {
        asked.push(url);
        const by = hold ? '/probe/held?to=' + encodeURIComponent(url) : url;
        hold = false;
        return open.call(this, method, by, ...rest);
    };
    document.addEventListener('htmx:sendAbort', () => aborted++);";
const TRACKED: &str = "document.body.dispatchEvent(new CustomEvent('tracked'))";

/// Answers that wait for a permit, and how many wait.
#[derive(Clone)]
struct Gate {
    open: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Gate {
    fn new() -> Gate {
        Gate { open: Arc::new(Semaphore::new(0)), waiting: Arc::new(Semaphore::new(0)) }
    }

    fn options(&self) -> Options {
        let gate = self.clone();
        let held = move |mut params: Params| {
            let gate = gate.clone();
            async move {
                gate.waiting.add_permits(1);
                gate.open.acquire().await.expect("a permit").forget();
                let to = params.text("to").unwrap_or_default();
                (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)])
            }
        };
        let more = Routes::new().get("/probe/held", Access::Public, held.clone());
        Options { more: more.post("/probe/held", Access::Public, held), ..Options::default() }
    }

    async fn arrived(&self) {
        let permit = timeout(SOON, self.waiting.acquire()).await;
        permit.expect("the request arrives").expect("a permit").forget();
    }
}

async fn shows(browser: &Browser, text: &str) {
    let look = async || browser.text("#results").await.contains(text).then_some(());
    eventually(&format!("{text} in the list"), SOON, look).await;
}

async fn list(gate: &Gate) -> (TestApp, Option<Browser>) {
    // What differs by engine is the other tests' matter.
    let app = TestApp::sqlite_with(gate.options()).await;
    app.tracks(FIRST, "Acme", "Launch", &["ana", "ben"]).await;
    let Some(browser) = Browser::open(&app).await else { return (app, None) };
    browser.width(1440).await;
    browser.log_in("admin").await;
    browser.goto(&format!("/guilds/{FIRST}/accounts")).await;
    browser.script(WATCH).await;
    (app, Some(browser))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refresh_that_answers_late_does_not_replace_what_was_asked_for_since() {
    let gate = Gate::new();
    let (_app, Some(browser)) = list(&gate).await else { return };
    browser.script("window.hold = true").await;
    browser.script(TRACKED).await;
    gate.arrived().await;
    browser.find("input[name=q]").await.send_keys("ana").await.expect("keys");
    shows(&browser, "1 account").await;
    assert_eq!(browser.script("return aborted").await, 1, "what was under way is given up");
    gate.open.add_permits(1);
    // Later than the old answer could be.
    let after =
        "const done = arguments[arguments.length - 1]; fetch(location.href).then((answer) => answer.text())
        .then(() => requestAnimationFrame(() => requestAnimationFrame(() => done())))";
    browser.driver.execute_async(after, vec![]).await.expect("an answer");
    assert!(!browser.text("#results").await.contains("ben"), "the rows of the old question");
    assert_eq!(browser.script("return location.search").await, "?q=ana");
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refresh_gives_way_to_what_somebody_asks_for_and_is_made_up_for() {
    let gate = Gate::new();
    let (_app, Some(browser)) = list(&gate).await else { return };
    browser.script("window.hold = true").await;
    browser.find("input[name=q]").await.send_keys("ana").await.expect("keys");
    gate.arrived().await;
    browser.script(TRACKED).await;
    assert_eq!(browser.script("return asked.length").await, 1, "nobody else asks meanwhile");
    gate.open.add_permits(1);
    shows(&browser, "1 account").await;
    let made_up = async || {
        let asked = browser.script("return asked").await;
        (asked.as_array().is_some_and(|asked| asked.len() == 2) && asked[1] == asked[0]).then_some(())
    };
    eventually("the same is asked again", SOON, made_up).await;
    assert_eq!(browser.script("return aborted").await, 0);
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refresh_waits_for_a_change_that_is_being_sent() {
    let gate = Gate::new();
    let (_app, Some(browser)) = list(&gate).await else { return };
    browser.find("tbody input[type=checkbox]").await.click().await.expect("a click");
    browser.script("window.hold = true").await;
    browser.find("[data-selection] button[value=delete]").await.click().await.expect("a click");
    gate.arrived().await;
    browser.script(TRACKED).await;
    assert_eq!(browser.script("return asked.length").await, 1, "what is shown may be what is being deleted");
    gate.open.add_permits(1);
    shows(&browser, "1 account").await;
    let made_up = async || (browser.script("return asked.length").await == 2).then_some(());
    eventually("a refresh of what came", SOON, made_up).await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_chosen_and_has_the_focus_stays_so_when_a_row_comes_above_it() {
    let gate = Gate::new();
    let (app, Some(browser)) = list(&gate).await else { return };
    browser.goto(&format!("/guilds/{FIRST}/accounts?sort=username")).await;
    browser.find("[aria-label='Select @ben']").await.click().await.expect("a click");
    app.tracks(FIRST, "Beta", "Other", &["aaa"]).await;
    browser.script(TRACKED).await;
    shows(&browser, "@aaa").await;
    let chosen =
        "return [...document.querySelectorAll('[data-select]:checked')].map(e => e.ariaLabel).join()";
    assert_eq!(browser.script(chosen).await, "Select @ben", "what Delete would delete");
    assert_eq!(browser.script("return document.activeElement.ariaLabel").await, "Select @ben");
    // The row itself goes, and nobody takes its place.
    app.db.script("UPDATE accounts SET deleted_at = 1 WHERE username = 'ben'".into()).await.expect("deleted");
    browser.script(TRACKED).await;
    eventually("@ben is gone", SOON, async || {
        (!browser.text("#results").await.contains("@ben")).then_some(())
    })
    .await;
    assert_eq!(browser.script(chosen).await, "");
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    browser.close().await;
}
