//! SQL of the entries that belong to a person and to no guild.

use crate::audit::SecurityEvent;
use crate::db::{Db, Result};
use crate::ids::UserId;

pub async fn events(db: &Db, user: UserId, limit: i64) -> Result<Vec<SecurityEvent>> {
    db.q("SELECT at, action, target_id, target_label FROM audit_log
          WHERE user_id = $1 AND guild_id IS NULL ORDER BY id DESC LIMIT $2")
        .bind(user)
        .bind(limit)
        .all()
        .await
}
