//! The statements of a copy. Their texts are made of names that the databases themselves gave.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the text holds names from the schema and placeholders only"
)]

use futures_util::stream::BoxStream;
use sqlx::AssertSqlSafe;

use super::values::{Value, Values};
use crate::db::tables::{Kind, Table};
use crate::db::{Db, Result, Tx};

/// PostgreSQL takes 65,535 parameters and SQLite 32,766.
const MOST_PARAMETERS: usize = 30_000;
const MOST_ROWS: usize = 500;
/// Uploaded files are rows as well.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// A transaction that reads the state of one moment, for as long as it takes.
pub async fn snapshot(db: &Db) -> Result<Tx> {
    // On SQLite this is the one writer: nobody else writes until it ends.
    let mut tx = db.begin().await?;
    if !tx.is_sqlite() {
        tx.q("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY").exec().await?;
        without_limit(&mut tx).await?;
    }
    Ok(tx)
}

async fn without_limit(tx: &mut Tx) -> Result<()> {
    tx.q("SET LOCAL statement_timeout = 0").exec().await.map(drop)
}

/// Keeps all other writers out of the target.
pub async fn hold(tx: &mut Tx, tables: &[&Table]) -> Result<()> {
    if tx.is_sqlite() {
        return Ok(());
    }
    without_limit(tx).await?;
    let names: Vec<_> = tables.iter().map(|table| format!("\"{}\"", table.name)).collect();
    let sql = format!("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE", names.join(", "));
    tx.q(AssertSqlSafe(sql)).exec().await.map(drop)
}

pub async fn has_rows(tx: &mut Tx, table: &Table) -> Result<bool> {
    let sql = format!("SELECT COUNT(*) FROM (SELECT 1 FROM \"{}\" LIMIT 1) AS one", table.name);
    Ok(tx.q(AssertSqlSafe(sql)).scalar::<i64>().await? > 0)
}

pub async fn count(db: &Db, table: &Table) -> Result<u64> {
    let sql = format!("SELECT COUNT(*) FROM \"{}\"", table.name);
    Ok(db.q(AssertSqlSafe(sql)).scalar::<i64>().await?.unsigned_abs())
}

/// All rows in the order of their primary key, which is the same on both engines.
pub fn read<'t>(tx: &'t mut Tx, table: &Table) -> BoxStream<'t, Result<Values>> {
    let collation = if tx.is_sqlite() { "BINARY" } else { "\"C\"" };
    let order: Vec<_> = table
        .key()
        .iter()
        .map(|column| match column.kind {
            Kind::Text => format!("\"{}\" COLLATE {collation}", column.name),
            _ => format!("\"{}\"", column.name),
        })
        .collect();
    let sql = format!("SELECT {} FROM \"{}\" ORDER BY {}", table.names(), table.name, order.join(", "));
    tx.q(AssertSqlSafe(sql)).stream()
}

/// Rows on their way into a table.
pub struct Moved<'t> {
    table: &'t Table,
    most: usize,
    rows: Vec<Values>,
    bytes: usize,
}

impl<'t> Moved<'t> {
    pub fn new(table: &'t Table) -> Moved<'t> {
        let most = (MOST_PARAMETERS / table.columns.len().max(1)).clamp(1, MOST_ROWS);
        Moved { table, most, rows: Vec::with_capacity(most), bytes: 0 }
    }

    pub async fn add(&mut self, tx: &mut Tx, row: Values) -> Result<()> {
        self.bytes += row.size();
        self.rows.push(row);
        if self.rows.len() >= self.most || self.bytes >= MOST_BYTES { self.flush(tx).await } else { Ok(()) }
    }

    /// Writes what has gathered.
    pub async fn flush(&mut self, tx: &mut Tx) -> Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let sql = insert(self.table, tx.is_sqlite(), self.rows.len());
        let mut query = tx.q(AssertSqlSafe(sql));
        for row in self.rows.drain(..) {
            for (value, column) in row.0.into_iter().zip(&self.table.columns) {
                query = Value::bind(value, query, column.kind)?;
            }
        }
        self.bytes = 0;
        query.exec().await.map(drop)
    }
}

fn insert(table: &Table, sqlite: bool, rows: usize) -> String {
    let overriding = if sqlite { "" } else { " OVERRIDING SYSTEM VALUE" };
    let mut sql = format!("INSERT INTO \"{}\" ({}){overriding} VALUES ", table.name, table.names());
    let mut number = 0;
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ",(" });
        for column in 0..table.columns.len() {
            number += 1;
            let comma = if column == 0 { "" } else { "," };
            // SQLite looks numbered ones up one after the other.
            sql.push_str(&if sqlite { format!("{comma}?") } else { format!("{comma}${number}") });
        }
        sql.push(')');
    }
    sql
}

/// Counters of PostgreSQL go on after the last number; SQLite's follow by themselves.
pub async fn set_counters(tx: &mut Tx) -> Result<()> {
    if tx.is_sqlite() {
        return Ok(());
    }
    let counted: Vec<(String, String)> = tx
        .q("SELECT CAST(c.relname AS TEXT), CAST(a.attname AS TEXT)
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            WHERE a.attidentity <> '' AND c.relkind = 'r'
                AND c.relnamespace = CAST(current_schema() AS regnamespace)")
        .all()
        .await?;
    for (table, column) in counted {
        let sql = format!(
            "SELECT setval(pg_get_serial_sequence('\"{table}\"', '{column}'), COALESCE(MAX(\"{column}\"), 0) + 1, FALSE)
             FROM \"{table}\""
        );
        tx.q(AssertSqlSafe(sql)).exec().await?;
    }
    Ok(())
}
