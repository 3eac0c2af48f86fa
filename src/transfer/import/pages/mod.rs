//! The pages of imports: the tab with the upload and what was imported before, and the page of one import.

mod corrections;
mod dialogs;
mod forms;
mod history;
mod mapping;
mod preview;
mod result;
mod rows;
mod show;
mod tab;

pub use tab::{Refused, tab};

use crate::api_keys::grants::SessionOnly;
use crate::guilds::{Admin, GuildScope, Viewer};
use crate::http::{Access, Routes};
use crate::ids::{GuildId, ImportId};
use crate::transfer::base;

type Looking = GuildScope<Viewer, SessionOnly>;
type Changing = GuildScope<Admin, SessionOnly>;

/// Why a viewer may not.
const ADMINS_ONLY: &str = "Only administrators of this server can import accounts.";

pub fn routes() -> Routes {
    Routes::new()
        .post("/guilds/{guild_id}/data/imports", Access::Admin, forms::upload)
        .get("/guilds/{guild_id}/data/imports/{import_id}", Access::Viewer, show::page)
        .post("/guilds/{guild_id}/data/imports/{import_id}/again", Access::Admin, forms::again)
        .post("/guilds/{guild_id}/data/imports/{import_id}/confirm", Access::Admin, forms::confirm)
        .post("/guilds/{guild_id}/data/imports/{import_id}/cancel", Access::Admin, forms::cancel)
        .post("/guilds/{guild_id}/data/imports/{import_id}/undo", Access::Admin, forms::undo)
}

/// The page of an import.
fn href(guild: GuildId, id: ImportId) -> String {
    format!("{}/imports/{id}", base(guild))
}

/// A file or a stream of an import.
fn api(guild: GuildId, id: ImportId, what: &str) -> String {
    format!("/api/v1/guilds/{guild}/accounts/imports/{id}/{what}")
}
