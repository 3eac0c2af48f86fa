//! The audit log: one entry per changed thing, written in the transaction that changes it, and the
//! page that shows a guild's entries. Security entries have no guild and never show there.

mod acting;
mod api;
mod changes;
mod entry;
mod export;
mod list;
mod meanwhile;
mod pages;
mod row;
mod security;
mod store;
mod verbs;

pub use acting::Acting;
pub use entry::{Actor, ActorType, Changes, Entry, Target};
pub use row::{of_payment, recent};
pub use security::{SecurityEvent, security_events};

use crate::db::{Result, Tx};
use crate::http::{Access, Routes};
use crate::ids::{AuditId, GuildId};
use crate::web::NavItem;

/// Writes the entry inside the caller's transaction. An update that changed nothing leaves none;
/// returns whether one was written.
pub async fn record(tx: &mut Tx, entry: Entry) -> Result<bool> {
    Ok(record_all(tx, vec![entry]).await? > 0)
}

/// As [`record`], for many, in a fixed number of statements. Returns how many were written. A guild's entry marks
/// the transaction as a change of it.
pub async fn record_all(tx: &mut Tx, entries: Vec<Entry>) -> Result<usize> {
    let told = entries.into_iter().filter(|entry| !entry.changes.as_ref().is_some_and(Changes::is_empty));
    let rows: Vec<_> = told.map(|entry| (AuditId::new(entry.at), entry)).collect();
    store::insert(tx, &rows).await?;
    if let Some(guild) = rows.iter().find_map(|(_, entry)| entry.guild_id) {
        tx.mark_changed(guild);
    }
    Ok(rows.len())
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/guilds/{guild_id}/activity", Access::Viewer, pages::activity)
        .get("/guilds/{guild_id}/activity.csv", Access::Viewer, export::csv)
        .get("/api/v1/guilds/{guild_id}/audit", Access::Viewer, api::list)
        .describe(api::list_operation())
}

/// The entry in the sidebar.
pub fn nav(guild: GuildId) -> NavItem {
    let href = format!("/guilds/{guild}/activity");
    NavItem { key: "activity", icon: "history", label: "Activity", href, ..NavItem::default() }
}
