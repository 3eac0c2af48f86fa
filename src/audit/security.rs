//! The security entries that a person alone sees: logins, reuse, revocations.

use super::store;
use crate::db::{Db, Result};
use crate::ids::UserId;
use crate::time::Ms;

/// One of them.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct SecurityEvent {
    pub at: Ms,
    pub action: String,
    pub target_id: String,
    /// Of a session: the User-Agent it began with.
    pub target_label: String,
}

/// The last ones of a user, newest first.
pub async fn security_events(db: &Db, user: UserId, limit: i64) -> Result<Vec<SecurityEvent>> {
    store::security::events(db, user, limit).await
}
