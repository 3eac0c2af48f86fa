//! Accounts in and out of a guild: the page with both ways, the template, the import, the export.

mod columns;
pub mod export;
pub mod import;
mod pages;
mod template;

use crate::http::{Access, Routes};
use crate::ids::GuildId;
use crate::web::NavItem;

pub fn routes() -> Routes {
    Routes::new()
        .get("/guilds/{guild_id}/data", Access::Viewer, pages::data)
        .get("/api/v1/guilds/{guild_id}/accounts/import/template", Access::Viewer, template::csv)
        .describe(template::operation())
        .merge(export::routes())
        .merge(import::routes())
}

/// The entry in the sidebar.
pub fn nav(guild: GuildId) -> NavItem {
    let href = base(guild);
    NavItem { key: "data", icon: "arrow-left-right", label: "Import & export", href, ..NavItem::default() }
}

/// The address of the page.
fn base(guild: GuildId) -> String {
    format!("/guilds/{guild}/data")
}
