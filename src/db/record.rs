//! What a piece of work asked the database, for tests that count statements and read their plans.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "explains texts that the product itself ran, with the values it bound"
)]

use std::sync::{Arc, Mutex};

use sqlx::AssertSqlSafe;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;

use super::{Db, Result};

tokio::task_local! {
    static RECORD: Arc<Mutex<Vec<Statement>>>;
}

/// A statement that ran, with what was bound.
#[derive(Clone, Debug)]
pub struct Statement {
    pub sql: String,
    values: Values,
}

#[derive(Clone, Debug)]
pub(super) enum Values {
    Sqlite(SqliteArguments),
    Postgres(PgArguments),
}

/// Runs the work; its result, and the statements that it ran itself (not those of tasks it left running).
pub async fn recorded<T>(work: impl Future<Output = T>) -> (T, Vec<Statement>) {
    let record = Arc::new(Mutex::new(Vec::new()));
    let result = RECORD.scope(record.clone(), work).await;
    let statements = std::mem::take(&mut *record.lock().unwrap_or_else(|poisoned| poisoned.into_inner()));
    (result, statements)
}

pub(super) fn note(sql: &str, values: impl FnOnce() -> Values) {
    let _ = RECORD.try_with(|record| {
        let statement = Statement { sql: sql.to_owned(), values: values() };
        record.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push(statement);
    });
}

impl Db {
    /// The lines of the plan that the engine makes for a statement with these values.
    pub async fn explain(&self, statement: &Statement) -> Result<Vec<String>> {
        match (self, statement.values.clone()) {
            (Db::Sqlite { read, .. }, Values::Sqlite(values)) => {
                let sql = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", statement.sql));
                let rows: Vec<(i64, i64, i64, String)> =
                    sqlx::query_as_with(sql, values).fetch_all(read).await?;
                Ok(rows.into_iter().map(|row| row.3).collect())
            }
            (Db::Postgres(pool, _), Values::Postgres(values)) => {
                let sql = AssertSqlSafe(format!("EXPLAIN {}", statement.sql));
                let rows: Vec<(String,)> = sqlx::query_as_with(sql, values).fetch_all(pool).await?;
                Ok(rows.into_iter().map(|row| row.0).collect())
            }
            _ => Err(super::Error::Configuration("the statement is another engine's".into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::both_engines;

    #[tokio::test]
    async fn a_piece_of_work_has_its_own_statements_and_their_plans_can_be_read() {
        for test in both_engines().await {
            let work = async {
                test.db
                    .q("SELECT COUNT(*) FROM guilds WHERE id = $1")
                    .bind(1_i64)
                    .scalar::<i64>()
                    .await
                    .unwrap();
                test.db.ping().await.unwrap();
            };
            let ((), statements) = recorded(work).await;
            assert_eq!(statements.len(), 2);
            let plan = test.db.explain(&statements[0]).await.unwrap().join("\n");
            assert!(plan.contains("guilds"), "{plan}");
        }
    }
}
