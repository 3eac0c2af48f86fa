//! Starts the demo, logs in through the pretend Discord, and pictures its pages
//! in both themes at 390 and 1440 px as `docs/img/{page}-{width}-{theme}.png`.

use std::{collections::BTreeMap, fs, path::Path, path::PathBuf, time::Duration};

use anyhow::{Context, Result};
use thirtyfour::{ChromeCapabilities, ChromiumLikeCapabilities, prelude::*};

use crate::demo::Demo;

/// Pages that are not in the sidebar, which is taken as it is: name and path, `{guild}` is the first guild
/// of the list. Such a page is one line.
const PAGES: &[(&str, &str)] = &[
    ("guilds", "/guilds"),
    ("export", "/guilds/{guild}/data?tab=export"),
    ("sessions", "/settings/sessions"),
    ("status", "/status"),
    ("api-docs", "/api/docs"),
    ("bonus-new", "/guilds/{guild}/bonus/new"),
    ("bonus-leaderboard", "/guilds/{guild}/bonus?tab=leaderboard"),
    ("alerts-history", "/guilds/{guild}/alerts?tab=history"),
    ("alerts-new", "/guilds/{guild}/alerts?dialog=new-threshold"),
];
/// Looked at before anyone is logged in.
const PUBLIC_PAGES: &[(&str, &str)] = &[("login", "/login")];

const SIZES: [(u32, u32); 2] = [(390, 844), (1440, 900)];
const THEMES: [&str; 2] = ["dark", "light"];
const FOLDER: &str = "docs/img";
const PATIENCE: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(50);

#[derive(clap::Args)]
pub struct Args {
    /// Only pages whose name contains this
    #[arg(long)]
    only: Option<String>,
    #[arg(long, env = "TD_TEST_WEBDRIVER_URL")]
    webdriver: String,
    #[arg(long, env = "TD_TEST_CHROMIUM")]
    chromium: Option<PathBuf>,
}

pub async fn run(args: Args) -> Result<()> {
    let demo = Demo::start_debug(&[]).await?;
    let driver = WebDriver::new(&args.webdriver, capabilities(args.chromium.as_deref())?).await?;
    let shot = shoot_all(&driver, &demo.url, args.only.as_deref()).await;
    driver.quit().await?;
    shot
}

pub fn capabilities(chromium: Option<&Path>) -> Result<ChromeCapabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    if let Some(chromium) = chromium {
        capabilities.set_binary(&chromium.to_string_lossy())?;
    }
    // Containers have no user namespaces for the sandbox and little shared memory; only the demo is visited.
    for argument in ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"] {
        capabilities.add_arg(argument)?;
    }
    Ok(capabilities)
}

async fn shoot_all(driver: &WebDriver, url: &str, only: Option<&str>) -> Result<()> {
    fs::create_dir_all(FOLDER)?;
    let is_wanted = |name: &str| only.is_none_or(|only| name.contains(only));
    for (name, path) in PUBLIC_PAGES.iter().filter(|(name, _)| is_wanted(name)) {
        shoot(driver, name, &format!("{url}{path}")).await?;
    }
    let guild = log_in(driver, url).await?;
    let listed = PAGES.iter().map(|(name, path)| ((*name).to_owned(), path.replace("{guild}", &guild)));
    let mut pages: BTreeMap<String, String> = listed.collect();
    pages.extend(sidebar(driver, url, &guild).await?);
    pages.insert("bonus-round".to_owned(), round(driver, url, &guild).await?);
    for (name, path) in pages.iter().filter(|(name, _)| is_wanted(name)) {
        shoot(driver, name, &format!("{url}{path}")).await?;
    }
    Ok(())
}

/// The pages of the sidebar by the last part of their address.
async fn sidebar(driver: &WebDriver, url: &str, guild: &str) -> Result<BTreeMap<String, String>> {
    let home = format!("/guilds/{guild}");
    driver.goto(format!("{url}{home}")).await?;
    let mut pages = BTreeMap::new();
    for link in driver.find_all(By::Css(".side a.side-link")).await? {
        let path = link.attr("href").await?.context("an entry of the sidebar leads nowhere")?;
        let name = path.strip_prefix(&home).unwrap_or(&path).trim_matches('/').replace('/', "-");
        pages.insert(if name.is_empty() { "overview".to_owned() } else { name }, path);
    }
    Ok(pages)
}

/// What came of the round that is paid in part.
async fn round(driver: &WebDriver, url: &str, guild: &str) -> Result<String> {
    driver.goto(format!("{url}/guilds/{guild}/bonus?state=unpaid")).await?;
    let links = driver.find_all(By::Css("#rounds h2 a")).await?;
    let oldest = links.last().context("every round is paid")?;
    let href = oldest.attr("href").await?.context("a round leads nowhere")?;
    Ok(format!("{href}?tab=results"))
}

/// Logs in as the pretend Discord's administrator and gives the id of the first guild.
pub async fn log_in(driver: &WebDriver, url: &str) -> Result<String> {
    driver.goto(format!("{url}/login")).await?;
    click(driver, By::LinkText("Log in with Discord")).await?;
    click(driver, By::Css("button[name=user][value=admin]")).await?;
    let link = driver.query(By::Css("main a[href^='/guilds/']")).wait(PATIENCE, POLL).first().await?;
    let href = link.attr("href").await?.context("a guild's link leads nowhere")?;
    let id: String = href.trim_start_matches("/guilds/").chars().take_while(char::is_ascii_digit).collect();
    Ok(id)
}

async fn click(driver: &WebDriver, by: By) -> Result<()> {
    driver.query(by).wait(PATIENCE, POLL).first().await?.click().await?;
    Ok(())
}

async fn shoot(driver: &WebDriver, name: &str, url: &str) -> Result<()> {
    for theme in THEMES {
        driver.goto(url).await?;
        driver.add_cookie(Cookie::new("td_theme", theme)).await?;
        for (width, height) in SIZES {
            set_size(driver, width, height).await?;
            driver.goto(url).await?;
            settle(driver).await?;
            let file = format!("{FOLDER}/{name}-{width}-{theme}.png");
            driver.screenshot(Path::new(&file)).await?;
            println!("{file}");
        }
    }
    Ok(())
}

/// The page's own width, exactly: a window cannot be made as narrow as a phone.
async fn set_size(driver: &WebDriver, width: u32, height: u32) -> Result<()> {
    let metrics =
        serde_json::json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
    driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", metrics).await?;
    Ok(())
}

/// Waits for fonts and two painted frames, so that charts are drawn.
async fn settle(driver: &WebDriver) -> Result<()> {
    let script = "const done = arguments[0];
        document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => done(true))));";
    driver.execute_async(script, vec![]).await?;
    Ok(())
}
