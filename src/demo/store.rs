//! SQL of the demo: the marks of a filled database, a past that no callback can tell, and what the
//! pretend bot is told at the start.

use std::path::Path;

use super::bot::{Known, KnownAccount, KnownGuild, KnownPost};
use super::people::FIRST;
use super::world::{Guild, Uptime};
use crate::db::{Batch, Db, Result, Tx};
use crate::ids::{ChannelId, GuildId};
use crate::time::Ms;
use crate::tracking::{Platform, Username};

/// Posts of a guild that the bot goes on with: the newest.
const POSTS: i64 = 500;

/// The first guild commits with everything else, so it is the mark of a filled database.
pub async fn is_filled(tx: &mut Tx) -> Result<bool> {
    let found: Option<(GuildId,)> = tx.q("SELECT id FROM guilds WHERE id = $1").bind(FIRST).opt().await?;
    Ok(found.is_some())
}

/// Which demo a database holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    Small,
    Large,
}

/// The demo in this file, if one is there. Only the small one has a second guild.
pub async fn size(database: &Path) -> Result<Option<Size>> {
    let db = Db::open(&format!("sqlite://{}", database.display())).await?;
    let tables: i64 =
        db.q("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'guilds'").scalar().await?;
    let guilds: Vec<(GuildId,)> = if tables == 0 {
        Vec::new()
    } else {
        db.q("SELECT id FROM guilds ORDER BY id LIMIT 2").all().await?
    };
    db.close().await;
    Ok(match guilds.len() {
        0 => None,
        1 => Some(Size::Large),
        _ => Some(Size::Small),
    })
}

