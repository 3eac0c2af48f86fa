//! SQL of the append-only table of rights that ended.

use crate::db::{Batch, Db, Result, Tx};
use crate::ids::{ApiKeyId, GuildId, SessionId, UserId};
use crate::time::Ms;

#[derive(sqlx::FromRow)]
pub struct Revocation {
    pub number: i64,
    pub session_id: Option<SessionId>,
    pub user_id: Option<UserId>,
    pub guild_id: Option<GuildId>,
    pub key_id: Option<ApiKeyId>,
}

/// What of a revocation is set says what ended; nothing: the sessions of everybody.
#[derive(Default)]
pub struct What {
    pub session: Option<SessionId>,
    pub user: Option<UserId>,
    pub guild: Option<GuildId>,
    pub key: Option<ApiKeyId>,
}

pub async fn insert(tx: &mut Tx, ended: &[What], at: Ms) -> Result<()> {
    let insert = Batch {
        head: "INSERT INTO revocations (session_id, user_id, guild_id, key_id, at) VALUES ",
        casts: &["UUID", "BIGINT", "BIGINT", "UUID", "BIGINT"],
        tail: "",
    };
    insert
        .exec(&mut &mut *tx, ended, |q, what| {
            q.bind(what.session).bind(what.user).bind(what.guild).bind(what.key).bind(at)
        })
        .await?;
    Ok(())
}

pub async fn last(db: &Db) -> Result<i64> {
    db.q("SELECT COALESCE(MAX(number), CAST(0 AS BIGINT)) FROM revocations").scalar().await
}

pub async fn after(db: &Db, number: i64) -> Result<Vec<Revocation>> {
    db.q("SELECT number, session_id, user_id, guild_id, key_id FROM revocations
          WHERE number > $1 ORDER BY number LIMIT 1000")
        .bind(number)
        .all()
        .await
}
