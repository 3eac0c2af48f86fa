//! SQL of the posts.

use crate::db::{Batch, Result, Tx};
use crate::ids::{AccountId, GuildId, PostId};
use crate::time::Ms;
use crate::tracking::Platform;

pub struct NewRow {
    pub id: PostId,
    pub account: AccountId,
    pub platform: Platform,
    pub external_id: String,
    pub url: String,
    pub posted_at: Ms,
    pub counts_from_first: bool,
}

/// Inserts posts, or changes the address of those that exist. Returns the ids now in the table: of
/// a new post its own, of an old one the one it had.
pub async fn upsert(tx: &mut Tx, guild: GuildId, rows: &[NewRow], now: Ms) -> Result<Vec<PostId>> {
    let upsert = Batch {
        head: "INSERT INTO posts (id, guild_id, account_id, platform, external_id, url, posted_at, day,
                                  counts_from_first, created_at) VALUES ",
        casts: &["UUID", "BIGINT", "UUID", "TEXT", "TEXT", "TEXT", "BIGINT", "BIGINT", "BOOLEAN", "BIGINT"],
        tail: " ON CONFLICT (guild_id, platform, external_id) DO UPDATE SET url = excluded.url RETURNING id",
    };
    let ids: Vec<(PostId,)> = upsert
        .all(&mut &mut *tx, rows, |q, row| {
            q.bind(row.id)
                .bind(guild)
                .bind(row.account)
                .bind(row.platform)
                .bind(row.external_id.clone())
                .bind(row.url.clone())
                .bind(row.posted_at)
                .bind(row.posted_at.day())
                .bind(row.counts_from_first)
                .bind(now)
        })
        .await?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}
