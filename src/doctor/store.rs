//! SQL that asks a database about itself.

use crate::db::{Db, Result};

pub async fn sqlite_version(db: &Db) -> Result<String> {
    db.q("SELECT sqlite_version()").scalar().await
}

/// As `150004` for 15.4.
pub async fn postgres_version(db: &Db) -> Result<i64> {
    db.q("SELECT CAST(current_setting('server_version_num') AS BIGINT)").scalar().await
}

/// Writes something real, a table, and leaves nothing of it.
pub async fn write_and_roll_back(db: &Db) -> Result<()> {
    let mut tx = db.begin().await?;
    tx.q("CREATE TABLE doctor_was_here (one BIGINT)").exec().await?;
    tx.q("INSERT INTO doctor_was_here (one) VALUES (1)").exec().await?;
    drop(tx);
    Ok(())
}
