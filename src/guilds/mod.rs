//! Guilds: who may see them, and what they show of themselves.
use crate::http::Routes;

mod members;
mod scope;

pub use members::{Membership, Role};
pub(crate) use members::{replace as replace_memberships, store as memberships};
pub use scope::{Admin, GuildAccess, GuildScope, RoleMarker, Viewer};

/// Whether the bot serves this guild.
pub(crate) async fn exists(db: &crate::db::Db, guild: crate::ids::GuildId) -> crate::db::Result<bool> {
    Ok(memberships::served(db, guild).await?.is_some())
}

pub fn routes() -> Routes {
    Routes::new()
}
pub async fn work(_: crate::app::App) {
    std::future::pending().await
}
pub mod status;
pub mod store;
