//! A copy of SQLite's file as of one moment, made while others go on writing.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use tempfile::NamedTempFile;

use super::tables::tables;
use super::{Db, Error, Result, folder_of};

/// How a copy is called until it is whole, with letters between.
const BEGINNING: &str = ".backup-";
const END: &str = ".part";
const LETTERS: usize = 16;
const JOURNAL: &str = "-journal";

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
        if let Err(error) = clear_cut_off(folder) {
            tracing::debug!(%error, "what earlier backups left stays");
        }
        // Gone if we do not come to the end.
        let part = part(folder)?;
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

/// A new file, readable by its owner alone, and locked as long as it is worked on.
fn part(folder: &Path) -> io::Result<NamedTempFile> {
    loop {
        let part =
            tempfile::Builder::new().prefix(BEGINNING).suffix(END).rand_bytes(LETTERS).tempfile_in(folder)?;
        part.as_file().lock()?;
        // Before it was locked, another backup may have taken it for one that was cut off.
        if part.as_file().metadata()?.nlink() > 0 {
            return Ok(part);
        }
    }
}

/// What SQLite writes beside a copy; it goes with it.
struct Journal(PathBuf);

impl Journal {
    fn of(part: &Path) -> Journal {
        let mut path = part.as_os_str().to_owned();
        path.push(JOURNAL);
        Journal(path.into())
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        // A copy that came to its end has none any more.
        let _ = fs::remove_file(&self.0);
    }
}

/// Removes what backups left in the folder that were killed: nobody holds their locks any more.
fn clear_cut_off(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let Some(part) = name.to_str().map(|name| name.strip_suffix(JOURNAL).unwrap_or(name)) else {
            continue;
        };
        if !is_part(part) || !entry.file_type()?.is_file() {
            continue;
        }
        let is_held = match File::open(folder.join(part)) {
            Ok(file) => match file.try_lock() {
                Ok(()) => false,
                Err(TryLockError::WouldBlock) => true,
                Err(TryLockError::Error(error)) => return Err(error),
            },
            // A journal alone.
            Err(error) => error.kind() != ErrorKind::NotFound,
        };
        if !is_held {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn is_part(name: &str) -> bool {
    let letters = name.strip_prefix(BEGINNING).and_then(|rest| rest.strip_suffix(END));
    letters
        .is_some_and(|letters| letters.len() == LETTERS && letters.bytes().all(|b| b.is_ascii_alphanumeric()))
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

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[tokio::test]
    async fn copies_that_were_cut_off_are_cleared_and_no_other_file_is() {
        let (test, folder) = (sqlite().await, tempfile::tempdir().unwrap());
        let cut_off = part(folder.path()).unwrap().into_temp_path().keep().unwrap();
        let at_work = part(folder.path()).unwrap();
        let (of_it, alone) =
            (Journal::of(&cut_off), folder.path().join(".backup-alone67890123456.part-journal"));
        for path in [&of_it.0, &alone] {
            fs::write(path, "").unwrap();
        }
        let others = [".backup-notes", ".backup-config1234567890.part.txt", "backup-0123456789abcdef.part"];
        for name in others {
            fs::write(folder.path().join(name), "").unwrap();
        }
        fs::create_dir(folder.path().join(".backup-0123456789abcdef.part")).unwrap();
        test.db.back_up(&folder.path().join("copy.db")).await.unwrap();
        let left = names(folder.path());
        assert!(!cut_off.exists() && !alone.exists() && at_work.path().exists(), "{left:?}");
        assert!(others.iter().all(|name| left.iter().any(|there| there == name)), "{left:?}");
        assert_eq!(left.len(), 6, "{left:?}");
    }

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
