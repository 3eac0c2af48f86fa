//! Discord as this server asks it: the code flow, the user, and the user's guilds.

mod answers;
mod flights;
mod transport;

use std::sync::atomic::{AtomicI64, Ordering};

use oauth2::basic::{BasicClient, BasicErrorResponseType, BasicTokenResponse};
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet, EndpointSet,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, Scope, TokenResponse,
    TokenUrl,
};
use url::Url;

pub use answers::{Profile, Tokens};

use crate::config::Config;
use crate::ids::GuildId;
use crate::time::{MINUTE, Ms, SECOND};
use answers::{GuildAnswer, UserAnswer};
use flights::Flights;
use transport::Transport;

use crate::guilds::Role;

/// Why Discord gave no answer that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DiscordError {
    #[error("Discord refuses the grant: it was withdrawn, used or has expired")]
    InvalidGrant,
    #[error("Discord asks to wait {0} s")]
    RateLimited(u64),
    #[error("Discord does not answer")]
    Down,
}

/// The client. It follows no redirects and waits ten seconds at most.
pub struct Discord {
    transport: Transport,
    client_id: ClientId,
    client_secret: ClientSecret,
    authorize_url: AuthUrl,
    token_url: TokenUrl,
    redirect_url: RedirectUrl,
    user_url: Option<Url>,
    guilds_url: Option<Url>,
    /// Background work asks nothing before this time (milliseconds).
    resting_until: AtomicI64,
    pub(super) flights: Flights,
}

/// Where to send the browser, and what to keep until it comes back.
pub struct Authorization {
    pub url: Url,
    pub state: String,
    pub verifier: String,
}

type OAuth = BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

impl Discord {
    pub fn new(config: &Config) -> Discord {
        let api = &config.discord.api_url;
        // The URL was checked at start: it ends with a slash and can be joined.
        let at = |path: &str| api.join(path).unwrap_or_else(|_| api.clone());
        let redirect = config.server.public_url.join("auth/callback");
        Discord {
            transport: Transport::new(),
            client_id: ClientId::new(config.discord.client_id.clone()),
            client_secret: ClientSecret::new(config.discord.client_secret.clone()),
            authorize_url: AuthUrl::from_url(config.discord.authorize_url.clone()),
            token_url: TokenUrl::from_url(at("oauth2/token")),
            redirect_url: RedirectUrl::from_url(redirect.unwrap_or(config.server.public_url.clone())),
            user_url: api.join("users/@me").ok(),
            guilds_url: api.join("users/@me/guilds?limit=200").ok(),
            resting_until: AtomicI64::new(0),
            flights: Flights::default(),
        }
    }

    fn oauth(&self) -> OAuth {
        BasicClient::new(self.client_id.clone())
            .set_client_secret(self.client_secret.clone())
            .set_auth_uri(self.authorize_url.clone())
            .set_token_uri(self.token_url.clone())
            .set_redirect_uri(self.redirect_url.clone())
    }

    /// Begins a login; `state` and `verifier` are fresh random texts.
    pub fn authorize(&self, state: String, verifier: String) -> Authorization {
        let pkce = PkceCodeVerifier::new(verifier);
        let scopes = ["identify", "email", "guilds"].map(|scope| Scope::new(scope.to_owned()));
        let given = CsrfToken::new(state.clone());
        let (url, _) = self
            .oauth()
            .authorize_url(|| given)
            .add_scopes(scopes)
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&pkce))
            .url();
        Authorization { url, state, verifier: pkce.into_secret() }
    }

    /// Changes a code for tokens.
    pub async fn exchange(&self, code: String, verifier: String, now: Ms) -> Result<Tokens, DiscordError> {
        let answer = self
            .oauth()
            .exchange_code(AuthorizationCode::new(code))
            .set_pkce_verifier(PkceCodeVerifier::new(verifier))
            .request_async(&self.transport)
            .await;
        tokens(answer, None, now)
    }

    /// Fresh tokens for old ones; the old refresh token is used up.
    pub async fn refresh(&self, tokens: &Tokens, now: Ms) -> Result<Tokens, DiscordError> {
        let old = RefreshToken::new(tokens.refresh.clone());
        let answer = self.oauth().exchange_refresh_token(&old).request_async(&self.transport).await;
        self::tokens(answer, Some(&tokens.refresh), now)
    }

    /// The user; `InvalidGrant` when the access token is refused.
    pub async fn user(&self, tokens: &Tokens) -> Result<Profile, DiscordError> {
        let answer: UserAnswer = self.transport.get(self.user_url.as_ref(), &tokens.access).await?;
        answer.profile().ok_or(DiscordError::Down)
    }

    /// The guilds that the user may see here, with the role in each.
    pub async fn guilds(&self, tokens: &Tokens) -> Result<Vec<(GuildId, Role)>, DiscordError> {
        let answer: Vec<GuildAnswer> = self.transport.get(self.guilds_url.as_ref(), &tokens.access).await?;
        Ok(answer.iter().filter_map(GuildAnswer::role).collect())
    }

    /// Whether background work should leave Discord alone for the moment.
    pub fn is_resting(&self, now: Ms) -> bool {
        now.0 < self.resting_until.load(Ordering::Relaxed)
    }

    /// After a failure everybody's background work waits, not only the one user's.
    pub fn rest_after(&self, error: DiscordError, now: Ms) {
        let pause = match error {
            DiscordError::RateLimited(seconds) => wait(seconds),
            DiscordError::Down => 10 * SECOND,
            DiscordError::InvalidGrant => return,
        };
        self.resting_until.fetch_max(now.plus(pause).0, Ordering::Relaxed);
    }
}

/// Milliseconds to wait; at most a quarter of an hour, whatever is asked for.
fn wait(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(SECOND).min(15 * MINUTE)
}

type TokenError = RequestTokenError<DiscordError, oauth2::StandardErrorResponse<BasicErrorResponseType>>;

fn tokens(
    answer: Result<BasicTokenResponse, TokenError>,
    old_refresh: Option<&str>,
    now: Ms,
) -> Result<Tokens, DiscordError> {
    let answer = match answer {
        Ok(answer) => answer,
        Err(RequestTokenError::Request(error)) => return Err(error),
        Err(RequestTokenError::ServerResponse(refusal)) => {
            if matches!(refusal.error(), BasicErrorResponseType::InvalidGrant) {
                return Err(DiscordError::InvalidGrant);
            }
            // Our own credentials are wrong, or the request is: nothing the user can do.
            tracing::error!(error = %refusal.error(), "Discord refuses the token request");
            return Err(DiscordError::Down);
        }
        Err(RequestTokenError::Parse(..) | RequestTokenError::Other(_)) => {
            tracing::warn!("Discord's token answer cannot be read");
            return Err(DiscordError::Down);
        }
    };
    let life = answer.expires_in().map_or(0, |life| life_ms(life.as_secs()));
    let refresh = answer.refresh_token().map(|token| token.secret().as_str()).or(old_refresh);
    Ok(Tokens {
        access: answer.access_token().secret().clone(),
        refresh: refresh.unwrap_or_default().to_owned(),
        expires_at: now.plus(life),
    })
}

fn life_ms(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(0).saturating_mul(SECOND)
}
