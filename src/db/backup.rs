//! A copy of SQLite's file as of one moment, made while others go on writing.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use tempfile::NamedTempFile;

use super::tables::tables;
use super::{Db, Error, Result, folder_of};

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backup {
    pub bytes: u64,
    pub rows: u64,
}

impl Db {
    /// Writes a file that is whole and on the disk before it has its name; one that is there is refused.
    pub async fn back_up(&self, file: &Path) -> Result<Backup> {
        let taken = || Error::Io(io::Error::new(ErrorKind::AlreadyExists, "the file is there already"));
        if file.exists() {
            return Err(taken());
        }
        let folder = folder_of(file);
        // Readable by its owner alone, and gone if we do not come to the end.
        let part = NamedTempFile::with_prefix_in(".backup-", folder)?;
        let _journal = Journal::of(part.path());
        let path = part.path().to_str().ok_or_else(|| io::Error::other("the path is no UTF-8"))?.to_owned();
        self.w("VACUUM INTO $1").bind(path).exec().await?;
        let rows = check(part.path()).await?;
        part.as_file().sync_all()?;
        let bytes = part.as_file().metadata()?.len();
        part.persist_noclobber(file).map_err(|error| match error.error.kind() {
            ErrorKind::AlreadyExists => taken(),
            _ => Error::Io(error.error),
        })?;
        File::open(folder)?.sync_all()?;
        Ok(Backup { bytes, rows })
    }
}

/// What SQLite writes beside a copy; it goes with it.
struct Journal(PathBuf);

impl Journal {
    fn of(part: &Path) -> Journal {
        let mut path = part.as_os_str().to_owned();
        path.push("-journal");
        Journal(path.into())
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        // A copy that came to its end has none any more.
        let _ = fs::remove_file(&self.0);
    }
}

/// Reads it once: its rows.
async fn check(path: &Path) -> Result<u64> {
    let options = SqliteConnectOptions::new().filename(path).read_only(true).immutable(true);
    let one = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
    let db = Db::Sqlite { read: one.clone(), write: one };
    let said: String = db.q("PRAGMA quick_check").scalar().await?;
    if said != "ok" {
        return Err(Error::Io(io::Error::other(format!("the copy is damaged: {said}"))));
    }
    let mut rows = 0;
    for table in tables(&db).await? {
        rows += super::copy::count(&db, &table).await?;
    }
    db.close().await;
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::db::testing::sqlite;

    #[tokio::test]
    async fn a_backup_is_its_owners_own_has_all_rows_and_overwrites_nothing() {
        let test = sqlite().await;
        let sql =
            "INSERT INTO guilds (id, name, created_at, updated_at) VALUES (1, 'a', 0, 0), (2, 'b', 0, 0)";
        test.db.w(sql).exec().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("it's a copy.db");
        let made = test.db.back_up(&file).await.unwrap();
        let found = std::fs::metadata(&file).unwrap();
        assert_eq!((made.rows, made.bytes), (2, found.len()));
        assert_eq!(found.permissions().mode() & 0o777, 0o600);
        assert!(matches!(test.db.back_up(&file).await, Err(Error::Io(_))));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing half done is left");
        let copy = Db::open(&format!("sqlite://{}", file.display())).await.unwrap();
        copy.migrate().await.unwrap();
        let count: i64 = copy.q("SELECT COUNT(*) FROM guilds").scalar().await.unwrap();
        assert_eq!(count, 2);
    }
}
