//! When the rows of the accounts are there to be read, in headless Chromium: with an empty cache, and later.

use std::path::PathBuf;

use anyhow::{Context, Result};
use thirtyfour::prelude::*;

use super::table::{Line, median};
use crate::{
    demo::Demo,
    screenshots::{capabilities, log_in},
};

const TIMES: usize = 7;
/// The first paint with text, unless the last row was parsed after it.
const WHEN: &str = "const done = arguments[0], page = performance.getEntriesByType('navigation')[0];
    new PerformanceObserver((list) => {
        const paint = list.getEntriesByName('first-contentful-paint')[0];
        if (paint) done(Math.max(paint.startTime, page.domInteractive));
    }).observe({ type: 'paint', buffered: true });";

/// The browser that a chromedriver starts; without one these rows are left out.
#[derive(clap::Args)]
pub struct Browser {
    #[arg(long, env = "TD_TEST_WEBDRIVER_URL")]
    webdriver: Option<String>,
    #[arg(long, env = "TD_TEST_CHROMIUM")]
    chromium: Option<PathBuf>,
}

pub async fn measure(demo: &Demo, guild: &str, browser: &Browser) -> Result<Vec<Line>> {
    let Some(webdriver) = &browser.webdriver else { return Ok(Vec::new()) };
    let driver = WebDriver::new(webdriver, capabilities(browser.chromium.as_deref())?).await?;
    let lines = compare(&driver, &demo.url, guild).await;
    driver.quit().await?;
    lines
}

async fn compare(driver: &WebDriver, url: &str, guild: &str) -> Result<Vec<Line>> {
    log_in(driver, url).await?;
    let page = format!("{url}/guilds/{guild}/accounts");
    let (mut first, mut later) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        driver.cdp().send_raw("Network.clearBrowserCache", serde_json::json!({})).await?;
        first.push(visit(driver, &page).await?);
        later.push(visit(driver, &page).await?);
    }
    let line = |name: &str, times: Vec<f64>, wanted, most: f64| {
        let time = median(times);
        Line::new(format!("rows visible, {name} visit"), format!("{time:.0} ms"), wanted, time <= most)
    };
    Ok(vec![line("first", first, "360 ms", 360.0), line("later", later, "98 ms", 98.0)])
}

async fn visit(driver: &WebDriver, page: &str) -> Result<f64> {
    driver.goto(page).await?;
    let answer = driver.execute_async(WHEN, vec![]).await?;
    answer.json().as_f64().context("the browser noted no paint")
}
