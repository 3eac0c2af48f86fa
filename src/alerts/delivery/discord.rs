//! Discord's REST API, as the bot.

use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Client, StatusCode};
use serde_json::Value;
use url::Url;

use crate::config;
use crate::discord;
use crate::ids::ChannelId;

/// Discord says with it that the limit is that of the whole bot.
const GLOBAL: &str = "x-ratelimit-global";

/// What came of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Posted,
    /// Too quick: wait so many milliseconds; `everywhere`: not only with this channel.
    TooFast {
        wait: i64,
        everywhere: bool,
    },
    Status(u16),
    /// None, or none in time: it may have been posted or not.
    Silence,
}

pub struct Discord {
    client: Option<Client>,
    api: Url,
    /// `Bot TOKEN`; `None` without a token.
    token: Option<HeaderValue>,
}

impl Discord {
    pub fn new(config: &config::Discord) -> Discord {
        let token = config.bot_token.as_deref().map(str::trim).filter(|token| !token.is_empty());
        let header = |token| {
            let mut value = HeaderValue::from_str(&format!("Bot {token}")).ok()?;
            value.set_sensitive(true);
            Some(value)
        };
        Discord { client: discord::client(), api: config.api_url.clone(), token: token.and_then(header) }
    }

    pub fn has_token(&self) -> bool {
        self.token.is_some()
    }

    /// Posts a message to a channel.
    pub async fn post(&self, channel: ChannelId, body: &Value) -> Answer {
        let url = self.api.join(&format!("channels/{channel}/messages"));
        let (Some(client), Some(token), Ok(url)) = (&self.client, &self.token, url) else {
            return Answer::Silence;
        };
        match client.post(url).header(AUTHORIZATION, token.clone()).json(body).send().await {
            Ok(response) if response.status().is_success() => Answer::Posted,
            Ok(response) if response.status() == StatusCode::TOO_MANY_REQUESTS => {
                let headers = response.headers();
                let everywhere = headers.contains_key(GLOBAL);
                Answer::TooFast { wait: discord::retry_after_ms(headers), everywhere }
            }
            Ok(response) => {
                tracing::warn!(status = %response.status(), %channel, "Discord takes no alert");
                Answer::Status(response.status().as_u16())
            }
            Err(error) => {
                tracing::warn!(error = %error.without_url(), "Discord cannot be reached");
                Answer::Silence
            }
        }
    }
}
