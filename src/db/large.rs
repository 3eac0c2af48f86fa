//! Transactions that write very much.

use super::{Db, Result, Tx};

/// Pages of the log at which a commit moves it into SQLite's file: SQLite's own number.
const USUAL: &str = "PRAGMA wal_autocheckpoint = 1000";

impl Db {
    /// Commits what took a large part of the log. SQLite would move all of it into the file within the commit,
    /// and keep every other writer waiting for that: here a reader does so after it.
    pub async fn commit_large(&self, tx: Tx) -> Result<()> {
        if !self.is_sqlite() {
            return tx.commit().await;
        }
        // On its own: a caller that goes away must not leave a writer that never moves its log.
        let work = tokio::spawn(commit_apart(self.clone(), tx));
        work.await.unwrap_or(Err(sqlx::Error::WorkerCrashed))
    }
}

async fn commit_apart(db: Db, mut tx: Tx) -> Result<()> {
    tx.q("PRAGMA wal_autocheckpoint = 0").exec().await?;
    let committed = tx.commit().await;
    let moved = db.q("PRAGMA wal_checkpoint(PASSIVE)").exec().await;
    let usual = db.w(USUAL).exec().await;
    committed?;
    // What is committed is no failure, whatever becomes of its log.
    if let Err(error) = moved.and(usual) {
        tracing::warn!(%error, "the log could not be moved into the database");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::db::testing::{both_engines, sqlite};

    #[tokio::test]
    async fn what_was_committed_is_there() {
        for test in both_engines().await {
            test.db.script("CREATE TABLE t (a INTEGER)".into()).await.unwrap();
            let mut tx = test.db.begin().await.unwrap();
            tx.q("INSERT INTO t VALUES (1)").exec().await.unwrap();
            test.db.commit_large(tx).await.unwrap();
            let count: i64 = test.db.q("SELECT COUNT(*) FROM t").scalar().await.unwrap();
            assert_eq!(count, 1);
        }
    }

    #[tokio::test]
    async fn the_log_is_in_the_file_after_it_and_later_commits_move_it_themselves() {
        let test = sqlite().await;
        test.db.script("CREATE TABLE t (a BLOB)".into()).await.unwrap();
        let mut tx = test.db.begin().await.unwrap();
        tx.q("INSERT INTO t VALUES (zeroblob(8000000))").exec().await.unwrap();
        test.db.commit_large(tx).await.unwrap();
        let (busy, log, moved): (i64, i64, i64) =
            test.db.q("PRAGMA wal_checkpoint(PASSIVE)").one().await.unwrap();
        assert_eq!((busy, moved), (0, log));
        assert!(log > 1_000);
        let pages: i64 = test.db.w("PRAGMA wal_autocheckpoint").scalar().await.unwrap();
        assert_eq!(pages, 1_000);
    }
}
