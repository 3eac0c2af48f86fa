//! The export and the template in a browser: filters in place, the file, and what a viewer is told.

use std::time::Duration;

use thirtyfour::prelude::*;

use super::driver::Browser;
use crate::support::{FIRST, apps, eventually};

const SOON: Duration = Duration::from_secs(10);

async fn shows(browser: &Browser, css: &str, text: &str) {
    let look = async || browser.text(css).await.contains(text).then_some(());
    eventually(&format!("{text} in {css}"), SOON, look).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_admin_filters_sees_what_matches_and_exports_it() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["ana", "ben"]).await;
        app.tracks(FIRST, "Zeta", "Later", &["cleo"]).await;
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(1440).await;
        browser.log_in("admin").await;
        browser.goto(&format!("/guilds/{FIRST}/data")).await;
        browser.driver.find(By::LinkText("Export")).await.unwrap().click().await.unwrap();
        shows(&browser, "#results", "3 accounts").await;
        browser.script("window.sameDocument = true; const s = document.querySelector('select[name=brand_id]'); s.selectedIndex = 2; s.dispatchEvent(new Event('change', {bubbles: true}))").await;
        shows(&browser, "#results", "1 of 3 accounts").await;
        shows(&browser, "#first", "@cleo").await;
        let query = browser.script("return location.search").await;
        assert!(query.as_str().unwrap().starts_with("?tab=export&brand_id="), "{query}");
        // What was chosen stays when new numbers arrive.
        browser.script("document.querySelector('input[value=json]').click(); document.body.dispatchEvent(new CustomEvent('tracked'))").await;
        let button = browser.driver.find(By::XPath("//button[normalize-space()='Export']")).await.unwrap();
        button.click().await.unwrap();
        let admin = app.admin().await;
        let made = async || {
            let entries = admin.get(&format!("/api/v1/guilds/{FIRST}/audit")).await.ok().json();
            (entries["items"][0]["target"]["label"] == "1 account as JSON").then_some(())
        };
        eventually("the file was made", SOON, made).await;
        assert_eq!(browser.script("return window.sameDocument === true").await, true, "the page stays");
        assert_eq!(browser.complaints().await, Vec::<String>::new());
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_viewer_sees_what_would_be_exported_and_why_they_may_not() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["ana"]).await;
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(1440).await;
        browser.log_in("viewer").await;
        browser.goto(&format!("/guilds/{FIRST}/data?tab=export")).await;
        shows(&browser, "#first", "@ana").await;
        let button = browser.driver.find(By::XPath("//button[starts-with(normalize-space(), 'Export')]"));
        let button = button.await.unwrap();
        assert_eq!(button.attr("aria-disabled").await.unwrap().as_deref(), Some("true"));
        button.click().await.unwrap();
        shows(&browser, "#toasts", "Only administrators of this server can export accounts.").await;
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_template_is_there_with_its_columns_explained_for_both() {
    let app = crate::support::TestApp::sqlite().await;
    let Some(browser) = Browser::open(&app).await else { return };
    for user in ["admin", "viewer"] {
        browser.goto("/status").await;
        browser.driver.delete_all_cookies().await.expect("no cookies");
        browser.log_in(user).await;
        browser.goto(&format!("/guilds/{FIRST}/data")).await;
        let link = browser.driver.find(By::LinkText("Download template")).await.unwrap();
        assert!(link.attr("download").await.unwrap().is_some());
        let read = "const done = arguments[arguments.length - 1];
            const link = [...document.querySelectorAll('a[download]')].find(a => a.innerText.includes('Download template'));
            fetch(link.href).then(r => r.text()).then(done)";
        let file = browser.driver.execute_async(read, vec![]).await.unwrap();
        let header = file.json().as_str().unwrap().lines().next().unwrap().to_owned();
        assert_eq!(header, "platform,username,brand,group,display_name");
        for column in header.split(',') {
            assert!(browser.text("#columns").await.contains(column), "{column}");
        }
    }
    browser.close().await;
}
