//! Logging in as a person does.

use thirtyfour::prelude::*;

use super::driver::Browser;
use crate::support::{FIRST, apps};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_logs_in_and_out_by_clicking() {
    for app in apps().await {
        let Some(browser) = Browser::open(&app).await else { return };
        let wanted = format!("/guilds/{FIRST}/accounts");
        browser.goto(&wanted).await;
        assert_eq!(browser.path().await, "/login");
        let link = browser.driver.find(By::LinkText("Log in with Discord")).await.expect("a link");
        link.click().await.expect("a click");
        browser.find("button[name=user][value=viewer]").await.click().await.expect("a click");
        browser.find("#results").await;
        assert_eq!(browser.path().await, wanted, "back to where one wanted to go");
        browser.script("document.querySelector('form[action=\"/auth/logout\"]').requestSubmit()").await;
        browser.find("a[href^='/auth/login']").await;
        browser.goto(&wanted).await;
        assert_eq!(browser.path().await, "/login");
        assert_eq!(browser.complaints().await, Vec::<String>::new());
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_come_in_is_told_why() {
    for app in apps().await {
        let Some(browser) = Browser::open(&app).await else { return };
        browser.goto("/login").await;
        let link = browser.driver.find(By::LinkText("Log in with Discord")).await.expect("a link");
        link.click().await.expect("a click");
        browser.find("button[name=user][value=unverified]").await.click().await.expect("a click");
        let again = browser.find("main a[href^='/auth/login']").await;
        assert_eq!(browser.path().await, "/auth/unverified-email");
        again.click().await.expect("a click");
        browser.find("button[name=error]").await.click().await.expect("a click");
        assert!(browser.find("[role=alert]").await.text().await.unwrap().contains("did not allow"));
        browser.close().await;
    }
}
