//! Sending signed callbacks (Standard Webhooks), again and again until the server has them.

use std::sync::Arc;
use std::time::Duration;

use base64::prelude::{BASE64_STANDARD, Engine as _};

use super::Call;
use crate::crypto::hmac_sha256;
use crate::ids::new_uuid;
use crate::time::{Clock, Ms, SECOND};

const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Address, key and secret: all that a bot needs.
pub struct Client {
    http: reqwest::Client,
    base: String,
    api_key: String,
    secret: Vec<u8>,
    clock: Arc<dyn Clock>,
}

impl Client {
    /// `signing_secret` is `whsec_` and Base64; `None` when it is not, or TLS could not be set up.
    pub fn new(base: &str, api_key: &str, signing_secret: &str, clock: Arc<dyn Clock>) -> Option<Client> {
        let secret = BASE64_STANDARD.decode(signing_secret.strip_prefix("whsec_")?).ok()?;
        let http = reqwest::Client::builder().timeout(Duration::from_secs(20)).build().ok()?;
        Some(Client { http, base: base.trim_end_matches('/').into(), api_key: api_key.into(), secret, clock })
    }

    pub fn now(&self) -> Ms {
        self.clock.now()
    }

    /// Sends until it is answered; the same id each time, so that it counts once. What the server
    /// refuses is dropped and logged: sending it again would change nothing.
    pub async fn send(&self, call: Call) {
        let id = format!("msg_{}", new_uuid(self.now()).simple());
        let body = call.body.to_string();
        let mut wait = FIRST_WAIT;
        loop {
            match self.try_once(&call, &id, &body).await {
                Ok(response) if response.status().is_success() => return,
                Ok(response) if is_final(response.status()) => {
                    tracing::warn!(path = call.path, status = %response.status(), "callback refused");
                    return;
                }
                Ok(response) => {
                    tracing::info!(path = call.path, status = %response.status(), "callback waits")
                }
                Err(error) => tracing::info!(path = call.path, %error, "callback waits"),
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    async fn try_once(&self, call: &Call, id: &str, body: &str) -> reqwest::Result<reqwest::Response> {
        // Signed at each attempt: the server refuses times that are minutes old.
        let timestamp = self.now().0.div_euclid(SECOND);
        self.http
            .request(call.method.clone(), format!("{}/api/v1/ingest/{}", self.base, call.path))
            .bearer_auth(&self.api_key)
            .header("content-type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", signature(&self.secret, id, timestamp, body))
            .body(body.to_owned())
            .send()
            .await
    }
}

fn is_final(status: reqwest::StatusCode) -> bool {
    status.is_client_error() && !matches!(status.as_u16(), 408 | 409 | 429)
}

fn signature(secret: &[u8], id: &str, timestamp: i64, body: &str) -> String {
    let signed = format!("{id}.{timestamp}.{body}");
    format!("v1,{}", BASE64_STANDARD.encode(hmac_sha256(secret, &[signed.as_bytes()])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_signs_as_another_implementation_does() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let bytes = BASE64_STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let other = standardwebhooks::Webhook::new(secret).unwrap();
        assert_eq!(
            signature(&bytes, "msg_1", 1_700_000_000, "{\"a\":1}"),
            other.sign("msg_1", 1_700_000_000, b"{\"a\":1}").unwrap()
        );
    }
}
