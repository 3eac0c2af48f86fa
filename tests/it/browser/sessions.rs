//! Sessions in a real browser: renewed unseen, ended by a click, and what is said when one is over.

use std::time::Duration;

use axum::response::Response;
use maud::html;
use serde_json::json;
use tracking_dashboard::guilds::frame::PageRequest;
use tracking_dashboard::http::{Access, Routes, render};
use tracking_dashboard::time::SECOND;
use tracking_dashboard::web::{Page, form, page};

use super::driver::Browser;
use crate::support::{FIRST, Options, TestApp, apps, apps_with, eventually};

const SOON: Duration = Duration::from_secs(10);

fn short_lived() -> Options {
    Options { variables: vec![("TD_AUTH__ACCESS_TTL_SECONDS", "2")], ..Options::default() }
}

/// What an open page asks for, all at once; the statuses, later.
fn work() -> String {
    format!(
        "window.work = Promise.all(['/api/v1/me', '/api/v1/guilds/{FIRST}', '/guilds/{FIRST}/accounts', \
         '/guilds/{FIRST}/cards/gains'].map(path => fetch(path).then(answer => \
         answer.status + (answer.redirected ? ' elsewhere' : ''))));"
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_tabs_work_for_30_seconds_on_tokens_of_2_seconds_without_a_login() {
    for app in apps_with(short_lived).await {
        let Some(browser) = Browser::open(&app).await else { return };
        browser.log_in("admin").await;
        let first = browser.driver.window().await.expect("a tab");
        let second = browser.driver.new_tab().await.expect("a second tab");
        let pages =
            [format!("/guilds/{FIRST}"), format!("/guilds/{FIRST}/accounts"), "/settings/sessions".into()];
        for second_of_30 in 0..30 {
            for (tab, path) in [(&first, &pages[second_of_30 % 3]), (&second, &pages[(second_of_30 + 1) % 3])]
            {
                browser.driver.switch_to_window(tab.clone()).await.expect("a tab");
                if second_of_30 % 4 == 0 {
                    browser.goto(path).await;
                }
                browser.script(&work()).await;
            }
            for tab in [&first, &second] {
                browser.driver.switch_to_window(tab.clone()).await.expect("a tab");
                assert_eq!(browser.script("return window.work").await, json!(["200", "200", "200", "200"]));
                assert_ne!(browser.path().await, "/login");
            }
            app.clock.advance(SECOND);
        }
        let (generation, living): (i64, i64) = app
            .db
            .q("SELECT MAX(generation), COUNT(*) FROM sessions WHERE revoked_at IS NULL")
            .one()
            .await
            .unwrap();
        assert!(generation >= 8, "renewed {generation} times");
        assert_eq!((living, browser.complaints().await), (1, Vec::<String>::new()));
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_is_revoked_by_two_clicks_and_named_before() {
    for app in apps().await {
        let Some(browser) = Browser::open(&app).await else { return };
        let phone =
            app.calling_itself("Mozilla/5.0 (Android 14; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0");
        phone.log_in("viewer", "/guilds").await;
        browser.log_in("viewer").await;
        browser.goto("/settings/sessions").await;
        assert!(browser.text("h1").await.contains("Active sessions (2)"));
        browser.find("ul.rows li:nth-child(2) a[data-dialog]").await.click().await.expect("a click");
        let named = async || {
            (browser.text("dialog[open] h2").await == "Revoke Firefox 145 on Android?").then_some(())
        };
        eventually("the dialog names the device", SOON, named).await;
        phone.get("/api/v1/me").await.ok();
        browser.find("dialog[open] button.btn-error").await.click().await.expect("a click");
        let gone = async || browser.text("h1").await.contains("Active sessions (1)").then_some(());
        eventually("the device is gone", SOON, gone).await;
        assert_eq!(phone.get("/api/v1/me").await.status, 401);
        assert!(browser.text("#recent").await.contains("Revoked Firefox 145 on Android"));
        let said = async || {
            browser.text("#toasts").await.contains("Firefox 145 on Android is logged out").then_some(())
        };
        eventually("a toast says so", SOON, said).await;
        browser.find("a[data-dialog=revoke-all]").await.click().await.expect("a click");
        browser.find("dialog[open] button.btn-error").await.click().await.expect("a click");
        browser.find("a[href^='/auth/login']").await;
        assert_eq!(browser.path().await, "/login", "logged out everywhere, this browser included");
        assert_eq!(browser.complaints().await, Vec::<String>::new());
        browser.close().await;
    }
}

/// A page with a form as features have them.
async fn form_page(request: PageRequest) -> Response {
    let frame = request.frame();
    let body = html! {
        form method="post" action="/probe/form" hx-post="/api/v1/sessions/revoke-others" hx-swap="none" {
            (form::csrf(&frame.csrf))
            input type="hidden" name="kind" value="as the server made it";
            input type="text" name="label" aria-label="Label";
            textarea name="note" aria-label="Note" {}
            input type="password" name="secret" aria-label="Secret";
            button { "Save" }
        }
    };
    render::html(page(&frame, Page { title: "Form", current: "", crumbs: &[], charts: false, body }))
}

fn with_a_form() -> Options {
    Options { more: Routes::new().get("/probe/form", Access::SignedIn, form_page), ..Options::default() }
}

async fn type_into(browser: &Browser, name: &str, text: &str) {
    browser.find(&format!("[name={name}]")).await.send_keys(text).await.expect("keys");
}

async fn value_of(browser: &Browser, name: &str) -> serde_json::Value {
    browser.script(&format!("return document.querySelector('[name={name}]').value")).await
}

/// Ends the session of the browser from elsewhere.
async fn end_session(app: &TestApp) {
    let elsewhere = app.viewer().await;
    elsewhere.post_json("/api/v1/sessions/revoke-others", &json!({})).await.ok();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_ended_session_is_said_and_what_was_typed_is_back_after_the_login() {
    for app in apps_with(with_a_form).await {
        let Some(browser) = Browser::open(&app).await else { return };
        browser.log_in("viewer").await;
        browser.goto("/probe/form?x=1").await;
        for (name, text) in [("label", "Spring <b>"), ("note", "two\nlines"), ("secret", "hunter2")] {
            type_into(&browser, name, text).await;
        }
        end_session(&app).await;
        browser.find("main button").await.click().await.expect("a click");
        let said = async || browser.text("#toasts").await.contains("Your session has ended").then_some(());
        eventually("the page says so", SOON, said).await;
        let kept = browser.script("return sessionStorage.getItem('draft')").await.to_string();
        assert!(
            kept.contains("Spring") && !kept.contains("hunter2") && !kept.contains("as the server made it")
        );
        assert!(!kept.contains("_csrf"), "{kept}");
        let link = browser.find("a[href^='/auth/login']").await;
        assert_eq!(browser.path().await, "/login");
        link.click().await.expect("a click");
        browser.find("button[name=user][value=viewer]").await.click().await.expect("a click");
        let back = async || (browser.path().await == "/probe/form").then_some(());
        eventually("back where one was", SOON, back).await;
        let put_back = async || browser.text("#toasts").await.contains("back in the form").then_some(());
        eventually("and told", SOON, put_back).await;
        assert_eq!(value_of(&browser, "label").await, "Spring <b>");
        assert_eq!(value_of(&browser, "note").await, "two\nlines");
        assert_eq!(value_of(&browser, "secret").await, "");
        assert_eq!(browser.script("return sessionStorage.getItem('draft')").await, json!(null));
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_person_typed_is_not_shown_to_the_next() {
    let app = TestApp::sqlite_with(with_a_form()).await;
    let Some(browser) = Browser::open(&app).await else { return };
    browser.log_in("viewer").await;
    browser.goto("/probe/form").await;
    type_into(&browser, "label", "private").await;
    end_session(&app).await;
    browser.find("main button").await.click().await.expect("a click");
    browser.find("a[href^='/auth/login']").await.click().await.expect("a click");
    browser.find("button[name=user][value=admin]").await.click().await.expect("a click");
    let back = async || (browser.path().await == "/probe/form").then_some(());
    eventually("another person is there", SOON, back).await;
    browser.find("html[data-js] [name=label]").await;
    assert_eq!(value_of(&browser, "label").await, "");
    assert_eq!(browser.script("return sessionStorage.getItem('draft')").await, json!(null));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_open_page_says_that_its_session_ended_and_asks_for_the_login() {
    for app in apps().await {
        let Some(browser) = Browser::open(&app).await else { return };
        browser.log_in("viewer").await;
        browser.goto(&format!("/guilds/{FIRST}")).await;
        browser.find("html[data-live-state=open]").await;
        end_session(&app).await;
        let said = async || browser.text("#toasts").await.contains("Your session has ended").then_some(());
        eventually("the page says so by itself", SOON, said).await;
        let asked = async || (browser.path().await == "/login").then_some(());
        eventually("then comes the login", SOON, asked).await;
        browser.close().await;
    }
}
