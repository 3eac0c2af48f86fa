//! Accounts as a file: one state of the data, written whole before the first byte of it is sent. A slow client
//! holds a file and no transaction, and what fails is an error and never a short file.

mod api;
mod filter;
mod format;
mod make;
mod pages;
mod rows;
mod spool;
mod store;
mod writer;

pub use make::Exports;
pub use pages::tab;

use crate::http::{Access, Routes};

pub fn routes() -> Routes {
    Routes::new()
        .get("/guilds/{guild_id}/data/export", Access::Admin, api::export)
        .get("/api/v1/guilds/{guild_id}/accounts/export", Access::Admin, api::export)
        .describe(api::export_operation())
        .get("/api/v1/guilds/{guild_id}/accounts/export/preview", Access::Admin, api::preview)
        .describe(api::preview_operation())
}
