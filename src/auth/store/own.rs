//! SQL of a person's own sessions: listing them, ending them, and what each still has to tell.

use crate::auth::ending::Which;
use crate::auth::own::{Listed, Previous, SessionNotice};
use crate::db::{Db, Result, Tx};
use crate::ids::{SessionId, UserId};
use crate::time::Ms;

pub async fn list(db: &Db, user: UserId, now: Ms) -> Result<Vec<Listed>> {
    db.q("SELECT id, user_agent, ip, created_at, last_activity_at, expires_at FROM sessions
          WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2
          ORDER BY last_activity_at DESC, id DESC LIMIT 100")
        .bind(user)
        .bind(now)
        .all()
        .await
}

/// A session that has just been ended.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct EndedSession {
    pub id: SessionId,
    pub user_id: UserId,
    pub user_agent: String,
}

/// Ends those that are alive and the user's.
pub async fn revoke(
    tx: &mut Tx,
    user: UserId,
    which: Which,
    why: &'static str,
    now: Ms,
) -> Result<Vec<EndedSession>> {
    let (one, but) = match which {
        Which::One(id) => (Some(id), None),
        Which::AllBut(id) => (None, Some(id)),
        Which::All => (None, None),
    };
    tx.q("UPDATE sessions SET revoked_at = $2, revoked_why = $3
          WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2
            AND ($4 IS NULL OR id = $4) AND ($5 IS NULL OR id <> $5)
          RETURNING id, user_id, user_agent")
        .bind(user)
        .bind(now)
        .bind(why)
        .bind(one)
        .bind(but)
        .all()
        .await
}

/// Ends all that are alive.
pub async fn revoke_everybodys(tx: &mut Tx, why: &'static str, now: Ms) -> Result<Vec<EndedSession>> {
    tx.q("UPDATE sessions SET revoked_at = $1, revoked_why = $2 WHERE revoked_at IS NULL AND expires_at > $1
          RETURNING id, user_id, user_agent")
        .bind(now)
        .bind(why)
        .all()
        .await
}

/// The sessions of a user that are still known, ended ones too.
pub async fn previous(tx: &mut Tx, user: UserId) -> Result<Vec<Previous>> {
    tx.q("SELECT user_agent, created_at, revoked_at, revoked_why FROM sessions
          WHERE user_id = $1 ORDER BY last_activity_at DESC LIMIT 200")
        .bind(user)
        .all()
        .await
}

/// What the user's living sessions have to tell, `but` one; the graver word stays.
pub async fn tell(tx: &mut Tx, user: UserId, but: SessionId, notice: SessionNotice) -> Result<()> {
    tx.q("UPDATE sessions SET notice = $3 WHERE user_id = $1 AND id <> $2 AND revoked_at IS NULL
            AND (notice IS NULL OR $3 = 'reuse_detected')")
        .bind(user)
        .bind(but)
        .bind(notice.as_str())
        .exec()
        .await?;
    Ok(())
}

pub async fn dismiss(db: &Db, session: SessionId) -> Result<()> {
    db.w("UPDATE sessions SET notice = NULL WHERE id = $1 AND notice IS NOT NULL")
        .bind(session)
        .exec()
        .await?;
    Ok(())
}
