//! SQL of the watch.

use crate::db::{Batch, Db, Result};
use crate::ids::GuildId;
use crate::time::Ms;

#[derive(sqlx::FromRow)]
pub struct LastSeen {
    pub id: GuildId,
    pub version: i64,
    pub bot_seen_at: Option<Ms>,
}

/// How far each of these guilds has changed, and when the bot last named it.
pub async fn last_seen(db: &Db, guilds: &[GuildId]) -> Result<Vec<LastSeen>> {
    const SEEN: Batch = Batch {
        head: "SELECT id, version, bot_seen_at FROM guilds WHERE id IN (VALUES ",
        casts: &["BIGINT"],
        tail: ")",
    };
    SEEN.all(&mut &*db, guilds, |query, guild| query.bind(*guild)).await
}
