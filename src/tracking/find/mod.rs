//! Finding brands, groups and accounts by name, for the palette of the shell.

mod pages;
mod store;

use crate::http::{Access, Routes};

pub fn routes() -> Routes {
    Routes::new().get("/guilds/{guild_id}/find", Access::Viewer, pages::find)
}
