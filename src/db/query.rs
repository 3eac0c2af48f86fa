//! One statement with its bound parameters, for either engine.

#![expect(clippy::disallowed_methods, reason = "this is the builder")]

use futures_util::stream::{BoxStream, StreamExt, once};
use sqlx::postgres::{PgArguments, PgPool, PgRow};
use sqlx::sqlite::{SqliteArguments, SqlitePool, SqliteRow};
use sqlx::{
    Arguments, Encode, FromRow, PgConnection, Postgres, SqlSafeStr, SqlStr, Sqlite, SqliteConnection, Type,
};

use super::{Error, Result};

/// A value that can be bound on both engines.
pub trait Bind:
    for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres> + Send
{
}
impl<T> Bind for T where
    T: for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres> + Send
{
}

/// A row that can be read on both engines.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin + 'static {}
impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin + 'static
{}

enum Target<'c> {
    SqlitePool(&'c SqlitePool, SqliteArguments),
    Sqlite(&'c mut SqliteConnection, SqliteArguments),
    PostgresPool(&'c PgPool, PgArguments),
    Postgres(&'c mut PgConnection, PgArguments),
}

/// A statement being put together: bind, then run it with one of `all`, `one`, `opt`, ...
#[must_use]
pub struct Query<'c> {
    target: Target<'c>,
    sql: SqlStr,
    failed: Option<sqlx::error::BoxDynError>,
}

/// Runs the finished statement on whichever connection it holds.
macro_rules! on_target {
    ($query:ident, |$sql:ident, $arguments:ident, $connection:ident| $run:expr) => {{
        if let Some(error) = $query.failed {
            return Err(Error::Encode(error));
        }
        $query.note();
        let $sql = $query.sql;
        match $query.target {
            Target::SqlitePool($connection, $arguments) => $run,
            Target::Sqlite($connection, $arguments) => $run,
            Target::PostgresPool($connection, $arguments) => $run,
            Target::Postgres($connection, $arguments) => $run,
        }
    }};
}

impl<'c> Query<'c> {
    pub(super) fn on_sqlite_pool(pool: &'c SqlitePool, sql: impl SqlSafeStr) -> Self {
        Self::new(Target::SqlitePool(pool, Default::default()), sql)
    }

    pub(super) fn on_sqlite(connection: &'c mut SqliteConnection, sql: impl SqlSafeStr) -> Self {
        Self::new(Target::Sqlite(connection, Default::default()), sql)
    }

    pub(super) fn on_postgres_pool(pool: &'c PgPool, sql: impl SqlSafeStr) -> Self {
        Self::new(Target::PostgresPool(pool, Default::default()), sql)
    }

    pub(super) fn on_postgres(connection: &'c mut PgConnection, sql: impl SqlSafeStr) -> Self {
        Self::new(Target::Postgres(connection, Default::default()), sql)
    }

    fn new(target: Target<'c>, sql: impl SqlSafeStr) -> Self {
        Query { target, sql: sql.into_sql_str(), failed: None }
    }

    /// Binds the next parameter. An error is kept and returned when the statement is run.
    pub fn bind<T: Bind>(mut self, value: T) -> Self {
        let added = match &mut self.target {
            Target::SqlitePool(_, a) | Target::Sqlite(_, a) => Arguments::add(a, value),
            Target::PostgresPool(_, a) | Target::Postgres(_, a) => Arguments::add(a, value),
        };
        if let Err(error) = added {
            self.failed.get_or_insert(error);
        }
        self
    }

    /// For tests that count statements and read their plans.
    #[cfg(any(test, feature = "testing"))]
    fn note(&self) {
        use super::record::{Values, note};
        note(self.sql.as_str(), || match &self.target {
            Target::SqlitePool(_, values) | Target::Sqlite(_, values) => Values::Sqlite(values.clone()),
            Target::PostgresPool(_, values) | Target::Postgres(_, values) => Values::Postgres(values.clone()),
        });
    }

    #[cfg(not(any(test, feature = "testing")))]
    fn note(&self) {}

    pub async fn all<T: Row>(self) -> Result<Vec<T>> {
        on_target!(self, |sql, arguments, on| sqlx::query_as_with(sql, arguments).fetch_all(on).await)
    }

    /// The only row; `RowNotFound` when there is none.
    pub async fn one<T: Row>(self) -> Result<T> {
        on_target!(self, |sql, arguments, on| sqlx::query_as_with(sql, arguments).fetch_one(on).await)
    }

    pub async fn opt<T: Row>(self) -> Result<Option<T>> {
        on_target!(self, |sql, arguments, on| sqlx::query_as_with(sql, arguments).fetch_optional(on).await)
    }

    /// The first column of the only row.
    pub async fn scalar<T>(self) -> Result<T>
    where
        (T,): Row,
    {
        Ok(self.one::<(T,)>().await?.0)
    }

    /// Runs a statement that returns no rows; the number of rows it touched.
    pub async fn exec(self) -> Result<u64> {
        on_target!(self, |sql, arguments, on| Ok(sqlx::query_with(sql, arguments)
            .execute(on)
            .await?
            .rows_affected()))
    }

    /// Rows one by one, in constant memory.
    pub fn stream<T: Row>(self) -> BoxStream<'c, Result<T>> {
        if let Some(error) = self.failed {
            return once(async { Err(Error::Encode(error)) }).boxed();
        }
        self.note();
        let sql = self.sql;
        match self.target {
            Target::SqlitePool(on, arguments) => sqlx::query_as_with(sql, arguments).fetch(on),
            Target::Sqlite(on, arguments) => sqlx::query_as_with(sql, arguments).fetch(on),
            Target::PostgresPool(on, arguments) => sqlx::query_as_with(sql, arguments).fetch(on),
            Target::Postgres(on, arguments) => sqlx::query_as_with(sql, arguments).fetch(on),
        }
    }
}
