//! A real browser (headless Chromium by WebDriver) and what it complains about.

use std::time::Duration;

use thirtyfour::common::capabilities::chromium::ChromiumLikeCapabilities;
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, LoggingPrefsLogLevel};

use super::{TestApp, eventually, services};

/// Nothing that leaves this machine, nothing that asks.
const FLAGS: [&str; 8] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];
const SOON: Duration = Duration::from_secs(10);

pub struct Browser {
    pub driver: WebDriver,
    base: String,
}

impl Browser {
    /// `None` where there is no WebDriver; see [`services::find`].
    pub async fn open(app: &TestApp) -> Option<Browser> {
        let driver = services::find("TD_TEST_WEBDRIVER_URL")?;
        let mut wanted = ChromeCapabilities::new();
        for flag in FLAGS {
            wanted.add_arg(flag).expect("a flag");
        }
        let binary = services::setting("TD_TEST_CHROMIUM").unwrap_or_else(|| "/usr/bin/chromium".into());
        wanted.set_binary(&binary).expect("a binary");
        wanted.set_browser_log_level(LoggingPrefsLogLevel::All).expect("a log level");
        let driver = WebDriver::new(driver, wanted).await.expect("a browser");
        Some(Browser { driver, base: app.base.clone() })
    }

    pub async fn go(&self, path: &str) {
        self.driver.goto(format!("{}{path}", self.base)).await.expect("a page");
    }

    /// Through the login page and the pretend Discord's button.
    pub async fn log_in(&self, user: &str) {
        self.go("/login").await;
        self.click(By::LinkText("Log in with Discord")).await;
        self.click(By::Css(format!("button[name=user][value={user}]"))).await;
        let here = async || {
            let url = self.driver.current_url().await.ok()?;
            (!url.path().starts_with("/pretend-discord") && url.path() != "/login").then_some(())
        };
        eventually("the login is over", SOON, here).await;
    }

    pub async fn click(&self, by: By) {
        let find = async || self.driver.find(by.clone()).await.ok();
        let element = eventually(&format!("{by:?} is there"), SOON, find).await;
        element.click().await.expect("a click");
    }

    /// Waits until the text of the first element that fits holds `text`.
    pub async fn sees(&self, css: &str, text: &str, within: Duration) {
        let holds = async || {
            // Replaced under our hands, an element is found again at the next look.
            let found = self.driver.find(By::Css(css)).await.ok()?;
            found.text().await.ok()?.contains(text).then_some(())
        };
        eventually(&format!("{css} says {text:?}"), within, holds).await;
    }

    /// A mark that only a reload would take away.
    pub async fn mark(&self) {
        self.driver.execute("window.unreloaded = true", vec![]).await.expect("a script");
    }

    pub async fn is_marked(&self) -> bool {
        let answer =
            self.driver.execute("return window.unreloaded === true", vec![]).await.expect("a script");
        answer.convert().unwrap_or(false)
    }

    /// Gives the page exactly this width.
    pub async fn resize(&self, width: u32) {
        self.driver.set_window_rect(0, 0, width, 900).await.expect("a window");
        let inner = self.driver.execute("return window.innerWidth", vec![]).await.expect("a script");
        assert_eq!(inner.convert::<u32>().expect("a number"), width);
    }

    /// Whether the page is wider than its window.
    pub async fn overflows(&self) -> bool {
        let script = "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
        self.driver.execute(script, vec![]).await.expect("a script").convert().unwrap_or(true)
    }

    /// What the browser logged as an error since the last time, refused content above all.
    pub async fn complaints(&self) -> Vec<String> {
        let entries = self.driver.browser_log().await.expect("the browser's log");
        let bad = entries.into_iter().filter(|entry| entry.level == "SEVERE");
        bad.map(|entry| entry.message).collect()
    }

    pub async fn close(self) {
        self.driver.quit().await.expect("the end");
    }
}
