//! Someone signed in, without a browser: cookies that are `Secure` travel over the loopback's http too.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use reqwest::{Client, header, redirect::Policy};

pub struct Visitor {
    client: Client,
    pub url: String,
    cookies: BTreeMap<String, String>,
}

impl Visitor {
    /// Logs in as the pretend Discord's administrator.
    pub async fn log_in(url: &str) -> Result<Self> {
        let client = Client::builder().redirect(Policy::none()).build()?;
        let mut visitor = Self { client, url: url.to_owned(), cookies: BTreeMap::new() };
        let authorize = visitor.follow(&format!("{url}/auth/login?return_to=/guilds")).await?;
        let chosen = authorize.replacen("/authorize?", "/authorize/confirm?", 1);
        let callback = visitor.follow(&format!("{chosen}&user=admin")).await?;
        visitor.follow(&callback).await?;
        Ok(visitor)
    }

    /// Takes the cookies of a redirect and gives where it leads.
    async fn follow(&mut self, url: &str) -> Result<String> {
        let answer = self.client.get(url).header(header::COOKIE, self.cookie()).send().await?;
        ensure!(answer.status().is_redirection(), "{url}: {}", answer.status());
        for set in answer.headers().get_all(header::SET_COOKIE) {
            let pair = set.to_str()?.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').context("a cookie without a value")?;
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        Ok(answer.headers().get(header::LOCATION).context("it leads nowhere")?.to_str()?.to_owned())
    }

    /// The header of a request.
    pub fn cookie(&self) -> String {
        let pairs = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("; ")
    }

    /// Whatever a browser would ask for, its body as it was sent.
    pub async fn get(&self, path: &str, encoding: &str) -> Result<Vec<u8>> {
        let request = self.client.get(format!("{}{path}", self.url)).header(header::COOKIE, self.cookie());
        let request = request.header(header::ACCEPT, "text/html,application/json");
        let answer = request.header(header::ACCEPT_ENCODING, encoding).send().await?;
        ensure!(answer.status().is_success(), "{path}: {}", answer.status());
        Ok(answer.bytes().await?.to_vec())
    }
}
