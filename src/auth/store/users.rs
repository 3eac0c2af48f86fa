//! SQL of users and of what was last read about them from Discord.

use crate::auth::discord::Profile;
use crate::db::{Db, Result, Tx};
use crate::ids::UserId;
use crate::time::Ms;

/// How fresh the knowledge about a user is.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Known {
    pub email_verified: bool,
    pub discord_tokens: Option<Vec<u8>>,
    pub guilds_synced_at: Ms,
    pub guilds_tried_at: Ms,
}

pub async fn find(db: &Db, id: UserId) -> Result<Option<Known>> {
    db.q("SELECT email_verified, discord_tokens, guilds_synced_at, guilds_tried_at FROM users WHERE id = $1")
        .bind(id)
        .opt()
        .await
}

/// A login: what Discord said of the user is the last word.
pub async fn upsert(tx: &mut Tx, user: &Profile, tokens: Option<Vec<u8>>, now: Ms) -> Result<()> {
    tx.q("INSERT INTO users (id, username, display_name, email_verified, discord_tokens,
              guilds_synced_at, guilds_tried_at, created_at)
          VALUES ($1, $2, $3, $4, $5, $6, $6, $6)
          ON CONFLICT (id) DO UPDATE SET username = excluded.username, display_name = excluded.display_name,
              email_verified = excluded.email_verified,
              discord_tokens = excluded.discord_tokens, guilds_synced_at = excluded.guilds_synced_at,
              guilds_tried_at = excluded.guilds_tried_at")
        .bind(user.id)
        .bind(user.username.clone())
        .bind(user.display_name.clone())
        .bind(user.email_verified)
        .bind(tokens)
        .bind(now)
        .exec()
        .await?;
    Ok(())
}

/// Marks a user whose email is no longer verified. True when it was until now.
pub async fn unverify(tx: &mut Tx, id: UserId) -> Result<bool> {
    let rows = tx
        .q("UPDATE users SET email_verified = $2 WHERE id = $1 AND email_verified <> $2")
        .bind(id)
        .bind(false)
        .exec()
        .await?;
    Ok(rows == 1)
}

/// Takes the turn to ask Discord. False when somebody else has it.
pub async fn claim(db: &Db, id: UserId, seen: Ms, now: Ms) -> Result<bool> {
    let rows = db
        .w("UPDATE users SET guilds_tried_at = $3 WHERE id = $1 AND guilds_tried_at = $2")
        .bind(id)
        .bind(seen)
        .bind(now)
        .exec()
        .await?;
    Ok(rows == 1)
}

pub async fn set_tried(db: &Db, id: UserId, tried: Ms) -> Result<()> {
    db.w("UPDATE users SET guilds_tried_at = $2 WHERE id = $1").bind(id).bind(tried).exec().await?;
    Ok(())
}

pub async fn set_tokens(db: &Db, id: UserId, sealed: Option<Vec<u8>>) -> Result<()> {
    db.w("UPDATE users SET discord_tokens = $2 WHERE id = $1").bind(id).bind(sealed).exec().await?;
    Ok(())
}

/// What was read of Discord just now. Leaves the tokens alone: a login meanwhile brought newer ones.
pub async fn synced(tx: &mut Tx, user: &Profile, now: Ms) -> Result<()> {
    tx.q("UPDATE users SET username = $2, display_name = $3, email_verified = $4,
              guilds_synced_at = $5, guilds_tried_at = $5 WHERE id = $1")
        .bind(user.id)
        .bind(user.username.clone())
        .bind(user.display_name.clone())
        .bind(user.email_verified)
        .bind(now)
        .exec()
        .await?;
    Ok(())
}

/// Drops tokens that Discord refused. False when a login brought others meanwhile.
pub async fn forget_tokens(tx: &mut Tx, id: UserId, refused: &[u8]) -> Result<bool> {
    let rows = tx
        .q("UPDATE users SET discord_tokens = NULL WHERE id = $1 AND discord_tokens = $2")
        .bind(id)
        .bind(refused.to_vec())
        .exec()
        .await?;
    Ok(rows == 1)
}
