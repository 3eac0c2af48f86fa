//! The overview of a guild: status, counters, chart and top groups. Each card fails alone.

mod cards;
mod pages;
mod store;

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
