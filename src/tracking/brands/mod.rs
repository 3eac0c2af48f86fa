//! Brands: the top of the tree of what is tracked.

mod store;

use super::Label;
use crate::db::{Result, Tx};
use crate::ids::{BrandId, GuildId};
use crate::time::Ms;

/// Adds a brand. A label that exists already (folded) is a unique violation.
pub async fn insert(tx: &mut Tx, guild: GuildId, label: &Label, now: Ms) -> Result<BrandId> {
    let id = BrandId::new(now);
    store::insert(tx, id, guild, label, now).await?;
    Ok(id)
}
