//! Many rows in few statements: `VALUES` lists whose placeholders are repeated here, and nowhere else.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the text holds our own constants and placeholders only"
)]

use sqlx::AssertSqlSafe;

use super::query::Query;
use super::{Exec, Result};

/// Rows per statement. SQLite takes 32,766 parameters and PostgreSQL 65,535.
const MOST_PARAMETERS: usize = 32_000;

/// `head` + one tuple of placeholders per row + `tail`, run over any number of rows.
///
/// SQLite finds `$N` by a linear scan of names, which makes long lists quadratic: it gets
/// anonymous `?`, PostgreSQL gets `$N`. A column may carry a cast, which PostgreSQL needs where it
/// can't infer a type (`VALUES` in a `FROM`): write it in `casts`, e.g. `["UUID", "BIGINT"]`.
pub struct Batch {
    /// Everything before the tuples, e.g. `INSERT INTO t (a, b) VALUES `.
    pub head: &'static str,
    /// The PostgreSQL type of each column; its length is the number of columns.
    pub casts: &'static [&'static str],
    /// Everything after the tuples, e.g. ` ON CONFLICT DO NOTHING`.
    pub tail: &'static str,
}

impl Batch {
    /// Runs the statement for all rows; returns the number of rows touched. No rows, no statement.
    pub async fn exec<T>(
        &self,
        db: &mut impl Exec,
        rows: &[T],
        bind: impl for<'q> Fn(Query<'q>, &T) -> Query<'q>,
    ) -> Result<u64> {
        let mut touched = 0;
        for part in rows.chunks(self.rows_per_statement()) {
            touched += self.query(db, part, &bind).exec().await?;
        }
        Ok(touched)
    }

    /// Runs a statement that returns rows, for all rows given.
    pub async fn all<T, R: super::Row>(
        &self,
        db: &mut impl Exec,
        rows: &[T],
        bind: impl for<'q> Fn(Query<'q>, &T) -> Query<'q>,
    ) -> Result<Vec<R>> {
        let mut found = Vec::new();
        for part in rows.chunks(self.rows_per_statement()) {
            found.extend(self.query(db, part, &bind).all::<R>().await?);
        }
        Ok(found)
    }

    fn query<'d, T>(
        &self,
        db: &'d mut impl Exec,
        rows: &[T],
        bind: &impl for<'q> Fn(Query<'q>, &T) -> Query<'q>,
    ) -> Query<'d> {
        let sql = self.sql(db.is_sqlite(), rows.len());
        // The text holds only our own constants and placeholders: values are bound below.
        let mut query = db.q(AssertSqlSafe(sql));
        for row in rows {
            query = bind(query, row);
        }
        query
    }

    fn rows_per_statement(&self) -> usize {
        (MOST_PARAMETERS / self.casts.len().max(1)).clamp(1, 500)
    }

    fn sql(&self, sqlite: bool, rows: usize) -> String {
        let mut sql = String::from(self.head);
        let mut number = 0;
        for row in 0..rows {
            sql.push_str(if row == 0 { "(" } else { ",(" });
            for (column, cast) in self.casts.iter().enumerate() {
                number += 1;
                let comma = if column == 0 { "" } else { "," };
                if sqlite {
                    sql.push_str(comma);
                    sql.push('?');
                } else {
                    sql.push_str(&format!("{comma}CAST(${number} AS {cast})"));
                }
            }
            sql.push(')');
        }
        sql.push_str(self.tail);
        sql
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_engine_gets_its_own_placeholders() {
        let batch =
            Batch { head: "INSERT INTO t (a, b) VALUES ", casts: &["UUID", "BIGINT"], tail: " RETURNING a" };
        assert_eq!(batch.sql(true, 2), "INSERT INTO t (a, b) VALUES (?,?),(?,?) RETURNING a");
        assert_eq!(
            batch.sql(false, 2),
            "INSERT INTO t (a, b) VALUES (CAST($1 AS UUID),CAST($2 AS BIGINT)),\
             (CAST($3 AS UUID),CAST($4 AS BIGINT)) RETURNING a"
        );
    }
}
