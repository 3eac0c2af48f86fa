//! The floor of the ingest: the same rows in bare SQLite, as durable, one transaction per call.
//! Each snapshot finds its post and writes the post and its day; then each account, group and the
//! guild get their sums, once per call. No HTTP, no JSON, no signature, no history to compare with.

use std::{
    collections::BTreeMap,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::Result;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

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
const CHECKED: &str =
    "UPDATE accounts SET last_checked_at = MAX(COALESCE(last_checked_at, 0), ?2) WHERE id = ?1";
const ACCOUNT_DAY: &str = "INSERT INTO account_days (account_id, day, group_id, posts, views, likes, comments, shares)
    VALUES (?, ?, ?, 0, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET views = views + excluded.views,
    likes = likes + excluded.likes, comments = comments + excluded.comments, shares = shares + excluded.shares";
const ACCOUNT_WINDOWS: &str =
    "INSERT INTO account_windows (guild_id, account_id, group_id, platform, views_7, views_14,
    views_30, views_60, views_90, views_180) VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?5, ?5, ?5, ?5)
    ON CONFLICT DO UPDATE SET views_7 = views_7 + ?5, views_14 = views_14 + ?5, views_30 = views_30 + ?5,
    views_60 = views_60 + ?5, views_90 = views_90 + ?5, views_180 = views_180 + ?5";
const GROUP_DAY: &str = "INSERT INTO group_days (guild_id, group_id, platform, day, posts, views, likes, comments, shares)
    VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET views = views + excluded.views,
    likes = likes + excluded.likes, comments = comments + excluded.comments, shares = shares + excluded.shares";
const GROUP_WINDOWS: &str =
    "INSERT INTO group_windows (guild_id, group_id, platform, views_7, views_14, views_30,
    views_60, views_90, views_180) VALUES (?1, ?2, ?3, ?4, ?4, ?4, ?4, ?4, ?4)
    ON CONFLICT DO UPDATE SET views_7 = views_7 + ?4, views_14 = views_14 + ?4, views_30 = views_30 + ?4,
    views_60 = views_60 + ?4, views_90 = views_90 + ?4, views_180 = views_180 + ?4";
const GUILD_DAY: &str = "INSERT INTO guild_days (guild_id, day, platform, posts, views, likes, comments, shares)
    VALUES (?, ?, ?, 0, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET views = views + excluded.views,
    likes = likes + excluded.likes, comments = comments + excluded.comments, shares = shares + excluded.shares";

type Id = Vec<u8>;

/// What a call adds up to on a day: by (account, group, platform).
#[derive(Default)]
struct Sums(BTreeMap<(i64, Id, Id, String), [i64; 4]>);

impl Sums {
    /// The same by a part of the key.
    fn by<K: Ord>(&self, key: impl Fn(&(i64, Id, Id, String)) -> K) -> BTreeMap<K, [i64; 4]> {
        let mut sums = BTreeMap::<K, [i64; 4]>::new();
        for (long, counts) in &self.0 {
            add(sums.entry(key(long)).or_default(), *counts);
        }
        sums
    }

    fn write(&self, tx: &Transaction<'_>, guild: i64, at: i64) -> Result<()> {
        for ((day, account, group, platform), [v, l, c, h]) in &self.0 {
            tx.prepare_cached(CHECKED)?.execute(params![account, at])?;
            tx.prepare_cached(ACCOUNT_DAY)?.execute(params![account, day, group, v, l, c, h])?;
            tx.prepare_cached(ACCOUNT_WINDOWS)?.execute(params![guild, account, group, platform, v])?;
        }
        for ((day, group, platform), [v, l, c, h]) in self.by(|(d, _, g, p)| (*d, g.clone(), p.clone())) {
            tx.prepare_cached(GROUP_DAY)?.execute(params![guild, group, platform, day, v, l, c, h])?;
            tx.prepare_cached(GROUP_WINDOWS)?.execute(params![guild, group, platform, v])?;
        }
        for ((day, platform), [v, l, c, h]) in self.by(|(d, _, _, p)| (*d, p.clone())) {
            tx.prepare_cached(GUILD_DAY)?.execute(params![guild, day, platform, v, l, c, h])?;
        }
        Ok(())
    }
}

fn add(sum: &mut [i64; 4], more: [i64; 4]) {
    for (sum, more) in sum.iter_mut().zip(more) {
        *sum += more;
    }
}

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
        let (mut sums, mut at) = (Sums::default(), 0);
        for s in part {
            let key = params![guild, s.platform, s.external_id];
            let ids = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
            let post: Option<(Id, Id, Id)> = tx.prepare_cached(FIND)?.query_row(key, ids).optional()?;
            let Some((post, account, group)) = post else { continue };
            let (day, [v, l, c, h]) = (s.collected_at / DAY, s.counts);
            tx.prepare_cached(POST)?.execute(params![s.collected_at, v, l, c, h, post])?;
            tx.prepare_cached(POST_DAY)?.execute(params![post, day, v, l, c, h])?;
            add(sums.0.entry((day, account, group, s.platform.clone())).or_default(), s.counts);
            at = at.max(s.collected_at);
            found += 1;
        }
        sums.write(&tx, guild, at)?;
        tx.commit()?;
    }
    Ok((found, start.elapsed()))
}
