//! Choosing rows and what can be done with them: on a phone, by keys, and what stays of it afterwards.

use thirtyfour::Key;

use super::driver::Browser;
use crate::support::{FIRST, TestApp};

const BAR: &str = "[data-selection][data-any]";

/// The list of twenty accounts, for someone who may change them.
async fn list(app: &TestApp) -> Option<Browser> {
    let names: Vec<String> = ('a'..='t').map(|letter| letter.to_string().repeat(3)).collect();
    app.tracks(FIRST, "Acme", "Launch", &names.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let browser = Browser::open(app).await?;
    browser.log_in("admin").await;
    browser.goto(&format!("/guilds/{FIRST}/accounts")).await;
    Some(browser)
}

/// Where the focus is hidden by the bar, in words; nothing where it is seen.
const HIDDEN: &str = "const at = document.activeElement.getBoundingClientRect();
    const bar = document.querySelector('[data-selection]');
    const over = bar.getBoundingClientRect();
    const hidden = !bar.contains(document.activeElement) && at.bottom > over.top && at.top < over.bottom;
    return hidden ? document.activeElement.outerHTML.slice(0, 200) : ''";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_phone_all_are_chosen_at_once_and_the_bar_hides_no_focus() {
    let app = TestApp::sqlite().await;
    let Some(browser) = list(&app).await else { return };
    browser.size(390, 700).await;
    browser.find("label:has([data-select-all])").await.click().await.expect("a click");
    assert_eq!(browser.text("[data-selection] [data-count]").await, "20");
    let mut steps = 0;
    loop {
        browser.press(Key::Tab).await;
        let seen = "return document.activeElement.checkVisibility({visibilityProperty: true})";
        assert_eq!(browser.script(seen).await, true, "a tab stop that nobody sees");
        assert_eq!(browser.script(HIDDEN).await, "");
        steps += 1;
        if browser.script("return Boolean(document.activeElement.closest('[data-selection]'))").await == true
        {
            break;
        }
    }
    assert!(steps > 60, "{steps} steps: the rows have three each");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_leads_to_the_bar_and_escape_back_to_the_row() {
    let app = TestApp::sqlite().await;
    let Some(browser) = list(&app).await else { return };
    browser.width(1440).await;
    browser.press("jjx").await;
    browser.until("the key is said", "[data-selection] [role=status]", "1 selected").await;
    let said = browser.script("return document.querySelector('[data-bar-key]').textContent").await;
    assert!(said.as_str().is_some_and(|said| said.contains("Press b")), "{said}");
    browser.press("b").await;
    browser.is_focused(&format!("{BAR} select[name=group_id]")).await;
    browser.press(Key::Escape).await;
    browser.is_focused("tbody tr:nth-child(2) a.handle").await;
    // With nothing chosen there is no bar to go to.
    browser.press("xb").await;
    browser.is_focused("tbody tr:nth-child(2) a.handle").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_so_already_stays_chosen_and_undo_leads_back_to_the_row() {
    let app = TestApp::sqlite().await;
    let Some(browser) = list(&app).await else { return };
    browser.width(1440).await;
    // An extension of the browser may style what it likes: none of that is drawn anew against the policy.
    browser
        .script("for (const field of document.querySelectorAll('[id]')) field.style.outlineOffset = '1px'")
        .await;
    browser.find("tbody tr:nth-child(3) input[data-select]").await.click().await.expect("a click");
    browser.find(&format!("{BAR} button[value=resume]")).await.send_keys(Key::Enter).await.expect("a key");
    browser.until("it says so", "#toasts", "it was so already").await;
    browser.is_focused(&format!("{BAR} button[value=resume]")).await;
    assert_eq!(browser.text("[data-selection] [data-count]").await, "1");
    browser.find(&format!("{BAR} button[value=pause]")).await.send_keys(Key::Enter).await.expect("a key");
    browser.until("it says so", "#toasts", "Paused @ccc").await;
    browser.is_focused("#toasts form button").await;
    browser.press(Key::Enter).await;
    browser.until("it says so", "#toasts", "Undone.").await;
    browser.is_focused("tbody tr:nth-child(3) input[data-select]").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    browser.close().await;
}
