//! SQL of what is dropped after its time.

use crate::db::{Db, Result};
use crate::time::Ms;

pub async fn sessions(db: &Db, now: Ms, revoked_before: Ms) -> Result<u64> {
    db.w("DELETE FROM sessions WHERE expires_at <= $1 OR revoked_at <= $2")
        .bind(now)
        .bind(revoked_before)
        .exec()
        .await
}

/// Of users without a living session and without a living key, whose rights nobody has to read.
pub async fn discord_tokens(db: &Db, now: Ms) -> Result<u64> {
    db.w("UPDATE users SET discord_tokens = NULL
          WHERE discord_tokens IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM sessions s
                            WHERE s.user_id = users.id AND s.revoked_at IS NULL AND s.expires_at > $1)
            AND NOT EXISTS (SELECT 1 FROM api_keys k
                            WHERE k.created_by = users.id AND k.revoked_at IS NULL
                              AND (k.expires_at IS NULL OR k.expires_at > $1))")
        .bind(now)
        .exec()
        .await
}

/// A part of the security entries, the oldest first; how many those were.
pub async fn security_entries(db: &Db, before: Ms, most: i64) -> Result<u64> {
    db.w("DELETE FROM audit_log WHERE id IN (SELECT id FROM audit_log WHERE guild_id IS NULL AND at <= $1
                                             ORDER BY at, id LIMIT $2)")
        .bind(before)
        .bind(most)
        .exec()
        .await
}

pub async fn revocations(db: &Db, before: Ms) -> Result<u64> {
    db.w("DELETE FROM revocations WHERE at <= $1").bind(before).exec().await
}
