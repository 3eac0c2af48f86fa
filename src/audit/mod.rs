//! The audit log: one entry per changed thing, written in the transaction that changes it.

mod entry;
mod security;
mod store;

pub use entry::{Actor, ActorType, Changes, Entry, Target};
pub use security::{SecurityEvent, security_events};

use crate::db::{Result, Tx};
use crate::ids::AuditId;

/// Writes the entry inside the caller's transaction. An update that changed nothing leaves none;
/// returns whether one was written.
pub async fn record(tx: &mut Tx, entry: Entry) -> Result<bool> {
    if entry.changes.as_ref().is_some_and(Changes::is_empty) {
        return Ok(false);
    }
    store::insert(tx, AuditId::new(entry.at), &entry).await?;
    Ok(true)
}