/// What people and heartbeats would have set.
pub async fn set_up(tx: &mut Tx, guild: &Guild, bot_seen_at: Ms) -> Result<()> {
    let alerts = guild.channels.iter().find(|channel| channel.name == "creator-alerts");
    tx.q("UPDATE guilds SET bot_seen_at = $2, notification_channel_id = $3,
            create_missing_on_import = TRUE WHERE id = $1")
        .bind(guild.id)
        .bind(bot_seen_at)
        .bind(alerts.map(|channel| channel.id))
        .exec()
        .await?;
    Ok(())
}

pub async fn uptime(tx: &mut Tx, uptime: &Uptime) -> Result<()> {
    tx.q("INSERT INTO bot_status (one, first_seen_at, last_seen_at, version, shard_count, latency_ms,
                                  memory_mb, uptime_seconds)
          VALUES (1, $1, $2, $3, 1, 48, 196, $4)")
        .bind(uptime.first_seen_at)
        .bind(uptime.last_seen_at)
        .bind(super::bot::VERSION)
        .bind(uptime.uptime_seconds)
        .exec()
        .await?;
    let insert = Batch {
        head: "INSERT INTO bot_uptime (half_hour, online_ms) VALUES ",
        casts: &["BIGINT", "BIGINT"],
        tail: "",
    };
    insert
        .exec(&mut &mut *tx, &uptime.half_hours, |q, (half_hour, online)| q.bind(*half_hour).bind(*online))
        .await?;
    Ok(())
}

/// States changed when the platforms said so; what fired went to its channel, unless the bot may not post there.
pub async fn settle_alerts(tx: &mut Tx, guild: GuildId) -> Result<()> {
    tx.q("UPDATE alerts SET at = (SELECT COALESCE(a.status_at, alerts.at) FROM accounts a WHERE a.id = alerts.account_id)
          WHERE guild_id = $1 AND kind = 'status'")
        .bind(guild)
        .exec()
        .await?;
    tx.q("UPDATE alerts SET tries = 1, sent_at = at, delivery = 'sent', channel_id = COALESCE(
            (SELECT g.discord_channel_id FROM account_groups g WHERE g.id = alerts.group_id),
            (SELECT s.notification_channel_id FROM guilds s WHERE s.id = alerts.guild_id))
          WHERE guild_id = $1")
        .bind(guild)
        .exec()
        .await?;
    tx.q("UPDATE alerts SET delivery = 'failed', reason = 'no_access', sent_at = NULL
          WHERE guild_id = $1 AND channel_id IN
            (SELECT c.id FROM channels c WHERE c.guild_id = $1 AND c.bot_can_post = FALSE)")
        .bind(guild)
        .exec()
        .await?;
    Ok(())
}

pub async fn pause(tx: &mut Tx, guild: GuildId, platform: Platform, username: &Username) -> Result<()> {
    tx.q("UPDATE accounts SET status = 'paused'
          WHERE guild_id = $1 AND platform = $2 AND username_folded = $3")
        .bind(guild)
        .bind(platform)
        .bind(username.folded())
        .exec()
        .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct GuildRow {
    id: GuildId,
    name: String,
}

#[derive(sqlx::FromRow)]
struct AccountRow {
    platform: String,
    username: String,
    display_name: String,
    followers: i64,
}

#[derive(sqlx::FromRow)]
struct PostRow {
    platform: String,
    external_id: String,
    views: i64,
    likes: i64,
    comments: i64,
    shares: i64,
}

impl Known {
    /// What the bot tracks, as the database has it now.
    pub async fn read(db: &Db, now: Ms) -> Result<Known> {
        let rows: Vec<GuildRow> = db.q("SELECT id, name FROM guilds ORDER BY id").all().await?;
        let mut guilds = Vec::new();
        for row in rows {
            guilds.push(KnownGuild {
                channels: channels(db, row.id).await?,
                accounts: accounts(db, row.id).await?,
                posts: posts(db, row.id).await?,
                id: row.id,
                name: row.name,
            });
        }
        let up: Option<(Ms, i64)> =
            db.q("SELECT last_seen_at, uptime_seconds FROM bot_status WHERE one = 1").opt().await?;
        // A bot that was away for longer than a restart takes has started anew.
        let still_up = up.filter(|(seen, _)| now.since(*seen) < crate::time::MINUTE);
        Ok(Known { guilds, uptime_seconds: still_up.map_or(0, |(_, seconds)| seconds) })
    }
}

async fn channels(db: &Db, guild: GuildId) -> Result<Vec<(String, String, bool)>> {
    let rows: Vec<(ChannelId, String, bool)> = db
        .q("SELECT id, name, bot_can_post FROM channels WHERE guild_id = $1 ORDER BY id")
        .bind(guild)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(id, name, can_post)| (id.to_string(), name, can_post)).collect())
}

async fn accounts(db: &Db, guild: GuildId) -> Result<Vec<KnownAccount>> {
    let rows: Vec<AccountRow> = db
        .q("SELECT platform, username, display_name, COALESCE(followers, CAST(0 AS BIGINT)) AS followers
            FROM accounts WHERE guild_id = $1 AND status = 'active' AND deleted_at IS NULL ORDER BY id")
        .bind(guild)
        .all()
        .await?;
    let known = |row: AccountRow| KnownAccount {
        platform: row.platform,
        username: row.username,
        display_name: row.display_name,
        followers: row.followers,
    };
    Ok(rows.into_iter().map(known).collect())
}

async fn posts(db: &Db, guild: GuildId) -> Result<Vec<KnownPost>> {
    let rows: Vec<PostRow> = db
        .q("SELECT p.platform, p.external_id, p.views, p.likes, p.comments, p.shares
            FROM posts p JOIN accounts a ON a.id = p.account_id
            WHERE p.guild_id = $1 AND a.status = 'active' AND a.deleted_at IS NULL
            ORDER BY p.posted_at DESC, p.id DESC LIMIT $2")
        .bind(guild)
        .bind(POSTS)
        .all()
        .await?;
    let known = |row: PostRow| KnownPost {
        platform: row.platform,
        external_id: row.external_id,
        views: row.views,
        likes: row.likes,
        comments: row.comments,
        shares: row.shares,
    };
    Ok(rows.into_iter().map(known).collect())
}

#[cfg(test)]
pub mod tests {
    use super::*;

    #[derive(sqlx::FromRow)]
    pub struct Sums {
        pub accounts: i64,
        pub unavailable: i64,
        pub paused: i64,
        pub groups: i64,
        pub posts: i64,
        pub account_views: i64,
        pub group_views: i64,
        pub guild_views: i64,
    }

    pub async fn sums(db: &Db) -> Sums {
        db.q("SELECT (SELECT COUNT(*) FROM accounts) AS accounts,
                     (SELECT COUNT(*) FROM accounts WHERE status = 'unavailable') AS unavailable,
                     (SELECT COUNT(*) FROM accounts WHERE status = 'paused') AS paused,
                     (SELECT COUNT(*) FROM account_groups) AS groups,
                     (SELECT COUNT(*) FROM posts) AS posts,
                     (SELECT CAST(SUM(views) AS BIGINT) FROM account_days) AS account_views,
                     (SELECT CAST(SUM(views) AS BIGINT) FROM group_days) AS group_views,
                     (SELECT CAST(SUM(views) AS BIGINT) FROM guild_days) AS guild_views")
            .one()
            .await
            .unwrap()
    }
}
