//! The floor of the ingest: the same rows in bare SQLite, as durable, one transaction per call.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::Result;
use rusqlite::{Connection, params};

pub fn write(file: &Path, rows: u32, per_transaction: u32) -> Result<Duration> {
    let mut db = Connection::open(file)?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.execute_batch(
        "CREATE TABLE snapshots (
            post_id INTEGER NOT NULL, collected_at INTEGER NOT NULL,
            views INTEGER NOT NULL, likes INTEGER NOT NULL, comments INTEGER NOT NULL, shares INTEGER NOT NULL,
            PRIMARY KEY (post_id, collected_at)) WITHOUT ROWID",
    )?;
    let start = Instant::now();
    for first in (0..rows).step_by(usize::try_from(per_transaction)?) {
        let transaction = db.transaction()?;
        {
            let mut insert = transaction.prepare_cached("INSERT INTO snapshots VALUES (?, ?, ?, ?, ?, ?)")?;
            for post in first..(first + per_transaction).min(rows) {
                insert.execute(params![
                    post,
                    1_700_000_000_000 + i64::from(post),
                    post * 7,
                    post,
                    post / 2,
                    post / 3
                ])?;
            }
        }
        transaction.commit()?;
    }
    Ok(start.elapsed())
}
