//! The overview of a guild: status, counters, chart, what needs somebody, top groups and recent activity. Each card fails alone.

mod attention;
mod cards;
mod gains;
mod pages;
mod top_groups;

use crate::http::{Access, Routes};
use crate::ids::GuildId;
use crate::web::NavItem;

pub fn routes() -> Routes {
    Routes::new().get("/guilds/{guild_id}", Access::Viewer, pages::overview).get(
        "/guilds/{guild_id}/cards/{card}",
        Access::Viewer,
        pages::card,
    )
}

/// The entry in the sidebar.
pub fn nav(guild: GuildId) -> NavItem {
    let href = format!("/guilds/{guild}");
    NavItem { key: "overview", icon: "layout-dashboard", label: "Overview", href, ..NavItem::default() }
}
