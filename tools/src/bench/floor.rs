//! The floor of the ingest: the same rows in bare SQLite, as durable, one transaction per call.
//! Each snapshot finds its post and writes the post, its day, and the three daily sums; no HTTP,
//! no JSON, no signature, no history to compare with.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::Result;
use rusqlite::{Connection, OptionalExtension, params};

const DAY: i64 = 86_400_000;

/// A snapshot of post `number`, as the callback says it.
pub struct Snapshot {
    pub platform: String,
    pub external_id: String,
    pub collected_at: i64,
    pub counts: [i64; 4],
}

/// A copy of the demo's database as it is now, to write the same rows into.
pub fn copy(database: &Path, to: &Path) -> Result<()> {
    let db = Connection::open(database)?;
    db.execute("VACUUM INTO ?", [to.to_string_lossy()])?;
    Ok(())
}

const FIND: &str = "SELECT p.id, p.account_id, a.group_id FROM posts p JOIN accounts a ON a.id = p.account_id
    WHERE p.guild_id = ? AND p.platform = ? AND p.external_id = ?";
const POST: &str = "UPDATE posts SET first_at = ?1, first_views = ?2, first_likes = ?3, first_comments = ?4,
    first_shares = ?5, last_checked_at = ?1, views = ?2, likes = ?3, comments = ?4, shares = ?5 WHERE id = ?6";
const POST_DAY: &str =
    "INSERT INTO post_days (post_id, day, views, likes, comments, shares) VALUES (?, ?, ?, ?, ?, ?)";
const ACCOUNT_DAY: &str = "INSERT INTO account_days (account_id, day, group_id, posts, views, likes, comments, shares)
    VALUES (?, ?, ?, 0, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET views = views + excluded.views,
    likes = likes + excluded.likes, comments = comments + excluded.comments, shares = shares + excluded.shares";
const GROUP_DAY: &str = "INSERT INTO group_days (guild_id, group_id, platform, day, posts, views, likes, comments, shares)
    VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET views = views + excluded.views,
    likes = likes + excluded.likes, comments = comments + excluded.comments, shares = shares + excluded.shares";
const GUILD_DAY: &str = "INSERT INTO guild_days (guild_id, day, platform, posts, views, likes, comments, shares)
    VALUES (?, ?, ?, 0, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET views = views + excluded.views,
    likes = likes + excluded.likes, comments = comments + excluded.comments, shares = shares + excluded.shares";

/// Writes all of them; the number found and the time it took.
pub fn write(file: &Path, guild: i64, all: &[Snapshot], per_transaction: usize) -> Result<(usize, Duration)> {
    let mut db = Connection::open(file)?;
    db.set_prepared_statement_cache_capacity(16);
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "cache_size", -8192)?;
    let (mut found, start) = (0, Instant::now());
    for part in all.chunks(per_transaction.max(1)) {
        let tx = db.transaction()?;
        for s in part {
            let key = params![guild, s.platform, s.external_id];
            let ids = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
            let post: Option<(Vec<u8>, Vec<u8>, Vec<u8>)> =
                tx.prepare_cached(FIND)?.query_row(key, ids).optional()?;
            let Some((post, account, group)) = post else { continue };
            let (day, [v, l, c, h]) = (s.collected_at / DAY, s.counts);
            tx.prepare_cached(POST)?.execute(params![s.collected_at, v, l, c, h, post])?;
            tx.prepare_cached(POST_DAY)?.execute(params![post, day, v, l, c, h])?;
            tx.prepare_cached(ACCOUNT_DAY)?.execute(params![account, day, group, v, l, c, h])?;
            tx.prepare_cached(GROUP_DAY)?.execute(params![guild, group, s.platform, day, v, l, c, h])?;
            tx.prepare_cached(GUILD_DAY)?.execute(params![guild, day, s.platform, v, l, c, h])?;
            found += 1;
        }
        tx.commit()?;
    }
    Ok((found, start.elapsed()))
}
