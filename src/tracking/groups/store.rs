//! SQL of the account groups.

use super::NewGroup;
use crate::db::{Result, Tx};
use crate::ids::GroupId;
use crate::time::Ms;

pub async fn insert(tx: &mut Tx, id: GroupId, group: &NewGroup<'_>, now: Ms) -> Result<u64> {
    tx.q("INSERT INTO account_groups
              (id, guild_id, brand_id, label, label_folded, slug, discord_channel_id, created_at)
          SELECT $1, b.guild_id, b.id, $4, $5, $6, $7, $8
          FROM brands b WHERE b.id = $3 AND b.guild_id = $2 AND b.deleted_at IS NULL")
        .bind(id)
        .bind(group.guild)
        .bind(group.brand)
        .bind(group.label.as_str().to_owned())
        .bind(group.label.folded())
        .bind(group.label.slug())
        .bind(group.channel)
        .bind(now)
        .exec()
        .await
}
