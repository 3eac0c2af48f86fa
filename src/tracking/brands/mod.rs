//! Brands: the top of the tree of what is tracked.

mod api;
pub mod changes;
pub mod dialog;
mod forms;
pub mod pages;
pub mod store;
mod tree;

use super::Label;
use crate::db::{Result, Tx};
use crate::http::{Access, Routes};
use crate::ids::{BrandId, GuildId};
use crate::time::Ms;
use crate::web::NavItem;

/// The routes of brands, and of the page that shows them with their groups.
pub fn routes() -> Routes {
    const ALL: &str = "/api/v1/guilds/{guild_id}/brands";
    const ONE: &str = "/api/v1/guilds/{guild_id}/brands/{brand_id}";
    Routes::new()
        .get("/guilds/{guild_id}/brands", Access::Viewer, pages::brands)
        .post("/guilds/{guild_id}/brands", Access::Admin, forms::create)
        .post("/guilds/{guild_id}/brands/{brand_id}", Access::Admin, forms::rename)
        .post("/guilds/{guild_id}/brands/{brand_id}/delete", Access::Admin, forms::delete)
        .post("/guilds/{guild_id}/brands/{brand_id}/restore", Access::Admin, forms::restore)
        .get(ALL, Access::Viewer, api::list)
        .describe(api::list_operation())
        .post(ALL, Access::Admin, api::create)
        .describe(api::create_operation())
        .patch(ONE, Access::Admin, api::rename)
        .describe(api::rename_operation())
        .delete(ONE, Access::Admin, api::delete)
        .describe(api::delete_operation())
        .post("/api/v1/guilds/{guild_id}/brands/{brand_id}/restore", Access::Admin, api::restore)
        .describe(api::restore_operation())
}

/// The entry in the sidebar.
pub fn nav(guild: GuildId) -> NavItem {
    NavItem { key: "brands", icon: "layers", label: "Brands", href: href(guild), ..NavItem::default() }
}

/// The address of the brands page.
pub fn href(guild: GuildId) -> String {
    format!("/guilds/{guild}/brands")
}

/// Adds a brand. A label that exists already (folded) is a unique violation.
pub async fn insert(tx: &mut Tx, guild: GuildId, label: &Label, now: Ms) -> Result<BrandId> {
    let id = BrandId::new(now);
    store::insert(tx, id, guild, label, now).await?;
    Ok(id)
}
