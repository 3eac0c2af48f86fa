//! SQL of sessions.

use crate::auth::own::SessionNotice;
use crate::auth::rules::Facts;
use crate::db::{Db, Result, Tx};
use crate::ids::{SessionId, UserId};
use crate::time::Ms;

/// A session with its user: all that a request needs to know who is calling.
#[derive(Clone, sqlx::FromRow)]
pub struct SessionRow {
    pub session_id: SessionId,
    pub seed: Vec<u8>,
    pub generation: i64,
    pub used_generation: i64,
    /// JSON: `[[generation, milliseconds], ...]`.
    pub superseded: String,
    pub created_at: Ms,
    pub last_activity_at: Ms,
    pub expires_at: Ms,
    pub revoked_at: Option<Ms>,
    pub notice: Option<SessionNotice>,
    pub user_id: UserId,
    pub username: String,
    pub display_name: String,
    pub email_verified: bool,
    pub guilds_synced_at: Ms,
    pub guilds_tried_at: Ms,
}

pub async fn find(db: &Db, id: SessionId) -> Result<Option<SessionRow>> {
    db.q("SELECT s.id AS session_id, s.seed, s.generation, s.used_generation, s.superseded,
              s.created_at, s.last_activity_at, s.expires_at, s.revoked_at, s.notice, u.id AS user_id,
              u.username, u.display_name, u.email_verified, u.guilds_synced_at, u.guilds_tried_at
          FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = $1")
        .bind(id)
        .opt()
        .await
}

pub struct NewSession {
    pub id: SessionId,
    pub user_id: UserId,
    pub seed: Vec<u8>,
    pub facts: Facts,
    pub user_agent: String,
    pub ip: String,
    pub notice: Option<SessionNotice>,
}

pub async fn insert(tx: &mut Tx, new: NewSession) -> Result<()> {
    let facts = new.facts;
    tx.q("INSERT INTO sessions (id, user_id, seed, generation, used_generation, rotated_at, user_agent, ip,
              created_at, last_activity_at, expires_at, notice)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $6, $6, $9, $10)")
        .bind(new.id)
        .bind(new.user_id)
        .bind(new.seed)
        .bind(facts.generation)
        .bind(facts.used_generation)
        .bind(facts.created_at)
        .bind(new.user_agent)
        .bind(new.ip)
        .bind(facts.expires_at)
        .bind(new.notice)
        .exec()
        .await?;
    Ok(())
}

/// What a compare-and-set expects to find, and what it writes.
pub struct Step<'a> {
    pub id: SessionId,
    pub generation: i64,
    pub superseded: &'a str,
    pub now: Ms,
}

/// Supersedes the generation. False when another request was quicker.
pub async fn rotate(db: &Db, from: Step<'_>, to: &Facts, superseded: String) -> Result<bool> {
    let rows = db
        .w("UPDATE sessions SET generation = $4, used_generation = $5, superseded = $6, rotated_at = $7,
                last_activity_at = $7, expires_at = $8
            WHERE id = $1 AND generation = $2 AND superseded = $3 AND revoked_at IS NULL")
        .bind(from.id)
        .bind(from.generation)
        .bind(from.superseded.to_owned())
        .bind(to.generation)
        .bind(to.used_generation)
        .bind(superseded)
        .bind(from.now)
        .bind(to.expires_at)
        .exec()
        .await?;
    Ok(rows == 1)
}

/// Begins the grace anew while the successor is unused. False when it no longer is.
pub async fn recover(db: &Db, from: Step<'_>, superseded: String) -> Result<bool> {
    let rows = db
        .w("UPDATE sessions SET superseded = $4, last_activity_at = $5
            WHERE id = $1 AND generation = $2 AND superseded = $3 AND used_generation < $2
              AND revoked_at IS NULL")
        .bind(from.id)
        .bind(from.generation)
        .bind(from.superseded.to_owned())
        .bind(superseded)
        .bind(from.now)
        .exec()
        .await?;
    Ok(rows == 1)
}

/// A token of this generation was presented.
pub async fn used(db: &Db, id: SessionId, generation: i64, now: Ms) -> Result<()> {
    db.w("UPDATE sessions SET used_generation = $2, last_activity_at = $3 WHERE id = $1 AND used_generation < $2")
        .bind(id)
        .bind(generation)
        .bind(now)
        .exec()
        .await?;
    Ok(())
}

pub async fn active(db: &Db, id: SessionId, now: Ms, before: Ms) -> Result<()> {
    db.w("UPDATE sessions SET last_activity_at = $2 WHERE id = $1 AND last_activity_at <= $3")
        .bind(id)
        .bind(now)
        .bind(before)
        .exec()
        .await?;
    Ok(())
}

/// The live sessions of a user beyond the `kept` that were active last.
pub async fn beyond(tx: &mut Tx, user: UserId, kept: i64, now: Ms) -> Result<Vec<SessionId>> {
    let rows: Vec<(SessionId,)> = tx
        .q("SELECT id FROM sessions WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2
            ORDER BY last_activity_at DESC, id DESC LIMIT 1000 OFFSET $3")
        .bind(user)
        .bind(now)
        .bind(kept)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Ends every session of a user; how many there were.
pub async fn revoke_all(tx: &mut Tx, user: UserId, why: &'static str, now: Ms) -> Result<u64> {
    tx.q("UPDATE sessions SET revoked_at = $2, revoked_why = $3 WHERE user_id = $1 AND revoked_at IS NULL")
        .bind(user)
        .bind(now)
        .bind(why)
        .exec()
        .await
}
