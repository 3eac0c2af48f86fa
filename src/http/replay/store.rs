//! SQL of the kept answers.

use super::Repeatable;
use crate::db::{Db, Result, Tx};
use crate::time::Ms;

#[derive(sqlx::FromRow)]
pub struct Kept {
    pub request_hash: Vec<u8>,
    pub status: i64,
    pub body: String,
}

pub async fn find(tx: &mut Tx, scope: &str, key: &str, now: Ms) -> Result<Option<Kept>> {
    // An expired answer that is still here makes way for the new one.
    tx.q("DELETE FROM replays WHERE scope = $1 AND key = $2 AND expires_at <= $3")
        .bind(scope.to_owned())
        .bind(key.to_owned())
        .bind(now)
        .exec()
        .await?;
    tx.q("SELECT request_hash, status, body FROM replays WHERE scope = $1 AND key = $2")
        .bind(scope.to_owned())
        .bind(key.to_owned())
        .opt()
        .await
}

pub async fn insert(
    tx: &mut Tx,
    request: &Repeatable<'_>,
    hash: &[u8],
    status: i64,
    body: &str,
) -> Result<()> {
    tx.q("INSERT INTO replays (scope, key, request_hash, status, body, expires_at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(request.scope.to_owned())
        .bind(request.key.to_owned())
        .bind(hash.to_vec())
        .bind(status)
        .bind(body.to_owned())
        .bind(request.expires_at)
        .exec()
        .await?;
    Ok(())
}

pub async fn delete_expired(db: &Db, now: Ms) -> Result<u64> {
    db.w("DELETE FROM replays WHERE expires_at <= $1").bind(now).exec().await
}
