//! SQL of the guild list and of one guild's counts.

use crate::db::{Exec, Result};
use crate::ids::{GuildId, UserId};
use crate::time::Ms;

/// A guild that the bot serves and the user may see.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct GuildRow {
    pub id: GuildId,
    pub name: String,
    pub icon_url: Option<String>,
    pub role: String,
    pub bot_seen_at: Option<Ms>,
}

/// A guild's brands and accounts, for the list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct CountRow {
    pub guild_id: GuildId,
    pub brands: i64,
    pub accounts: i64,
}

/// What one guild holds; posts are those ever stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Counts {
    pub brands: i64,
    pub groups: i64,
    pub accounts: i64,
    pub posts: i64,
}

/// Guilds of a user by name. A user is in at most 200 guilds, so the list needs no pages.
pub async fn of_user(mut db: impl Exec, user: UserId) -> Result<Vec<GuildRow>> {
    db.q("SELECT g.id, g.name, g.icon_url, m.role, g.bot_seen_at
          FROM guild_members m JOIN guilds g ON g.id = m.guild_id
          WHERE m.user_id = $1 ORDER BY g.name, g.id")
        .bind(user)
        .all()
        .await
}

pub async fn counts_of_user(mut db: impl Exec, user: UserId) -> Result<Vec<CountRow>> {
    db.q("SELECT m.guild_id,
            (SELECT COUNT(*) FROM brands b WHERE b.guild_id = m.guild_id AND b.deleted_at IS NULL) AS brands,
            (SELECT COUNT(*) FROM accounts a WHERE a.guild_id = m.guild_id AND a.deleted_at IS NULL) AS accounts
          FROM guild_members m WHERE m.user_id = $1")
        .bind(user)
        .all()
        .await
}

pub async fn counts(mut db: impl Exec, guild: GuildId) -> Result<Counts> {
    db.q("SELECT
            (SELECT COUNT(*) FROM brands WHERE guild_id = $1 AND deleted_at IS NULL) AS brands,
            (SELECT COUNT(*) FROM account_groups WHERE guild_id = $1 AND deleted_at IS NULL) AS groups,
            (SELECT COUNT(*) FROM accounts WHERE guild_id = $1 AND deleted_at IS NULL) AS accounts,
            (SELECT CAST(COALESCE(SUM(posts), 0) AS BIGINT) FROM guild_days WHERE guild_id = $1) AS posts")
        .bind(guild)
        .one()
        .await
}
