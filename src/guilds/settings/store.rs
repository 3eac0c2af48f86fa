//! SQL of a guild's settings.

use crate::db::{Exec, Result};
use crate::ids::{ChannelId, GuildId};
use crate::time::Ms;

/// A guild's own row, without its name.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Settings {
    pub notification_channel_id: Option<ChannelId>,
    pub near_miss_percent: i64,
    pub create_missing_on_import: bool,
    pub bot_seen_at: Option<Ms>,
}

pub async fn load(mut db: impl Exec, guild: GuildId) -> Result<Settings> {
    db.q("SELECT notification_channel_id, near_miss_percent, create_missing_on_import, bot_seen_at
          FROM guilds WHERE id = $1")
        .bind(guild)
        .one()
        .await
}
