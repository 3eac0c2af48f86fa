//! Calls of one guild's API with a key of its own.

use anyhow::{Result, ensure};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;

use crate::demo::Demo;

#[derive(Clone)]
pub struct Api {
    client: Client,
    base: String,
    pub key: String,
}

impl Api {
    pub async fn new(demo: &Demo, guild: &str, scopes: &[&str]) -> Result<Self> {
        let base = format!("{}/api/v1/guilds/{guild}", demo.url);
        Ok(Self { client: Client::new(), base, key: demo.key(guild, scopes).await? })
    }

    /// A request of a path beneath the guild's.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base)).bearer_auth(&self.key)
    }

    /// The answer; an error unless it is a good one.
    pub async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value> {
        let request = self.request(method, path);
        send(match body {
            Some(body) => request.json(body),
            None => request,
        })
        .await
    }
}

/// JSON, or null where the answer is empty.
pub async fn send(request: RequestBuilder) -> Result<Value> {
    let answer = request.send().await?;
    let (status, url, text) = (answer.status(), answer.url().clone(), answer.text().await?);
    ensure!(status.is_success(), "{url}: {status} {text}");
    Ok(if text.is_empty() { Value::Null } else { serde_json::from_str(&text)? })
}
