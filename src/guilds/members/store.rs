//! SQL of memberships. Guilds that the bot does not serve are kept but never shown.

use super::{Membership, Role};
use crate::db::{Db, Exec, Result, Tx};
use crate::ids::{GuildId, UserId};

#[derive(sqlx::FromRow)]
pub struct Known {
    pub guild_id: GuildId,
    pub role: Role,
}

/// The guild for this user: `None` when it does not exist for them.
pub async fn find(db: &Db, user: UserId, guild: GuildId) -> Result<Option<Membership>> {
    db.q("SELECT g.id AS guild_id, g.name, g.icon_url, m.role
          FROM guild_members m JOIN guilds g ON g.id = m.guild_id
          WHERE m.user_id = $1 AND m.guild_id = $2")
        .bind(user)
        .bind(guild)
        .opt()
        .await
}

/// The guilds of this user, by name.
pub async fn list(db: &Db, user: UserId) -> Result<Vec<Membership>> {
    db.q("SELECT g.id AS guild_id, g.name, g.icon_url, m.role
          FROM guild_members m JOIN guilds g ON g.id = m.guild_id
          WHERE m.user_id = $1 ORDER BY g.name, g.id")
        .bind(user)
        .all()
        .await
}

#[derive(sqlx::FromRow)]
pub struct Served {
    pub name: String,
    pub icon_url: Option<String>,
}

/// A guild that the bot serves, whoever asks.
pub async fn served(db: &Db, guild: GuildId) -> Result<Option<Served>> {
    db.q("SELECT name, icon_url FROM guilds WHERE id = $1").bind(guild).opt().await
}

pub async fn roles(mut tx: impl Exec, user: UserId) -> Result<Vec<Known>> {
    tx.q("SELECT guild_id, role FROM guild_members WHERE user_id = $1").bind(user).all().await
}

pub async fn remove(tx: &mut Tx, user: UserId, guild: GuildId) -> Result<()> {
    tx.q("DELETE FROM guild_members WHERE user_id = $1 AND guild_id = $2")
        .bind(user)
        .bind(guild)
        .exec()
        .await?;
    Ok(())
}

pub async fn upsert(tx: &mut Tx, user: UserId, guild: GuildId, role: Role) -> Result<()> {
    tx.q("INSERT INTO guild_members (user_id, guild_id, role) VALUES ($1, $2, $3)
          ON CONFLICT (user_id, guild_id) DO UPDATE SET role = excluded.role")
        .bind(user)
        .bind(guild)
        .bind(role)
        .exec()
        .await?;
    Ok(())
}
