//! SQL of the guild list and of one guild's counts.

use crate::db::{Exec, Result};
use crate::ids::{GuildId, UserId};

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

/// Of all guilds of a user, of which there are at most 200.
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
