//! Opening the database named by `database.url`, with the settings each engine needs.

use std::fs::File;
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::turns::Turns;
use super::{Db, Engine, Error, Result, sqlite_file};

/// Older versions can lose committed writes in WAL mode.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

impl Db {
    /// Opens `sqlite://path` (the file is made when missing) or `postgres://...`.
    pub async fn open(url: &str) -> Result<Db> {
        let db = match Engine::of(url) {
            Some(Engine::Postgres) => Self::postgres(url).await?,
            Some(Engine::Sqlite) => Self::sqlite(url).await?,
            None => return Err(Error::Configuration(Engine::ALLOWED.into())),
        };
        db.refuse_old_sqlite().await?;
        Ok(db)
    }

    /// As [`Db::open`], but makes no file of SQLite where none is.
    pub async fn open_existing(url: &str) -> Result<Db> {
        if let Some(file) = sqlite_file(url) {
            file.metadata()?;
        }
        Self::open(url).await
    }

    async fn sqlite(url: &str) -> Result<Db> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            .pragma("cache_size", "-8192")
            .pragma("temp_store", "memory")
            .statement_cache_capacity(500)
            // Rows cross a channel from sqlx's own thread: a longer one switches tasks less often.
            .row_buffer_size(256);
        create_for_owner(options.get_filename())?;
        let lasting =
            || SqlitePoolOptions::new().idle_timeout(None).max_lifetime(None).test_before_acquire(false);
        let write = lasting()
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options.clone())
            .await?;
        let read = lasting()
            .max_connections(4)
            .acquire_timeout(Duration::from_secs(3))
            .connect_with(options.pragma("query_only", "1"))
            .await?;
        Ok(Db::Sqlite { read, write })
    }

    /// A new SQLite file that is filled in one go, fast, and worth nothing if that does not come to its
    /// end: nothing is logged, flushed or checked on the way. Closed, it is a database as any other.
    pub async fn scratch(path: &Path) -> Result<Db> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Off)
            .synchronous(SqliteSynchronous::Off)
            .foreign_keys(false)
            // Most of what 1,000,000 posts need, so that rows may come in any order.
            .pragma("cache_size", "-600000")
            .pragma("temp_store", "memory")
            .disable_statement_logging();
        create_for_owner(path)?;
        let one = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
        let write = one.clone().connect_with(options.clone()).await?;
        Ok(Db::Sqlite { read: one.connect_lazy_with(options), write })
    }

    async fn postgres(url: &str) -> Result<Db> {
        let options = PgConnectOptions::from_str(url)?.application_name("tracking-dashboard").options([
            ("statement_timeout", "30s"),
            ("lock_timeout", "10s"),
            // A process that is frozen in the middle gives back its locks before others stop waiting.
            ("idle_in_transaction_session_timeout", "9s"),
        ]);
        let pool = PgPoolOptions::new()
            .max_connections(16)
            // Who asks while it is away hears so within three seconds, the rest of the way included.
            .acquire_timeout(Duration::from_secs(2))
            .connect_with(options)
            .await?;
        Ok(Db::Postgres(pool, Turns::default()))
    }

    async fn refuse_old_sqlite(&self) -> Result<()> {
        if !self.is_sqlite() {
            return Ok(());
        }
        let version: String = self.q("SELECT sqlite_version()").scalar().await?;
        let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
        let mut next = || parts.next().unwrap_or(0);
        if (next(), next(), next()) < OLDEST_SQLITE {
            let (a, b, c) = OLDEST_SQLITE;
            return Err(Error::Configuration(
                format!("SQLite {version} is too old: {a}.{b}.{c} is needed").into(),
            ));
        }
        Ok(())
    }
}

/// Makes the file for nobody but us, before SQLite makes one for everybody; its WAL and shared
/// memory take the file's mode. A file that is there keeps the mode its owner gave it.
fn create_for_owner(path: &Path) -> Result<()> {
    // Databases in memory have such names.
    if path.to_string_lossy().starts_with("file:") || path == Path::new(":memory:") {
        return Ok(());
    }
    let mut new = File::options();
    new.write(true).mode(0o600);
    match new.create_new(true).open(path) {
        Ok(_) => return Ok(()),
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error.into()),
        Err(_) => {}
    }
    // A link to where no file is yet. One that is there must not be opened: closed again, it would lose its locks.
    if path.metadata().is_err_and(|error| error.kind() == ErrorKind::NotFound) {
        new.create_new(false).create(true).open(path)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn modes(directory: &Path) -> Vec<(String, u32)> {
        let entries = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap());
        let mode = |entry: &std::fs::DirEntry| entry.metadata().unwrap().permissions().mode() & 0o777;
        let mut all: Vec<_> =
            entries.map(|entry| (entry.file_name().into_string().unwrap(), mode(&entry))).collect();
        all.sort();
        all
    }

    #[tokio::test]
    async fn the_files_of_a_database_are_for_its_owner_alone() {
        let directory = tempfile::tempdir().unwrap();
        let db = Db::open(&format!("sqlite://{}/a.db", directory.path().display())).await.unwrap();
        db.migrate().await.unwrap();
        let names = ["a.db", "a.db-shm", "a.db-wal", "a.db.lock"];
        assert_eq!(modes(directory.path()), names.map(|name| (name.to_owned(), 0o600)));
    }

    #[tokio::test]
    async fn a_new_file_behind_a_link_is_for_its_owner_alone_too() {
        let (directory, disk) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let link = directory.path().join("a.db");
        std::os::unix::fs::symlink(disk.path().join("b.db"), &link).unwrap();
        for _ in 0..2 {
            let db = Db::open(&format!("sqlite://{}", link.display())).await.unwrap();
            db.migrate().await.unwrap();
            let names = ["b.db", "b.db-shm", "b.db-wal"];
            assert_eq!(modes(disk.path()), names.map(|name| (name.to_owned(), 0o600)));
            db.close().await;
        }
    }

    #[tokio::test]
    async fn a_mode_that_the_owner_chose_stays_and_a_missing_folder_is_said() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.db");
        std::fs::write(&path, "").unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).unwrap();
        Db::open(&format!("sqlite://{}", path.display())).await.unwrap();
        assert_eq!(modes(directory.path())[0], ("a.db".to_owned(), 0o640));
        let link = directory.path().join("link.db");
        std::os::unix::fs::symlink(directory.path().join("none/a.db"), &link).unwrap();
        assert!(matches!(Db::open(&format!("sqlite://{}", link.display())).await, Err(Error::Io(_))));
        let nowhere = format!("sqlite://{}/none/a.db", directory.path().display());
        assert!(matches!(Db::open(&nowhere).await, Err(Error::Io(_))));
    }
}
