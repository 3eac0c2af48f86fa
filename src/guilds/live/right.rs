//! The right that a live stream lives by.

use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;

use crate::app::App;
use crate::auth::Caller;
use crate::guilds::GuildAccess;
use crate::http::{Code, Error};
use crate::ids::{GuildId, UserId};
use crate::live::{Ended, Holder, Slot};
use crate::time::Ms;

/// A stream ends by then; the browser comes back, with its rights read anew.
const LONGEST: Duration = Duration::from_secs(30 * 60);
/// A comment keeps proxies from closing a silent stream.
pub(crate) const COMMENT: Duration = Duration::from_secs(15);

/// The right that a stream lives by.
pub(crate) struct Right {
    holder: Holder,
    /// The person of the session, or the one who made the key.
    user: Option<UserId>,
    pub guild: GuildId,
    expires_at: Option<Ms>,
}

impl Right {
    pub fn of(scope: &GuildAccess) -> Result<Right, Error> {
        let guild = scope.guild_id();
        match scope.caller() {
            Caller::Session(session) => Ok(Right {
                holder: Holder::Session(session.session_id),
                user: Some(session.user_id),
                guild,
                expires_at: Some(session.expires_at),
            }),
            Caller::Key(key) => Ok(Right {
                holder: Holder::Key(key.key_id),
                user: key.created_by,
                guild,
                expires_at: key.expires_at,
            }),
            Caller::Anonymous => Err(Code::Unauthenticated.into()),
        }
    }

    pub fn is_ended_by(&self, ended: Result<Ended, RecvError>) -> bool {
        match ended {
            Ok(Ended::Session(id)) => self.holder == Holder::Session(id),
            Ok(Ended::Key(id)) => self.holder == Holder::Key(id),
            Ok(Ended::Everyone) => matches!(self.holder, Holder::Session(_)),
            Ok(Ended::User(id)) => self.user == Some(id),
            Ok(Ended::Membership(id, guild)) => self.user == Some(id) && guild == self.guild,
            // Too many at once to follow: let the client come back and prove its right.
            Err(_) => true,
        }
    }

    /// A place for one more stream.
    pub fn slot(&self, app: &App) -> Result<Slot, Error> {
        let too_many =
            || Error::because(Code::RateLimited, "Too many live streams are open. Close some tabs.");
        app.live.slot(self.holder).ok_or_else(too_many)
    }

    /// How long a stream may last.
    pub fn life(&self, now: Ms) -> Duration {
        let left = self.expires_at.map(|at| at.since(now).max(0).unsigned_abs());
        left.map_or(LONGEST, |left| LONGEST.min(Duration::from_millis(left)))
    }

    pub fn is_expired(&self, now: Ms) -> bool {
        self.expires_at.is_some_and(|at| now >= at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{ApiKeyId, SessionId};

    #[test]
    fn the_end_of_everybodys_sessions_ends_no_stream_of_a_key() {
        let (user, guild) = (Some(UserId::new(1)), GuildId::new(2));
        let of = |holder| Right { holder, user, guild, expires_at: None };
        let ended = Ok(Ended::Everyone);
        assert!(of(Holder::Session(SessionId::new(Ms(0)))).is_ended_by(ended.clone()));
        assert!(!of(Holder::Key(ApiKeyId::new(Ms(0)))).is_ended_by(ended));
    }
}
