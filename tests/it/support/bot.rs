//! A bot that signs with another implementation than ours (the crate `standardwebhooks`).

use std::sync::atomic::{AtomicU64, Ordering};

use reqwest::Method;
use serde_json::Value;
use standardwebhooks::Webhook;

use super::Answer;

pub struct Bot {
    base: String,
    http: reqwest::Client,
    pub api_key: String,
    pub signing_secret: String,
    /// The time it signs with; tests that move the server's clock move it too.
    clock: Box<dyn Fn() -> i64 + Send + Sync>,
}

/// A signed callback; every part may be changed before it is sent.
#[derive(Clone, Debug)]
pub struct Callback {
    pub method: Method,
    pub path: String,
    pub id: String,
    pub timestamp: String,
    pub signature: String,
    pub body: String,
    /// Left out: as if the header had been forgotten.
    pub without: Option<&'static str>,
}

impl Bot {
    pub fn new(
        base: &str,
        api_key: &str,
        signing_secret: &str,
        clock: impl Fn() -> i64 + Send + Sync + 'static,
    ) -> Bot {
        Bot {
            base: base.to_owned(),
            http: reqwest::Client::new(),
            api_key: api_key.to_owned(),
            signing_secret: signing_secret.to_owned(),
            clock: Box::new(clock),
        }
    }

    pub async fn post(&self, path: &str, value: &Value) -> Answer {
        self.send(&self.callback(Method::POST, path, value)).await
    }

    pub async fn put(&self, path: &str, value: &Value) -> Answer {
        self.send(&self.callback(Method::PUT, path, value)).await
    }

    /// A callback with an id of its own, signed now.
    pub fn callback(&self, method: Method, path: &str, value: &Value) -> Callback {
        self.signed_at(method, path, value, (self.clock)())
    }

    pub fn signed_at(&self, method: Method, path: &str, value: &Value, seconds: i64) -> Callback {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let id = format!("msg_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let body = value.to_string();
        let signature = self.sign(&id, seconds, &body);
        let timestamp = seconds.to_string();
        Callback { method, path: path.to_owned(), id, timestamp, signature, body, without: None }
    }

    pub fn sign(&self, id: &str, seconds: i64, body: &str) -> String {
        let webhook = Webhook::new(&self.signing_secret).expect("a secret");
        webhook.sign(id, seconds, body.as_bytes()).expect("a signature")
    }

    pub async fn send(&self, callback: &Callback) -> Answer {
        self.try_send(callback).await.expect("an answer")
    }

    /// An error where the server went away.
    pub async fn try_send(&self, callback: &Callback) -> reqwest::Result<Answer> {
        let mut request = self
            .http
            .request(callback.method.clone(), format!("{}{}", self.base, callback.path))
            .bearer_auth(&self.api_key)
            .header("content-type", "application/json")
            .body(callback.body.clone());
        for (name, value) in [
            ("webhook-id", &callback.id),
            ("webhook-timestamp", &callback.timestamp),
            ("webhook-signature", &callback.signature),
        ] {
            if callback.without != Some(name) {
                request = request.header(name, value);
            }
        }
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Answer { status, headers, body: response.text().await? })
    }
}
