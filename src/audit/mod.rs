//! The audit log: one entry per changed thing, written in the transaction that changes it.

mod acting;
mod entry;
mod store;

pub use acting::Acting;
pub use entry::{Actor, ActorType, Changes, Entry, Target};

use crate::db::{Result, Tx};
use crate::ids::AuditId;

/// Writes the entry inside the caller's transaction. An update that changed nothing leaves none;
/// returns whether one was written.
pub async fn record(tx: &mut Tx, entry: Entry) -> Result<bool> {
    Ok(record_all(tx, vec![entry]).await? > 0)
}

/// As [`record`], for many, in a fixed number of statements. Returns how many were written.
pub async fn record_all(tx: &mut Tx, entries: Vec<Entry>) -> Result<usize> {
    let told = entries.into_iter().filter(|entry| !entry.changes.as_ref().is_some_and(Changes::is_empty));
    let rows: Vec<_> = told.map(|entry| (AuditId::new(entry.at), entry)).collect();
    store::insert(tx, &rows).await?;
    Ok(rows.len())
}
