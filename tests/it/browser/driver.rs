//! A browser of one test: fresh, headless, and listened to.

use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;
use thirtyfour::prelude::*;
use thirtyfour::{ChromiumLikeCapabilities, LoggingPrefsLogLevel};

use crate::support::{TestApp, eventually, require, variable};

const PATIENCE: Duration = Duration::from_secs(10);
const FLAGS: [&str; 9] = [
    "--headless",
    // Containers have no user namespaces for the sandbox; only our own pages are visited.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

pub struct Browser {
    pub driver: WebDriver,
    base: String,
    _profile: TempDir,
}

impl Browser {
    /// `None` where there is no browser to drive.
    pub async fn open(app: &TestApp) -> Option<Browser> {
        let found = (variable("TD_TEST_WEBDRIVER_URL"), variable("TD_TEST_CHROMIUM"));
        let (Some(webdriver), Some(chromium)) = found else {
            require("TD_TEST_WEBDRIVER_URL or TD_TEST_CHROMIUM");
            return None;
        };
        let profile = tempfile::tempdir().expect("a folder");
        let mut wanted = DesiredCapabilities::chrome();
        wanted.set_binary(&chromium).expect("a capability");
        for flag in FLAGS {
            wanted.add_arg(flag).expect("a capability");
        }
        wanted.add_arg(&format!("--user-data-dir={}", profile.path().display())).expect("a capability");
        wanted.set_logging_prefs("browser", LoggingPrefsLogLevel::All).expect("a capability");
        let driver = WebDriver::new(&webdriver, wanted).await.expect("a browser");
        Some(Browser { driver, base: app.base.clone(), _profile: profile })
    }

    pub async fn goto(&self, path: &str) {
        self.driver.goto(format!("{}{path}", self.base)).await.expect("a page");
    }

    pub async fn path(&self) -> String {
        self.driver.current_url().await.expect("an address").path().to_owned()
    }

    pub async fn find(&self, css: &str) -> WebElement {
        let ask = async || self.driver.find(By::Css(css)).await.ok();
        eventually(&format!("{css} on the page"), PATIENCE, ask).await
    }

    /// The text that is seen, empty where there is nothing.
    pub async fn text(&self, css: &str) -> String {
        match self.driver.find(By::Css(css)).await {
            Ok(element) => element.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    pub async fn script(&self, script: &str) -> serde_json::Value {
        self.driver.execute(script, vec![]).await.expect("a script").json().clone()
    }

    /// Through the real pages, by clicking.
    pub async fn log_in(&self, user: &str) {
        self.goto("/login").await;
        self.driver
            .find(By::LinkText("Log in with Discord"))
            .await
            .expect("a link")
            .click()
            .await
            .expect("a click");
        self.find(&format!("button[name=user][value={user}]")).await.click().await.expect("a click");
        let arrived = async || self.path().await.starts_with("/guilds").then_some(());
        eventually("the login leads to the servers", PATIENCE, arrived).await;
    }

    /// The page's own width, exactly: a window cannot be made as narrow as a phone.
    pub async fn width(&self, width: u32) {
        self.size(width, 900).await;
    }

    pub async fn size(&self, width: u32, height: u32) {
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", metrics).await.expect("a size");
        // Laid out and drawn at that width, and not only told of it.
        let drawn = "const done = arguments[arguments.length - 1]; requestAnimationFrame(() => requestAnimationFrame(() => done()))";
        self.driver.execute_async(drawn, vec![]).await.expect("drawn");
    }

    /// A press of the mouse, whatever is there.
    pub async fn click_at(&self, x: i64, y: i64) {
        let chain = self.driver.action_chain().move_to(x, y).click();
        chain.perform().await.expect("a click");
    }

    /// What the console complained about since it was asked last: script errors, refusals of the
    /// content policy, files that were not there.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.driver.browser_log().await.expect("a log");
        // Given up for what somebody asked instead: htmx has two lines for it.
        let given_up = |text: &str| text.contains("htmx:afterRequest") || text.contains("htmx:sendAbort");
        let severe = log.into_iter().filter(|entry| entry.level == "SEVERE").map(|entry| entry.message);
        severe.filter(|text| !given_up(text)).collect()
    }

    pub async fn close(self) {
        self.driver.quit().await.expect("an end");
    }
}
