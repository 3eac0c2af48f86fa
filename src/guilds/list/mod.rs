//! The guilds a user may choose from.

mod api;
mod pages;
mod store;

use crate::http::{Access, Routes};

pub fn routes() -> Routes {
    Routes::new()
        .get("/", Access::SignedIn, pages::home)
        .get("/guilds", Access::SignedIn, pages::guilds)
        .get("/api/v1/guilds", Access::SignedIn, api::list)
        .describe(api::list_operation())
        .get("/api/v1/guilds/{guild_id}", Access::Viewer, api::show)
        .describe(api::show_operation())
}
