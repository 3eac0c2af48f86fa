//! A person's own sessions, as the page of active sessions lists them, and what each has to tell.

use super::store::own as store;
use crate::db::{Db, Result};
use crate::ids::{SessionId, UserId};
use crate::sessions::Device;
use crate::time::Ms;

/// A living session.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Listed {
    pub id: SessionId,
    pub user_agent: String,
    pub ip: String,
    pub created_at: Ms,
    /// Noted at most once a minute.
    pub last_activity_at: Ms,
    pub expires_at: Ms,
}

/// What a session has to tell its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum SessionNotice {
    NewDevice,
    ReuseDetected,
}

impl SessionNotice {
    pub fn as_str(self) -> &'static str {
        match self {
            SessionNotice::NewDevice => "new_device",
            SessionNotice::ReuseDetected => "reuse_detected",
        }
    }
}

/// A session from before a login, living or ended.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Previous {
    pub user_agent: String,
    pub created_at: Ms,
    pub revoked_at: Option<Ms>,
    pub revoked_why: Option<String>,
}

/// The living sessions of a user, at most a hundred.
pub async fn list_sessions(db: &Db, user: UserId, now: Ms) -> Result<Vec<Listed>> {
    store::list(db, user, now).await
}

pub async fn dismiss_notice(db: &Db, session: SessionId) -> Result<()> {
    store::dismiss(db, session).await
}

/// Whether a login comes from a device that none of the known sessions was of. The first login of
/// all is no news.
pub(super) fn is_new_device(previous: &[Previous], user_agent: &str) -> bool {
    let device = Device::of(user_agent);
    !previous.is_empty() && !previous.iter().any(|old| Device::of(&old.user_agent).is_like(&device))
}

/// Whether the owner has not been here since a session of theirs was ended over a copied token.
pub(super) fn has_reuse_to_tell(previous: &[Previous]) -> bool {
    let last_login = previous.iter().map(|old| old.created_at).max();
    previous.iter().any(|old| {
        old.revoked_why.as_deref() == Some(SessionNotice::ReuseDetected.as_str())
            && old.revoked_at > last_login
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

    fn before(user_agent: &str, created_at: i64, reused_at: Option<i64>) -> Previous {
        Previous {
            user_agent: user_agent.to_owned(),
            created_at: Ms(created_at),
            revoked_at: reused_at.map(Ms),
            revoked_why: reused_at.map(|_| "reuse_detected".to_owned()),
        }
    }

    #[test]
    fn a_device_is_new_when_others_are_known() {
        assert!(!is_new_device(&[], FIREFOX));
        assert!(!is_new_device(&[before(&FIREFOX.replace("145", "146"), 1, None)], FIREFOX));
        assert!(is_new_device(&[before("", 1, None)], FIREFOX));
    }

    #[test]
    fn a_reuse_is_told_at_the_first_login_after_it() {
        assert!(!has_reuse_to_tell(&[before("", 1, None)]));
        assert!(has_reuse_to_tell(&[before("", 1, Some(5)), before("", 3, None)]));
        assert!(!has_reuse_to_tell(&[before("", 1, Some(5)), before("", 6, None)]), "told already");
    }
}
