//! The database handle: SQLite or PostgreSQL behind one small builder, so that each statement is
//! written once (`db.q(SQL).bind(x).all::<Row>()`). Nothing of any feature lives here.

mod backup;
mod batch;
mod connect;
mod copy;
mod large;
mod lock;
mod migrate;
mod query;
#[cfg(any(test, feature = "testing"))]
pub mod record;
mod tables;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod turns;
mod url;

pub use batch::Batch;
pub use copy::copy;
pub use lock::{Lock, is_busy};
pub use migrate::{MigrateFailed, migrations};
pub use query::{Query, Row};
pub use url::{Engine, folder_of, has_password, sqlite_file, why_closed, without_password};

use std::path::PathBuf;

use sqlx::postgres::PgPool;
use sqlx::sqlite::SqlitePool;
use sqlx::{Postgres, SqlSafeStr, Sqlite, Transaction};

use crate::ids::GuildId;
use turns::Turns;

pub type Error = sqlx::Error;
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Pools on one database. Cloning is cheap.
#[derive(Clone)]
pub enum Db {
    /// Several readers that cannot write, and the one writer.
    Sqlite {
        read: SqlitePool,
        write: SqlitePool,
    },
    Postgres(PgPool, Turns),
}

/// A transaction that may write. Dropped without [`Tx::commit`], it is rolled back.
pub struct Tx {
    on: On,
    changed: Option<GuildId>,
}

enum On {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// What a store function can run statements on: `&Db` (reads) or `&mut Tx`.
pub trait Exec: Send {
    fn q(&mut self, sql: impl SqlSafeStr) -> Query<'_>;
    fn is_sqlite(&self) -> bool;
}

impl Db {
    /// Begins a writing transaction. On SQLite it waits for the one writer and begins IMMEDIATE:
    /// a deferred transaction that turns to writing late fails with SQLITE_BUSY_SNAPSHOT.
    pub async fn begin(&self) -> Result<Tx> {
        let on = match self {
            Db::Sqlite { write, .. } => On::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Db::Postgres(pool, _) => On::Postgres(pool.begin().await?),
        };
        Ok(Tx { on, changed: None })
    }

    /// A statement that reads. Writing through it fails on SQLite (`query_only`).
    pub fn q(&self, sql: impl SqlSafeStr) -> Query<'_> {
        match self {
            Db::Sqlite { read, .. } => Query::on_sqlite_pool(read, sql),
            Db::Postgres(pool, _) => Query::on_postgres_pool(pool, sql),
        }
    }

    /// A single statement that writes and needs no transaction around it.
    pub fn w(&self, sql: impl SqlSafeStr) -> Query<'_> {
        match self {
            Db::Sqlite { write, .. } => Query::on_sqlite_pool(write, sql),
            Db::Postgres(pool, _) => Query::on_postgres_pool(pool, sql),
        }
    }

    pub fn is_sqlite(&self) -> bool {
        matches!(self, Db::Sqlite { .. })
    }

    /// The folder of SQLite's file, if there is one.
    pub fn folder(&self) -> Option<PathBuf> {
        let Db::Sqlite { write, .. } = self else { return None };
        let folder = write.connect_options().get_filename().parent()?.to_owned();
        Some(if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder })
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        self.q("SELECT 1 AS one").exec().await.map(drop)
    }

    /// Waits for running statements, then closes every connection.
    pub async fn close(&self) {
        match self {
            Db::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Db::Postgres(pool, _) => pool.close().await,
        }
    }
}

impl Tx {
    pub fn q(&mut self, sql: impl SqlSafeStr) -> Query<'_> {
        match &mut self.on {
            On::Sqlite(tx) => Query::on_sqlite(tx, sql),
            On::Postgres(tx) => Query::on_postgres(tx, sql),
        }
    }

    pub async fn commit(self) -> Result<()> {
        match self.on {
            On::Sqlite(tx) => tx.commit().await,
            On::Postgres(tx) => tx.commit().await,
        }
    }

    /// Notes that something of the guild is other than before: whoever commits raises its version.
    pub fn mark_changed(&mut self, guild: GuildId) {
        self.changed = Some(guild);
    }

    /// The guild that it changes something of.
    pub fn changed(&self) -> Option<GuildId> {
        self.changed
    }

    pub fn is_sqlite(&self) -> bool {
        matches!(self.on, On::Sqlite(_))
    }
}

impl Exec for &Db {
    fn q(&mut self, sql: impl SqlSafeStr) -> Query<'_> {
        Db::q(self, sql)
    }
    fn is_sqlite(&self) -> bool {
        Db::is_sqlite(self)
    }
}

impl Exec for &mut Tx {
    fn q(&mut self, sql: impl SqlSafeStr) -> Query<'_> {
        Tx::q(self, sql)
    }
    fn is_sqlite(&self) -> bool {
        Tx::is_sqlite(self)
    }
}

/// True when the statement broke a unique index; SQLite names no constraint, so ask no further.
pub fn is_unique_violation(error: &Error) -> bool {
    error.as_database_error().is_some_and(|e| e.is_unique_violation())
}
