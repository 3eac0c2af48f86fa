//! SQL of what can be taken back.

use crate::db::{Db, Result, Tx};
use crate::ids::{ChangeId, GuildId};
use crate::time::Ms;

pub async fn insert(
    tx: &mut Tx,
    id: ChangeId,
    guild: GuildId,
    kind: &'static str,
    before: String,
    expires_at: Ms,
) -> Result<()> {
    tx.q("INSERT INTO undo (id, guild_id, kind, before, expires_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(id)
        .bind(guild)
        .bind(kind)
        .bind(before)
        .bind(expires_at)
        .exec()
        .await?;
    Ok(())
}

pub async fn find(
    tx: &mut Tx,
    id: ChangeId,
    guild: GuildId,
    kind: &'static str,
    now: Ms,
) -> Result<Option<String>> {
    let found: Option<(String,)> = tx
        .q("SELECT before FROM undo WHERE id = $1 AND guild_id = $2 AND kind = $3 AND expires_at > $4")
        .bind(id)
        .bind(guild)
        .bind(kind)
        .bind(now)
        .opt()
        .await?;
    Ok(found.map(|(before,)| before))
}

pub async fn delete(tx: &mut Tx, id: ChangeId) -> Result<()> {
    tx.q("DELETE FROM undo WHERE id = $1").bind(id).exec().await.map(drop)
}

pub async fn delete_expired(db: &Db, now: Ms) -> Result<u64> {
    db.w("DELETE FROM undo WHERE expires_at <= $1").bind(now).exec().await
}
