//! SQL of the watch.

use crate::db::{Batch, Db, Result};
use crate::ids::GuildId;
use crate::time::Ms;

#[derive(sqlx::FromRow)]
pub struct LastSeen {
    pub id: GuildId,
    pub bot_seen_at: Option<Ms>,
}

/// When the bot last named each of these guilds.
pub async fn last_seen(db: &Db, guilds: &[GuildId]) -> Result<Vec<LastSeen>> {
    const SEEN: Batch = Batch {
        head: "SELECT id, bot_seen_at FROM guilds WHERE id IN (VALUES ",
        casts: &["BIGINT"],
        tail: ")",
    };
    SEEN.all(&mut &*db, guilds, |query, guild| query.bind(*guild)).await
}
