//! SQL of the bot's status and uptime.

use super::{Heartbeat, Seen};
use crate::db::{Batch, Db, Result, Tx};
use crate::ids::GuildId;
use crate::time::Ms;

#[derive(sqlx::FromRow)]
pub struct Bot {
    pub first_seen_at: Ms,
    pub last_seen_at: Ms,
    pub version: String,
    pub shard_count: i64,
    pub latency_ms: i64,
    pub uptime_seconds: i64,
}

impl Bot {
    pub fn seen(&self) -> Seen {
        Seen { first: self.first_seen_at, last: self.last_seen_at }
    }
}

pub async fn bot(db: &Db) -> Result<Option<Bot>> {
    db.q("SELECT first_seen_at, last_seen_at, version, shard_count, latency_ms, uptime_seconds FROM bot_status")
        .opt()
        .await
}

pub async fn last_seen(tx: &mut Tx) -> Result<Option<Ms>> {
    let row: Option<(Ms,)> = tx.q("SELECT last_seen_at FROM bot_status").opt().await?;
    Ok(row.map(|(at,)| at))
}

/// Never moves the bot's last heartbeat back.
pub async fn put(tx: &mut Tx, heartbeat: &Heartbeat, now: Ms) -> Result<()> {
    tx.q("INSERT INTO bot_status AS t
              (one, first_seen_at, last_seen_at, version, shard_count, latency_ms, memory_mb, uptime_seconds)
          VALUES (1, $1, $1, $2, $3, $4, $5, $6)
          ON CONFLICT (one) DO UPDATE SET last_seen_at = excluded.last_seen_at, version = excluded.version,
              shard_count = excluded.shard_count, latency_ms = excluded.latency_ms,
              memory_mb = excluded.memory_mb, uptime_seconds = excluded.uptime_seconds
          WHERE t.last_seen_at <= excluded.last_seen_at")
        .bind(now)
        .bind(heartbeat.version.clone())
        .bind(heartbeat.shard_count)
        .bind(heartbeat.latency_ms)
        .bind(heartbeat.memory_mb)
        .bind(heartbeat.uptime_seconds)
        .exec()
        .await?;
    Ok(())
}

pub async fn credit(tx: &mut Tx, parts: &[(i64, i64)]) -> Result<()> {
    let add = Batch {
        head: "INSERT INTO bot_uptime AS t (half_hour, online_ms) VALUES ",
        casts: &["BIGINT", "BIGINT"],
        tail: " ON CONFLICT (half_hour) DO UPDATE SET online_ms = t.online_ms + excluded.online_ms",
    };
    add.exec(&mut &mut *tx, parts, |q, (half_hour, ms)| q.bind(*half_hour).bind(*ms)).await?;
    Ok(())
}

pub async fn seen_in(tx: &mut Tx, guilds: &[GuildId], now: Ms) -> Result<()> {
    let update = Batch {
        head: "WITH listed (id, at) AS (VALUES ",
        casts: &["BIGINT", "BIGINT"],
        tail:
            ") UPDATE guilds SET bot_seen_at = listed.at FROM listed
               WHERE guilds.id = listed.id AND (guilds.bot_seen_at IS NULL OR guilds.bot_seen_at < listed.at)",
    };
    update.exec(&mut &mut *tx, guilds, |q, guild| q.bind(*guild).bind(now)).await?;
    Ok(())
}

pub async fn guild_seen(db: &Db, guild: GuildId) -> Result<Option<Ms>> {
    let row: Option<(Option<Ms>,)> =
        db.q("SELECT bot_seen_at FROM guilds WHERE id = $1").bind(guild).opt().await?;
    Ok(row.and_then(|(at,)| at))
}

#[derive(sqlx::FromRow)]
pub struct Online {
    pub day: i64,
    pub month: i64,
}

/// Milliseconds online since two half hours, the second the earlier.
pub async fn online(db: &Db, day: i64, month: i64) -> Result<Online> {
    db.q("SELECT CAST(COALESCE(SUM(online_ms) FILTER (WHERE half_hour >= $1), 0) AS BIGINT) AS day,
                 CAST(COALESCE(SUM(online_ms), 0) AS BIGINT) AS month
          FROM bot_uptime WHERE half_hour >= $2")
        .bind(day)
        .bind(month)
        .one()
        .await
}

pub async fn buckets(db: &Db, from: i64) -> Result<Vec<(i64, i64)>> {
    db.q("SELECT half_hour, online_ms FROM bot_uptime WHERE half_hour >= $1").bind(from).all().await
}

pub async fn forget_before(db: &Db, half_hour: i64) -> Result<u64> {
    db.w("DELETE FROM bot_uptime WHERE half_hour < $1").bind(half_hour).exec().await
}
