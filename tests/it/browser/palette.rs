//! Keys alone: the palette, and moving over the rows of a table.

use std::time::Duration;

use thirtyfour::{Key, TypingData};

use super::driver::Browser;
use crate::support::{FIRST, apps, eventually};

const SOON: Duration = Duration::from_secs(10);

/// Presses keys where the focus is.
async fn press(browser: &Browser, keys: impl Into<TypingData>) {
    browser.driver.action_chain().send_keys(keys).perform().await.expect("keys");
}

async fn press_ctrl(browser: &Browser, key: impl Into<char>) {
    let chain = browser.driver.action_chain().key_down(Key::Control);
    chain.send_keys(key.into().to_string()).key_up(Key::Control).perform().await.expect("keys");
}

/// What the option says that Enter would open.
async fn active(browser: &Browser) -> String {
    let id = "const id = document.querySelector('#finder input').getAttribute('aria-activedescendant');
              return document.getElementById(id)?.innerText ?? ''";
    browser.script(id).await.as_str().unwrap_or_default().to_owned()
}

async fn becomes_active(browser: &Browser, wanted: &str) {
    let look = async || active(browser).await.contains(wanted).then_some(());
    eventually(&format!("{wanted} is active"), SOON, look).await;
}

async fn focus(browser: &Browser) -> String {
    let what = "const e = document.activeElement; return e.id || e.dataset.go || e.name || e.innerText";
    browser.script(what).await.as_str().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_palette_is_driven_by_keys_alone() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira", "old_mira"]).await;
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(1440).await;
        browser.log_in("viewer").await;
        browser.goto(&format!("/guilds/{FIRST}")).await;
        let said = async |text: &str| {
            let look = async || {
                let said = browser.script("return document.querySelector('[data-said]').textContent").await;
                said.as_str().is_some_and(|said| said.contains(text)).then_some(())
            };
            eventually(&format!("{text} is said"), SOON, look).await;
        };

        browser.script("document.querySelector('[data-go=a]').focus()").await;
        press_ctrl(&browser, 'k').await;
        becomes_active(&browser, "Overview").await;
        press(&browser, Key::Down).await;
        becomes_active(&browser, "Accounts").await;
        press(&browser, Key::Escape).await;
        assert_eq!(focus(&browser).await, "a", "the focus is back where it was");

        press_ctrl(&browser, 'k').await;
        press(&browser, "mira").await;
        becomes_active(&browser, "@mira").await;
        said("2 results").await;
        press(&browser, Key::Down).await;
        becomes_active(&browser, "@old_mira").await;
        press(&browser, "nobody").await;
        said("Nothing is called").await;
        becomes_active(&browser, "Search accounts").await;
        press(&browser, Key::Enter).await;
        browser.find("#results .blank").await;
        assert_eq!(browser.path().await, format!("/guilds/{FIRST}/accounts"));

        press_ctrl(&browser, 'k').await;
        press(&browser, "settings").await;
        becomes_active(&browser, "Settings").await;
        press_ctrl(&browser, Key::Enter).await;
        let two = async || (browser.driver.windows().await.ok()?.len() == 2).then_some(());
        eventually("a new tab", SOON, two).await;
        press(&browser, Key::Enter).await;
        browser.find("#near-miss").await;
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_that_fails_says_so_and_can_be_tried_again() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let Some(browser) = Browser::open(&app).await else { return };
        browser.log_in("viewer").await;
        browser.goto(&format!("/guilds/{FIRST}")).await;
        browser.script("window.real = fetch; window.fetch = () => Promise.reject(new TypeError())").await;
        press_ctrl(&browser, 'k').await;
        press(&browser, "mira").await;
        let retry = browser.find("#finder [data-again]:not([hidden])").await;
        assert!(browser.text("#finder [data-state]").await.contains("did not answer"));
        browser.script("window.fetch = real").await;
        retry.click().await.expect("a click");
        becomes_active(&browser, "@mira").await;
        assert_eq!(browser.text("#finder [data-state]").await, "");
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_are_reached_by_keys_but_not_while_one_types() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["anna", "bert"]).await;
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(1440).await;
        browser.log_in("admin").await;
        browser.goto(&format!("/guilds/{FIRST}/accounts")).await;
        let at = async |text: &str| assert!(focus(&browser).await.contains(text), "{text}");
        press(&browser, "j").await;
        at("anna").await;
        press(&browser, "j").await;
        at("bert").await;
        press(&browser, "j").await;
        at("bert").await;
        press(&browser, "x").await;
        let chosen = "return [...document.querySelectorAll('main tbody :checked')].map(b => b.closest('tr').innerText)";
        let chosen = browser.script(chosen).await;
        assert!(chosen.as_array().is_some_and(|rows| rows.len() == 1), "{chosen}");
        assert!(chosen[0].as_str().is_some_and(|row| row.contains("bert")), "{chosen}");
        press(&browser, "k").await;
        at("anna").await;
        press(&browser, "/").await;
        press(&browser, "j").await;
        at("q").await;
        let typed = browser.find("[data-search]").await.prop("value").await.expect("a value");
        assert_eq!(typed.as_deref(), Some("j"));
        browser.close().await;
    }
}
