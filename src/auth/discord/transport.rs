//! The HTTP side: limits of time and size, and what a status means.

use std::pin::Pin;

use oauth2::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::{Client, Request, Response, StatusCode};
use serde::de::DeserializeOwned;
use url::Url;

use super::DiscordError;
use crate::discord;

/// Two hundred guilds with every field Discord knows are far below this.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// `None`: the client could not be built (no certificates on this machine); it counts as down.
pub struct Transport(Option<Client>);

/// Carries the requests of the `oauth2` crate.
impl<'c> AsyncHttpClient<'c> for Transport {
    type Error = DiscordError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, DiscordError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.oauth(request))
    }
}

impl Transport {
    pub fn new() -> Transport {
        Transport(discord::client())
    }

    /// A refusal (4xx) is an answer for the `oauth2` crate to read.
    async fn oauth(&self, request: HttpRequest) -> Result<HttpResponse, DiscordError> {
        let request = Request::try_from(request).map_err(|_| DiscordError::Down)?;
        let response = self.send(request).await?;
        let mut answer = HttpResponse::new(Vec::new());
        *answer.status_mut() = response.status();
        *answer.headers_mut() = response.headers().clone();
        *answer.body_mut() = body(response).await?;
        Ok(answer)
    }

    /// A GET as the user whose token it is.
    pub async fn get<T: DeserializeOwned>(&self, url: Option<&Url>, token: &str) -> Result<T, DiscordError> {
        let (Some(client), Some(url)) = (&self.0, url) else { return Err(DiscordError::Down) };
        let request = client.get(url.clone()).bearer_auth(token).build().map_err(down)?;
        let response = self.send(request).await?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::UNAUTHORIZED => return Err(DiscordError::InvalidGrant),
            status => {
                tracing::warn!(%status, "Discord refuses");
                return Err(DiscordError::Down);
            }
        }
        serde_json::from_slice(&body(response).await?).map_err(|error| {
            tracing::warn!(%error, "Discord's answer cannot be read");
            DiscordError::Down
        })
    }

    async fn send(&self, request: Request) -> Result<Response, DiscordError> {
        let client = self.0.as_ref().ok_or(DiscordError::Down)?;
        let response = client.execute(request).await.map_err(down)?;
        let status = response.status();
        if status == StatusCode::TOO_MANY_REQUESTS {
            return Err(DiscordError::RateLimited(seconds(discord::retry_after_ms(response.headers()))));
        }
        if status.is_server_error() {
            tracing::warn!(%status, "Discord fails");
            return Err(DiscordError::Down);
        }
        Ok(response)
    }
}

/// Rounded up.
fn seconds(ms: i64) -> u64 {
    ms.unsigned_abs().div_ceil(1_000)
}

async fn body(mut response: Response) -> Result<Vec<u8>, DiscordError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(down)? {
        if bytes.len() + chunk.len() > MOST_BYTES {
            return Err(DiscordError::Down);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn down(error: reqwest::Error) -> DiscordError {
    tracing::warn!(error = %error.without_url(), "Discord cannot be reached");
    DiscordError::Down
}
