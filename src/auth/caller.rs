//! Who is calling: nobody, a browser session, or an API key.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::SessionNotice;
use crate::api_keys::Scope;
use crate::ids::{ApiKeyId, GuildId, SessionId, UserId};
use crate::time::Ms;

/// Put into every request by [`super::authenticate`].
#[derive(Clone, Debug)]
pub enum Caller {
    Anonymous,
    Session(SessionCaller),
    Key(KeyCaller),
}

/// A browser session that is alive, with its user as the database has them now.
#[derive(Clone, Debug)]
pub struct SessionCaller {
    pub session_id: SessionId,
    pub user_id: UserId,
    pub username: String,
    pub display_name: String,
    pub email_verified: bool,
    /// The CSRF token that forms of this response repeat; its cookie is set if it was missing.
    pub csrf: String,
    /// When it ends unless it is used before.
    pub expires_at: Ms,
    /// What the next page has to tell.
    pub notice: Option<SessionNotice>,
    /// When Discord was last read for this user, and last asked.
    pub(crate) guilds_synced_at: Ms,
    pub(crate) guilds_tried_at: Ms,
}

/// An API key that is neither revoked nor expired.
#[derive(Clone, Debug)]
pub struct KeyCaller {
    pub key_id: ApiKeyId,
    pub name: String,
    /// `None`: the bot key, which speaks for every guild.
    pub guild_id: Option<GuildId>,
    pub scopes: Vec<String>,
    /// Who made it; a key never may more than its creator may now.
    pub created_by: Option<UserId>,
    /// Opened; callbacks are signed with one of them: the present one, and for a while the one before.
    pub signing_secrets: Vec<Vec<u8>>,
    pub expires_at: Option<Ms>,
}

impl KeyCaller {
    pub fn has(&self, scope: Scope) -> bool {
        self.scopes.iter().any(|given| given == scope.as_str())
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().cloned().unwrap_or(Caller::Anonymous))
    }
}
