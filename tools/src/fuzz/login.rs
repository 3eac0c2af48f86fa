//! A login through the demo's pretend Discord, without a browser.

use anyhow::{Context, Result};
use reqwest::{Client, Response, header, redirect::Policy};

pub struct Session {
    /// As the header `Cookie` has them.
    pub cookies: String,
    pub csrf: String,
    /// The first guild of the list.
    pub guild: String,
}

fn location(response: &Response) -> Result<String> {
    let value = response.headers().get(header::LOCATION).context("no redirect")?;
    Ok(value.to_str()?.to_owned())
}

fn cookies(response: &Response) -> Vec<String> {
    let set = response.headers().get_all(header::SET_COOKIE).iter();
    let pairs = set.filter_map(|value| value.to_str().ok()?.split(';').next());
    pairs.filter(|pair| !pair.ends_with('=')).map(str::to_owned).collect()
}

pub async fn admin(base: &str) -> Result<Session> {
    let client = Client::builder().redirect(Policy::none()).build()?;
    let start = client.get(format!("{base}/auth/login")).send().await?;
    let authorize = location(&start)?.replacen('?', "/confirm?", 1);
    let confirmed = client.get(format!("{authorize}&user=admin")).send().await?;
    let callback = client.get(location(&confirmed)?).header(header::COOKIE, cookies(&start).join("; "));
    let cookies = cookies(&callback.send().await?);
    let csrf = cookies.iter().find_map(|pair| pair.strip_prefix("__Host-td_csrf=")).context("no token")?;
    let (csrf, cookies) = (csrf.to_owned(), cookies.join("; "));
    let guilds = client.get(format!("{base}/api/v1/guilds")).header(header::COOKIE, &cookies).send().await?;
    let guilds: serde_json::Value = guilds.json().await?;
    let guild = guilds["items"][0]["id"].as_str().context("no guild")?.to_owned();
    Ok(Session { cookies, csrf, guild })
}
