//! Account groups: what targets, thresholds and leaderboards are about.

mod store;

use super::Label;
use crate::db::{Result, Tx};
use crate::ids::{BrandId, ChannelId, GroupId, GuildId};
use crate::time::Ms;

/// A group to be added.
pub struct NewGroup<'a> {
    pub guild: GuildId,
    /// Must be a brand of the same guild; otherwise nothing is added and `RowNotFound` comes back.
    pub brand: BrandId,
    pub label: &'a Label,
    pub channel: Option<ChannelId>,
}

/// Adds a group. A label that its brand has already (folded) is a unique violation.
pub async fn insert(tx: &mut Tx, group: &NewGroup<'_>, now: Ms) -> Result<GroupId> {
    let id = GroupId::new(now);
    match store::insert(tx, id, group, now).await? {
        0 => Err(crate::db::Error::RowNotFound),
        _ => Ok(id),
    }
}
