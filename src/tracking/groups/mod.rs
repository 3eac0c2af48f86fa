//! Account groups: what targets, thresholds and leaderboards are about.

mod api;
pub mod changes;
pub mod dialog;
pub(super) mod forms;
pub mod page;
pub mod store;

use super::Label;
use crate::db::{Result, Tx};
use crate::http::{Access, Routes};
use crate::ids::{BrandId, ChannelId, GroupId, GuildId};
use crate::time::Ms;

/// The routes of groups.
pub fn routes() -> Routes {
    const ALL: &str = "/api/v1/guilds/{guild_id}/groups";
    const ONE: &str = "/api/v1/guilds/{guild_id}/groups/{group_id}";
    Routes::new()
        .get("/guilds/{guild_id}/groups/{group_id}", Access::Viewer, page::group)
        .post("/guilds/{guild_id}/groups", Access::Admin, forms::create)
        .post("/guilds/{guild_id}/groups/{group_id}", Access::Admin, forms::update)
        .post("/guilds/{guild_id}/groups/{group_id}/delete", Access::Admin, forms::delete)
        .post("/guilds/{guild_id}/groups/{group_id}/restore", Access::Admin, forms::restore)
        .get(ALL, Access::Viewer, api::list)
        .describe(api::list_operation())
        .post(ALL, Access::Admin, api::create)
        .describe(api::create_operation())
        .patch(ONE, Access::Admin, api::update)
        .describe(api::update_operation())
        .delete(ONE, Access::Admin, api::delete)
        .describe(api::delete_operation())
        .post("/api/v1/guilds/{guild_id}/groups/{group_id}/restore", Access::Admin, api::restore)
        .describe(api::restore_operation())
}

/// The address of a group's page.
pub fn href(guild: GuildId, group: GroupId) -> String {
    format!("/guilds/{guild}/groups/{group}")
}

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
