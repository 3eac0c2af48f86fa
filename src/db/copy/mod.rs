//! All rows of one database into another, whichever engine each has: in one transaction of the target,
//! in constant memory, and read again from both sides before it is committed.

mod compare;
mod sql;
mod values;

use futures_util::StreamExt;

pub(super) use self::sql::count;

use self::sql::Moved;
use super::tables::{Table, tables};
use super::{Db, Error, MigrateFailed, Tx, migrations};

/// Why nothing was copied.
#[derive(Debug, thiserror::Error)]
pub enum CopyFailed {
    #[error("the source has the schema {found}, not {newest}: run `tracking-dashboard migrate` on it first")]
    Source { found: String, newest: i64 },
    #[error("the target has the schema {found}, not {newest}: give an empty database")]
    Schema { found: i64, newest: i64 },
    #[error("the target has the table {0}, which is not ours: give an empty database")]
    Foreign(String),
    #[error("the target has rows already (in {0}): give an empty database")]
    NotEmpty(String),
    #[error("the databases differ in their table {0}")]
    Columns(String),
    #[error("{table}: row {row} is not the same on both sides")]
    Differs { table: String, row: u64 },
    #[error("{table}: {error}")]
    Table { table: String, error: Error },
    #[error(transparent)]
    Migrate(#[from] MigrateFailed),
    #[error(transparent)]
    Sql(#[from] Error),
}

/// A table that was copied, and that both sides agree about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    pub table: String,
    pub rows: u64,
}

/// Copies everything. The source is read as of one moment; where that is SQLite, nobody writes to it
/// meanwhile. An error leaves no row in the target.
pub async fn copy(from: &Db, to: &Db) -> Result<Vec<Copied>, CopyFailed> {
    check_source(from).await?;
    prepare_target(to).await?;
    let mut from = sql::snapshot(from).await?;
    let mut to = to.begin().await?;
    let pairs = pairs(&mut from, &mut to).await?;
    let targets: Vec<&Table> = pairs.iter().map(|(_, target)| target).collect();
    sql::hold(&mut to, &targets).await?;
    for table in &targets {
        if sql::has_rows(&mut to, table).await? {
            return Err(CopyFailed::NotEmpty(table.name.clone()));
        }
    }
    let mut copied = Vec::new();
    for (source, target) in &pairs {
        let of_table = |error| CopyFailed::Table { table: target.name.clone(), error };
        rows(&mut from, &mut to, source, target).await.map_err(of_table)?;
    }
    for (source, target) in &pairs {
        let rows = compare::rows(&mut from, &mut to, source, target).await?;
        copied.push(Copied { table: target.name.clone(), rows });
    }
    sql::set_counters(&mut to).await?;
    to.commit().await?;
    Ok(copied)
}

fn newest(db: &Db) -> i64 {
    migrations(db.is_sqlite()).iter().map(|migration| migration.version).max().unwrap_or(0)
}

async fn check_source(from: &Db) -> Result<(), CopyFailed> {
    let (found, newest) = (from.schema_version().await?, newest(from));
    if found == Some(newest) {
        return Ok(());
    }
    let found = found.map_or("of no version".to_owned(), |version| version.to_string());
    Err(CopyFailed::Source { found, newest })
}

/// Gives an empty database its schema; one that has another is left as it is.
async fn prepare_target(to: &Db) -> Result<(), CopyFailed> {
    let newest = newest(to);
    match to.schema_version().await? {
        Some(found) if found == newest => Ok(()),
        Some(found) => Err(CopyFailed::Schema { found, newest }),
        None => match tables(to).await?.into_iter().next() {
            Some(table) => Err(CopyFailed::Foreign(table.name)),
            None => Ok(to.migrate().await?),
        },
    }
}

/// Each table as the source and as the target has it, with the columns in one order.
async fn pairs(from: &mut Tx, to: &mut Tx) -> Result<Vec<(Table, Table)>, CopyFailed> {
    let mut sources = tables(from).await?;
    let mut pairs = Vec::new();
    for target in tables(to).await? {
        let differs = || CopyFailed::Columns(target.name.clone());
        let at = sources.iter().position(|source| source.name == target.name).ok_or_else(differs)?;
        let mut source = sources.remove(at);
        let place = |name: &str| target.columns.iter().position(|column| column.name == name);
        source.columns.sort_by_key(|column| place(&column.name));
        if source.names() != target.names() || source.key().is_empty() {
            return Err(differs());
        }
        pairs.push((source, target));
    }
    match sources.pop() {
        Some(left) => Err(CopyFailed::Columns(left.name)),
        None => Ok(pairs),
    }
}

async fn rows(from: &mut Tx, to: &mut Tx, source: &Table, target: &Table) -> super::Result<()> {
    let mut rows = sql::read(from, source);
    let mut moved = Moved::new(target);
    while let Some(row) = rows.next().await {
        moved.add(to, row?).await?;
    }
    moved.flush(to).await
}

#[cfg(test)]
mod tests;
