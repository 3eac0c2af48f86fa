//! Serializing transactions that read, compute and write back.

use super::{Error, Result, Tx};
use crate::ids::GuildId;

/// What a transaction holds for itself until it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lock {
    /// Marks and rollups of one guild.
    Guild(GuildId),
    /// The bot's status and uptime.
    Bot,
}

impl Tx {
    /// Waits until no other transaction holds `lock`; held until this one ends.
    ///
    /// SQLite has one writer at a time, so there is nothing to do. PostgreSQL gets an advisory lock
    /// and not a row lock: heartbeats and settings write to the same guild rows and need not wait.
    pub async fn lock(&mut self, lock: Lock) -> Result<()> {
        if self.is_sqlite() {
            return Ok(());
        }
        let name = match lock {
            Lock::Guild(id) => format!("td guild {id}"),
            Lock::Bot => "td bot".to_owned(),
        };
        // A collision only makes two wait.
        self.q("SELECT CAST(pg_advisory_xact_lock(hashtextextended($1, 0)) AS TEXT)")
            .bind(name)
            .exec()
            .await?;
        Ok(())
    }
}

/// Whether others kept the database, or a lock of it, for longer than one waits: to wait again may help.
pub fn is_busy(error: &Error) -> bool {
    match error {
        Error::PoolTimedOut => true,
        // PostgreSQL's lock_not_available, SQLite's BUSY.
        Error::Database(error) => matches!(error.code().as_deref(), Some("55P03" | "5")),
        _ => false,
    }
}
