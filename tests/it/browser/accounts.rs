//! Accounts as an administrator changes them: by dialog, by selection, and back.

use std::time::Duration;

use thirtyfour::prelude::*;

use super::driver::Browser;
use crate::support::{FIRST, TestApp, apps, eventually};

const SOON: Duration = Duration::from_secs(10);

async fn shows(browser: &Browser, css: &str, text: &str) {
    let look = async || browser.text(css).await.contains(text).then_some(());
    eventually(&format!("{text} in {css}"), SOON, look).await;
}

async fn click(browser: &Browser, css: &str) {
    browser.find(css).await.click().await.expect("a click");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_added_in_the_dialog_and_what_was_typed_survives_a_mistake() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(1440).await;
        browser.log_in("admin").await;
        browser.goto(&format!("/guilds/{FIRST}/accounts?q=m")).await;
        browser.script("window.sameDocument = true").await;
        click(&browser, "a[data-dialog=new-account]").await;
        browser.find("dialog#new-account:modal").await;
        browser.find("#new-username").await.send_keys("@mira").await.unwrap();
        browser.script("document.querySelector('#new-platform').value = 'tiktok'; document.querySelector('#new-group').selectedIndex = 1").await;
        browser.find("#new-display-name").await.send_keys("Kept <b>text</b>").await.unwrap();
        click(&browser, "#new-account .btn-primary").await;
        shows(&browser, "#new-username-error", "tracked already").await;
        browser.find("dialog#new-account:modal").await;
        let kept = browser.script("return document.querySelector('#new-display-name').value").await;
        assert_eq!(kept, "Kept <b>text</b>");
        let focused = browser.script("return document.activeElement.id").await;
        assert_eq!(focused, "new-username", "the focus is on what is wrong");
        browser.find("#new-username").await.send_keys(Key::Control + "a").await.unwrap();
        browser.find("#new-username").await.send_keys("https://www.tiktok.com/@mona?x=1").await.unwrap();
        click(&browser, "#new-account .btn-primary").await;
        shows(&browser, "#toasts", "@mona is tracked now.").await;
        shows(&browser, "#results", "Kept <b>text</b>").await;
        assert!(browser.driver.find(By::Css("dialog:modal")).await.is_err());
        assert_eq!(browser.script("return window.sameDocument === true").await, true, "never reloaded");
        // The refused form is logged as a failed request; nothing else may be.
        let rest: Vec<_> =
            browser.complaints().await.into_iter().filter(|said| !said.contains("422")).collect();
        assert_eq!(rest, Vec::<String>::new());
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn chosen_rows_are_deleted_and_undone_by_keyboard() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["ana", "ben", "cleo", "dan"]).await;
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(1440).await;
        browser.log_in("admin").await;
        browser.goto(&format!("/guilds/{FIRST}/accounts")).await;
        let bar = browser.find("[data-selection]").await;
        assert!(!bar.is_displayed().await.unwrap(), "no rows, no bar");
        let boxes = browser.driver.find_all(By::Css("input[data-select]")).await.unwrap();
        boxes[0].click().await.unwrap();
        browser.script("document.querySelectorAll('input[data-select]')[2].dispatchEvent(new MouseEvent('click', {bubbles: true, shiftKey: true}))").await;
        shows(&browser, "[data-selection]", "3 selected").await;
        // New numbers arrive: what was chosen stays chosen.
        browser.script("document.body.dispatchEvent(new CustomEvent('tracked'))").await;
        shows(&browser, "[data-selection]", "3 selected").await;
        click(&browser, "[data-selection] button[value=delete]").await;
        shows(&browser, "#toasts", "Deleted 3 accounts.").await;
        shows(&browser, "#results", "1 account").await;
        assert!(!browser.find("[data-selection]").await.is_displayed().await.unwrap());
        browser.script("document.querySelector('#toasts form button').focus()").await;
        browser.driver.active_element().await.unwrap().send_keys(Key::Enter + "").await.unwrap();
        shows(&browser, "#toasts", "Undone.").await;
        shows(&browser, "#results", "4 accounts").await;
        assert_eq!(browser.complaints().await, Vec::<String>::new());
        browser.close().await;
    }
}

