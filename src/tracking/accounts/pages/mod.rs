//! The pages of accounts: the list, one account, and those deleted a short while ago.

mod account;
mod deleted;
mod dialogs;
mod filters;
mod forms;
mod list;
mod rows;

use super::list::AccountRow;
use crate::api_keys::grants::SessionOnly;
use crate::guilds::{Admin, GuildScope, Viewer};
use crate::http::{Access, Routes};
use crate::ids::GuildId;

type Looking = GuildScope<Viewer, SessionOnly>;
type Changing = GuildScope<Admin, SessionOnly>;

pub fn routes() -> Routes {
    Routes::new()
        .get("/guilds/{guild_id}/accounts", Access::Viewer, list::accounts)
        .post("/guilds/{guild_id}/accounts", Access::Admin, forms::add)
        .post("/guilds/{guild_id}/accounts/bulk", Access::Admin, forms::bulk)
        .post("/guilds/{guild_id}/accounts/undo", Access::Admin, forms::undo)
        .get("/guilds/{guild_id}/accounts/deleted", Access::Viewer, deleted::page)
        .get("/guilds/{guild_id}/accounts/{account_id}", Access::Viewer, account::page)
        .post("/guilds/{guild_id}/accounts/{account_id}", Access::Admin, forms::edit)
        .post("/guilds/{guild_id}/accounts/{account_id}/restore", Access::Admin, forms::restore)
}

/// The address of the list.
fn base(guild: GuildId) -> String {
    format!("/guilds/{guild}/accounts")
}

/// The badge of an account: what was not looked at yet may be available or not.
fn state_of(row: &AccountRow) -> (&'static str, &'static str) {
    match row.last_checked_at {
        None if row.status == "active" => ("pending", "Not checked yet"),
        _ => badge(&row.status),
    }
}

/// A status as the badge's kind and word.
fn badge(status: &str) -> (&'static str, &'static str) {
    match status {
        "unavailable" => ("bad", "Unavailable"),
        "paused" => ("off", "Paused"),
        _ => ("ok", "Available"),
    }
}
