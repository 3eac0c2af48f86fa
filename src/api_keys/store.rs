//! SQL of the API keys.

use crate::db::{Db, Exec, Result, Tx};
use crate::ids::{ApiKeyId, GuildId, UserId};
use crate::time::Ms;

pub struct NewRow {
    pub id: ApiKeyId,
    pub guild_id: Option<GuildId>,
    pub name: String,
    pub prefix: String,
    pub hash: Vec<u8>,
    pub signing_secret: Option<Vec<u8>>,
    pub scopes: String,
    pub created_by: Option<UserId>,
    pub created_at: Ms,
    pub expires_at: Option<Ms>,
}

/// A key by its hash.
#[derive(sqlx::FromRow)]
pub struct Found {
    pub id: ApiKeyId,
    pub guild_id: Option<GuildId>,
    pub name: String,
    pub hash: Vec<u8>,
    pub signing_secret: Option<Vec<u8>>,
    pub previous_secret: Option<Vec<u8>>,
    pub previous_until: Option<Ms>,
    pub scopes: String,
    pub created_by: Option<UserId>,
    pub expires_at: Option<Ms>,
    pub last_used_at: Option<Ms>,
    pub revoked_at: Option<Ms>,
}

/// A key as lists show it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Listed {
    pub id: ApiKeyId,
    pub guild_id: Option<GuildId>,
    pub name: String,
    pub prefix: String,
    pub scopes: String,
    /// Empty for keys made on the command line.
    pub created_by: Option<UserId>,
    pub created_by_name: Option<String>,
    pub created_at: Ms,
    pub expires_at: Option<Ms>,
    pub last_used_at: Option<Ms>,
}

pub async fn insert(tx: &mut Tx, row: NewRow) -> Result<()> {
    tx.q("INSERT INTO api_keys (id, guild_id, name, prefix, hash, signing_secret, scopes, created_by,
              created_at, expires_at)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
        .bind(row.id)
        .bind(row.guild_id)
        .bind(row.name)
        .bind(row.prefix)
        .bind(row.hash)
        .bind(row.signing_secret)
        .bind(row.scopes)
        .bind(row.created_by)
        .bind(row.created_at)
        .bind(row.expires_at)
        .exec()
        .await?;
    Ok(())
}

pub async fn by_hash(db: &Db, hash: &[u8]) -> Result<Option<Found>> {
    db.q("SELECT id, guild_id, name, hash, signing_secret, previous_secret, previous_until, scopes, created_by,
              expires_at, last_used_at, revoked_at
          FROM api_keys WHERE hash = $1")
        .bind(hash.to_vec())
        .opt()
        .await
}

/// The sealed signing secrets of keys that are alive.
pub async fn sealed(db: &Db, now: Ms) -> Result<Vec<(ApiKeyId, Vec<u8>)>> {
    db.q("SELECT id, signing_secret FROM api_keys
          WHERE signing_secret IS NOT NULL AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $1)
          ORDER BY id")
        .bind(now)
        .all()
        .await
}

macro_rules! keys {
    ($choice:literal) => {
        concat!(
            "SELECT k.id, k.guild_id, k.name, k.prefix, k.scopes, k.created_by, u.display_name AS created_by_name,
               k.created_at, k.expires_at, k.last_used_at
             FROM api_keys k LEFT JOIN users u ON u.id = k.created_by
             WHERE k.revoked_at IS NULL",
            $choice,
            " ORDER BY k.id"
        )
    };
}

/// Keys that are not revoked: all of them, or those of one guild.
pub async fn list(mut db: impl Exec, guild: Option<GuildId>) -> Result<Vec<Listed>> {
    match guild {
        None => db.q(keys!("")).all().await,
        Some(guild) => db.q(keys!(" AND k.guild_id = $1")).bind(guild).all().await,
    }
}

/// Keys of a guild that are not revoked, those that ended by themselves included.
pub async fn count(tx: &mut Tx, guild: GuildId) -> Result<i64> {
    tx.q("SELECT COUNT(*) FROM api_keys WHERE guild_id = $1 AND revoked_at IS NULL")
        .bind(guild)
        .scalar()
        .await
}

#[derive(sqlx::FromRow)]
pub struct Named {
    pub name: String,
    pub guild_id: Option<GuildId>,
}

/// The key was alive until now: its name and guild.
pub async fn revoke(tx: &mut Tx, id: ApiKeyId, now: Ms) -> Result<Option<Named>> {
    tx.q("UPDATE api_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING name, guild_id")
        .bind(id)
        .bind(now)
        .opt()
        .await
}

/// The key of one guild was alive until now.
pub async fn revoke_in(tx: &mut Tx, guild: GuildId, id: ApiKeyId, now: Ms) -> Result<Option<Named>> {
    tx.q("UPDATE api_keys SET revoked_at = $3 WHERE id = $1 AND guild_id = $2 AND revoked_at IS NULL
          RETURNING name, guild_id")
        .bind(id)
        .bind(guild)
        .bind(now)
        .opt()
        .await
}

/// Another signing secret for a key that is alive and has one; the one before is good until then.
pub async fn set_secret(
    tx: &mut Tx,
    id: ApiKeyId,
    sealed: Vec<u8>,
    previous_until: Option<Ms>,
    now: Ms,
) -> Result<Option<Named>> {
    tx.q("UPDATE api_keys SET signing_secret = $2, previous_until = $3,
            previous_secret = CASE WHEN CAST($3 AS BIGINT) IS NULL THEN NULL ELSE signing_secret END
          WHERE id = $1 AND signing_secret IS NOT NULL AND revoked_at IS NULL
            AND (expires_at IS NULL OR expires_at > $4)
          RETURNING name, guild_id")
        .bind(id)
        .bind(sealed)
        .bind(previous_until)
        .bind(now)
        .opt()
        .await
}

pub async fn used(db: &Db, id: ApiKeyId, now: Ms, before: Ms) -> Result<()> {
    db.w("UPDATE api_keys SET last_used_at = $2
          WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $3)")
        .bind(id)
        .bind(now)
        .bind(before)
        .exec()
        .await?;
    Ok(())
}

/// What tests set up and look at.
#[cfg(test)]
pub mod probe {
    pub const TWO_GUILDS: &str =
        "INSERT INTO guilds (id, name, created_at, updated_at) VALUES (1, 'a', 0, 0), (2, 'b', 0, 0)";
    pub const STORED: &str = "SELECT hash, signing_secret FROM api_keys";
    pub const AUDITED: &str = "SELECT COUNT(*) FROM audit_log WHERE guild_id = 1";
}
