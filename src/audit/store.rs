//! SQL of the audit log.

use super::{Changes, Entry};
use crate::db::{Result, Tx};
use crate::ids::AuditId;

pub async fn insert(tx: &mut Tx, id: AuditId, entry: &Entry) -> Result<()> {
    let changes = entry.changes.as_ref().map_or("{}".to_owned(), Changes::to_json);
    tx.q("INSERT INTO audit_log (id, guild_id, user_id, at, actor_type, actor_id, actor_name, action,
              target_type, target_id, target_label, changes, request_id)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)")
        .bind(id)
        .bind(entry.guild_id)
        .bind(entry.user_id)
        .bind(entry.at)
        .bind(entry.actor.kind)
        .bind(entry.actor.id.clone())
        .bind(entry.actor.name.clone())
        .bind(entry.action)
        .bind(entry.target.kind)
        .bind(entry.target.id.clone())
        .bind(entry.target.label.clone())
        .bind(changes)
        .bind(entry.request_id.clone())
        .exec()
        .await?;
    Ok(())
}
