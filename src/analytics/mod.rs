//! What was gained in the last 7, 30 or 90 days against as many before, from the rollups alone.

mod api;
mod filter;
mod pages;
mod panels;
mod report;
mod rules;
pub mod store;
#[cfg(test)]
mod tests;

pub use filter::Filter;
pub use report::{Report, report};

use crate::http::{Access, Routes};
use crate::ids::GuildId;
use crate::web::NavItem;

pub fn routes() -> Routes {
    Routes::new()
        .get("/guilds/{guild_id}/analytics", Access::Viewer, pages::analytics)
        .get("/guilds/{guild_id}/analytics.csv", Access::Viewer, api::csv)
        .get("/api/v1/guilds/{guild_id}/analytics", Access::Viewer, api::analytics)
        .describe(api::analytics_operation())
}

/// The entry in the sidebar.
pub fn nav(guild: GuildId) -> NavItem {
    let href = format!("/guilds/{guild}/analytics");
    NavItem { key: "analytics", icon: "chart-line", label: "Analytics", href, ..NavItem::default() }
}
