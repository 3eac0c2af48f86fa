//! SQL of a guild's settings.

use crate::db::{Exec, Result, Tx};
use crate::ids::{ChannelId, GuildId};
use crate::time::Ms;

/// A guild's own row, without its name.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Settings {
    pub notification_channel_id: Option<ChannelId>,
    pub near_miss_percent: i64,
    pub create_missing_on_import: bool,
    pub bot_seen_at: Option<Ms>,
    pub created_at: Ms,
}

pub async fn load(mut db: impl Exec, guild: GuildId) -> Result<Settings> {
    db.q(
        "SELECT notification_channel_id, near_miss_percent, create_missing_on_import, bot_seen_at, created_at
          FROM guilds WHERE id = $1",
    )
    .bind(guild)
    .one()
    .await
}

pub async fn save(tx: &mut Tx, guild: GuildId, settings: &Settings, now: Ms) -> Result<()> {
    tx.q("UPDATE guilds SET notification_channel_id = $2, near_miss_percent = $3,
            create_missing_on_import = $4, updated_at = $5 WHERE id = $1")
        .bind(guild)
        .bind(settings.notification_channel_id)
        .bind(settings.near_miss_percent)
        .bind(settings.create_missing_on_import)
        .bind(now)
        .exec()
        .await?;
    Ok(())
}
