//! Schema migrations: embedded, one transaction each, under a lock, and refusing a newer schema.

use std::fs::File;
use std::os::unix::fs::OpenOptionsExt;

use sqlx::migrate::{MigrateError, Migrator};

use super::Db;

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// Why the schema could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrateFailed {
    #[error(
        "the database was written by a newer version of tracking-dashboard (it has migration {0}): \
         start that version, or restore a backup made before the upgrade"
    )]
    NewerSchema(i64),
    #[error("could not lock the database for migration: {0}")]
    Lock(#[from] std::io::Error),
    #[error(transparent)]
    Other(MigrateError),
}

impl From<MigrateError> for MigrateFailed {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::VersionMissing(version) => MigrateFailed::NewerSchema(version),
            other => MigrateFailed::Other(other),
        }
    }
}

/// The migrations of the engine that `sqlite` tells.
pub fn migrations(sqlite: bool) -> &'static Migrator {
    if sqlite { &SQLITE } else { &POSTGRES }
}

impl Db {
    /// Applies what is missing. Two processes may start at once: one waits for the other
    /// (PostgreSQL: an advisory lock of sqlx; SQLite: a lock file beside the database).
    pub async fn migrate(&self) -> Result<(), MigrateFailed> {
        match self {
            Db::Sqlite { write, .. } => {
                let _lock = lock_beside(write.connect_options().get_filename()).await?;
                SQLITE.run(write).await?;
            }
            Db::Postgres(pool, _) => POSTGRES.run(pool).await?,
        }
        Ok(())
    }
}

/// Holds `<database>.lock` exclusively until the returned file is dropped.
async fn lock_beside(database: &std::path::Path) -> std::io::Result<File> {
    let mut path = database.as_os_str().to_owned();
    path.push(".lock");
    tokio::task::spawn_blocking(move || {
        let file = File::options().write(true).create(true).truncate(false).mode(0o600).open(path)?;
        file.lock()?;
        Ok(file)
    })
    .await
    .map_err(std::io::Error::other)?
}
