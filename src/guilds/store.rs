//! SQL of the guilds and their channels, as the bot reports them.

use crate::db::{Batch, Exec, Result, Tx};
use crate::ids::{ChannelId, GuildId};
use crate::time::Ms;

/// A guild as the bot sees it.
pub struct Report {
    pub name: String,
    pub icon_url: Option<String>,
    pub channels: Vec<Channel>,
}

/// A text channel.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Channel {
    pub id: ChannelId,
    pub name: String,
    pub bot_can_post: bool,
}

/// Adds the guild or renews it; its settings stay as they are. Settings and groups keep the ids of
/// channels that went away: who reads them finds no channel and falls back, and a channel that comes
/// back (after an outage of Discord, say) serves again.
pub async fn put(tx: &mut Tx, guild: GuildId, report: &Report, now: Ms) -> Result<()> {
    tx.q("INSERT INTO guilds (id, name, icon_url, created_at, updated_at) VALUES ($1, $2, $3, $4, $4)
          ON CONFLICT (id) DO UPDATE SET name = excluded.name, icon_url = excluded.icon_url,
              updated_at = excluded.updated_at")
        .bind(guild)
        .bind(report.name.clone())
        .bind(report.icon_url.clone())
        .bind(now)
        .exec()
        .await?;
    tx.q("DELETE FROM channels WHERE guild_id = $1").bind(guild).exec().await?;
    let insert = Batch {
        head: "INSERT INTO channels (guild_id, id, name, bot_can_post) VALUES ",
        casts: &["BIGINT", "BIGINT", "TEXT", "BOOLEAN"],
        tail: "",
    };
    insert
        .exec(&mut &mut *tx, &report.channels, |q, channel| {
            q.bind(guild).bind(channel.id).bind(channel.name.clone()).bind(channel.bot_can_post)
        })
        .await?;
    Ok(())
}

pub async fn exists(tx: &mut Tx, guild: GuildId) -> Result<bool> {
    let found: Option<(GuildId,)> = tx.q("SELECT id FROM guilds WHERE id = $1").bind(guild).opt().await?;
    Ok(found.is_some())
}

/// Notes that something changed in the guild; `None` when it is not there.
pub async fn raise_version(tx: &mut Tx, guild: GuildId) -> Result<Option<i64>> {
    let raised: Option<(i64,)> = tx
        .q("UPDATE guilds SET version = version + 1 WHERE id = $1 RETURNING version")
        .bind(guild)
        .opt()
        .await?;
    Ok(raised.map(|(version,)| version))
}

/// The text channels that the bot told of, by name. Discord allows 500.
pub async fn channels(mut db: impl Exec, guild: GuildId) -> Result<Vec<Channel>> {
    db.q("SELECT id, name, bot_can_post FROM channels WHERE guild_id = $1 ORDER BY name, id LIMIT 500")
        .bind(guild)
        .all()
        .await
}