/// Deletes the first row by the bar of what is chosen; its offer of Undo stays until the test is done with it.
async fn delete_first(browser: &Browser, left: &str) {
    click(browser, "input[data-select]").await;
    click(browser, "[data-selection] button[value=delete]").await;
    shows(browser, "#results", left).await;
    let settled = "return document.querySelector('#toasts > :not([data-watched])') === null";
    eventually("its time runs", SOON, async || (browser.script(settled).await == true).then_some(())).await;
    browser.script("document.querySelectorAll('#toasts > *').forEach(t => t.dispatchEvent(new PointerEvent('pointerenter')))").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_of_the_last_three_deletions_can_be_undone() {
    let app = TestApp::sqlite().await;
    app.tracks(FIRST, "Acme", "Launch", &["ana", "ben", "cleo", "dan", "eve"]).await;
    let Some(browser) = Browser::open(&app).await else { return };
    browser.width(1440).await;
    browser.log_in("admin").await;
    browser.goto(&format!("/guilds/{FIRST}/accounts?sort=username")).await;
    delete_first(&browser, "4 accounts").await;
    delete_first(&browser, "3 accounts").await;
    let offers = "return document.querySelectorAll('#toasts form button').length";
    assert_eq!(browser.script(offers).await, 2);
    click(&browser, "#toasts > :first-child form button").await;
    shows(&browser, "#results", "4 accounts").await;
    shows(&browser, "#results", "@ana").await;
    assert_eq!(browser.script(offers).await, 1, "the other deletion can still be undone");
    shows(&browser, "#toasts", "Undone.").await;
    delete_first(&browser, "3 accounts").await;
    assert!(!browser.text("#toasts").await.contains("Undone."), "what offers nothing gives way");
    delete_first(&browser, "2 accounts").await;
    delete_first(&browser, "1 account").await;
    assert_eq!(browser.script(offers).await, 3, "the oldest left");
    assert!(!browser.text("#results").await.contains("@ben"));
    click(&browser, "#toasts > :first-child form button").await;
    shows(&browser, "#results", "@ana").await;
    assert!(!browser.text("#results").await.contains("@ben"), "its offer was the oldest");
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_viewer_sees_why_nothing_can_be_changed() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["ana"]).await;
        let Some(browser) = Browser::open(&app).await else { return };
        browser.log_in("viewer").await;
        browser.goto(&format!("/guilds/{FIRST}/accounts")).await;
        assert!(browser.driver.find(By::Css("input[data-select]")).await.is_err());
        let add = browser.find(".actbar [aria-disabled=true]").await;
        assert!(add.attr("title").await.unwrap().unwrap().contains("administrators"));
        // A tooltip is for the mouse alone: pressed, the button says it too.
        add.click().await.unwrap();
        shows(&browser, "#toasts", "Only administrators of this server can add accounts.").await;
        click(&browser, "#toasts [data-dismiss]").await;
        click(&browser, "a.handle").await;
        shows(&browser, "h1", "@ana").await;
        let denied = browser.driver.find_all(By::Css(".actbar [aria-disabled=true]")).await.unwrap();
        assert_eq!(denied.len(), 3);
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn moving_to_no_group_keeps_the_selection_and_asks_for_one() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["ana", "ben"]).await;
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(1440).await;
        browser.log_in("admin").await;
        browser.goto(&format!("/guilds/{FIRST}/accounts")).await;
        browser.find("input[data-select]").await.click().await.unwrap();
        click(&browser, "[data-selection] button[value=move]").await;
        shows(&browser, "#toasts", "Choose a group to move to.").await;
        browser.find("[data-selection] select[aria-invalid]:focus").await;
        shows(&browser, "[data-selection]", "1 selected").await;
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_error_can_be_read_and_closed_in_its_dialog_and_back_closes_that() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["ana"]).await;
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(1440).await;
        browser.log_in("admin").await;
        let accounts = format!("/guilds/{FIRST}/accounts?q=a");
        browser.goto(&accounts).await;
        browser.script("window.sameDocument = true").await;
        click(&browser, "a[data-dialog=new-account]").await;
        // The server that was there when the page came is gone.
        browser.script("const form = document.querySelector('#new-account form'); form.dispatchEvent(new CustomEvent('htmx:sendError', {bubbles: true, detail: {requestConfig: {elt: form, verb: 'post', path: '/', target: form}}}))").await;
        shows(&browser, "dialog:modal #toasts", "No answer from the server").await;
        click(&browser, "dialog:modal #toasts [data-dismiss]").await;
        browser.driver.back().await.expect("back");
        browser.find("#new-account:not(:modal)").await;
        let here = "return sameDocument && location.pathname + location.search";
        assert_eq!(browser.script(here).await, accounts.as_str());
        assert_eq!(
            browser.script("return document.querySelector('#toasts').parentElement.tagName").await,
            "BODY"
        );
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn undo_beside_an_open_dialog_leaves_what_is_typed_in_it() {
    let app = TestApp::sqlite().await;
    app.tracks(FIRST, "Acme", "Launch", &["ana", "ben"]).await;
    let Some(browser) = Browser::open(&app).await else { return };
    browser.width(1440).await;
    browser.log_in("admin").await;
    browser.goto(&format!("/guilds/{FIRST}/accounts")).await;
    delete_first(&browser, "1 account").await;
    click(&browser, "a[data-dialog=new-account]").await;
    let name = browser.find("#new-account:modal input[name=username]").await;
    name.send_keys("cleo").await.unwrap();
    click(&browser, "#new-account #toasts form button").await;
    shows(&browser, "#toasts", "Undone.").await;
    shows(&browser, "#results", "2 accounts").await;
    assert_eq!(name.value().await.unwrap().as_deref(), Some("cleo"));
    let inside = "return document.activeElement.closest('dialog:modal') !== null";
    assert_eq!(browser.script(inside).await, true, "the focus stays in the dialog");
    name.send_keys(Key::Escape + "").await.unwrap();
    assert_eq!(browser.script("return document.querySelector('dialog:modal') === null").await, true);
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn undo_goes_along_to_the_next_page_of_the_server_for_the_same_person() {
    let app = TestApp::sqlite().await;
    app.tracks(FIRST, "Acme", "Launch", &["ana", "ben"]).await;
    let Some(browser) = Browser::open(&app).await else { return };
    browser.width(1440).await;
    browser.log_in("admin").await;
    browser.goto(&format!("/guilds/{FIRST}/accounts?sort=username")).await;
    delete_first(&browser, "1 account").await;
    browser.goto(&format!("/guilds/{FIRST}/brands")).await;
    shows(&browser, "#toasts", "Deleted @ana").await;
    click(&browser, "#toasts form button").await;
    shows(&browser, "#toasts", "Undone.").await;
    shows(&browser, "#results", "@ana").await;
    assert_eq!(browser.path().await, format!("/guilds/{FIRST}/accounts"));
    delete_first(&browser, "1 account").await;
    browser.driver.delete_all_cookies().await.unwrap();
    browser.log_in("viewer").await;
    browser.goto(&format!("/guilds/{FIRST}/brands")).await;
    assert_eq!(browser.text("#toasts").await, "", "what somebody else did");
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    browser.close().await;
}
