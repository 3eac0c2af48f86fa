//! Guilds: who may see them, what they show of themselves, and the bot's status in them.

pub mod frame;
mod in_frame;
mod list;
mod live;
mod members;
mod public_status;
mod scope;
pub mod settings;
pub mod status;
mod status_api;
pub mod status_card;
pub mod store;
mod watch;

pub use in_frame::in_frame;
pub use live::Feeds;
pub(crate) use live::{COMMENT, Right};
pub use members::{Membership, Role};
pub(crate) use members::{replace as replace_memberships, store as memberships};
pub use scope::{Admin, GuildAccess, GuildScope, RoleMarker, Viewer};
pub use watch::run as watch;

use crate::http::{Access, Routes};

/// Whether the bot serves this guild.
pub(crate) async fn exists(db: &crate::db::Db, guild: crate::ids::GuildId) -> crate::db::Result<bool> {
    Ok(memberships::served(db, guild).await?.is_some())
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/status", Access::Public, public_status::public)
        .get("/api/v1/status", Access::Public, public_status::public_json)
        .describe(public_status::public_operation())
        .get("/api/v1/guilds/{guild_id}/status", Access::Viewer, status_api::status)
        .describe(status_api::status_operation())
        .get("/api/v1/guilds/{guild_id}/status/stream", Access::Viewer, live::status_stream)
        .describe(live::status_stream_operation())
        .get("/guilds/{guild_id}/live", Access::Viewer, live::page_stream)
        .merge(list::routes())
        .merge(settings::routes())
}
