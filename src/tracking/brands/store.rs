//! SQL of the brands.

use crate::db::{Result, Tx};
use crate::ids::{BrandId, GuildId};
use crate::time::Ms;
use crate::tracking::Label;

pub async fn insert(tx: &mut Tx, id: BrandId, guild: GuildId, label: &Label, now: Ms) -> Result<()> {
    tx.q("INSERT INTO brands (id, guild_id, label, label_folded, slug, created_at)
          VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(id)
        .bind(guild)
        .bind(label.as_str().to_owned())
        .bind(label.folded())
        .bind(label.slug())
        .bind(now)
        .exec()
        .await?;
    Ok(())
}
