//! Databases for tests: a fresh one of each engine, gone when dropped.

#![expect(clippy::disallowed_methods, reason = "tests find their services and break things on purpose here")]

use super::Db;

/// A migrated, empty database. SQLite's file is deleted with it; PostgreSQL's ends with its server.
pub struct TestDb {
    pub db: Db,
    pub url: String,
    _directory: Option<tempfile::TempDir>,
}

/// One SQLite database, and one on PostgreSQL when `TD_TEST_POSTGRES_URL` names a server
/// (`cargo xtask test` starts one).
pub async fn both_engines() -> Vec<TestDb> {
    let mut all = vec![sqlite().await];
    all.extend(postgres().await);
    all
}

pub async fn sqlite() -> TestDb {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let url = format!("sqlite://{}/test.db", directory.path().display());
    TestDb { db: open(&url).await, url, _directory: Some(directory) }
}

pub async fn postgres() -> Option<TestDb> {
    let server = std::env::var("TD_TEST_POSTGRES_URL").ok()?;
    // Process ids come again within the life of a server.
    let name = format!("td_test_{:032x}", u128::from_be_bytes(crate::crypto::random()));
    let admin = Db::open(&server).await.expect("the test server of PostgreSQL");
    admin.script(format!("CREATE DATABASE {name}")).await.expect("a database of our own");
    admin.close().await;
    let (base, _) = server.rsplit_once('/').expect("a URL with a database");
    let url = format!("{base}/{name}");
    Some(TestDb { db: open(&url).await, url, _directory: None })
}

impl TestDb {
    /// A database that is there already, at another address of its server.
    pub async fn at(url: &str) -> TestDb {
        TestDb { db: open(url).await, url: url.to_owned(), _directory: None }
    }
}

async fn open(url: &str) -> Db {
    let db = Db::open(url).await.expect("a database");
    db.migrate().await.expect("migrations");
    db
}

impl Db {
    /// Runs text as it is; for what tests set up or break on purpose.
    pub async fn script(&self, sql: String) -> super::Result<()> {
        let sql = sqlx::AssertSqlSafe(sql);
        match self {
            Db::Sqlite { write, .. } => sqlx::raw_sql(sql).execute(write).await.map(drop),
            Db::Postgres(pool, _) => sqlx::raw_sql(sql).execute(pool).await.map(drop),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Batch;

    #[derive(sqlx::FromRow)]
    struct Label {
        label: String,
    }

    #[tokio::test]
    async fn each_statement_runs_on_both_engines() {
        for test in both_engines().await {
            let mut tx = test.db.begin().await.unwrap();
            let batch = Batch {
                head: "INSERT INTO guilds (id, name, created_at, updated_at) VALUES ",
                casts: &["BIGINT", "TEXT", "BIGINT", "BIGINT"],
                tail: " ON CONFLICT (id) DO NOTHING RETURNING name AS label",
            };
            let rows: Vec<i64> = (0..1_200).collect();
            let made: Vec<Label> = batch
                .all(&mut &mut tx, &rows, |q, id| q.bind(*id).bind(format!("g{id}")).bind(0_i64).bind(0_i64))
                .await
                .unwrap();
            assert_eq!(made.len(), 1_200);
            assert_eq!(made[7].label, "g7");
            tx.commit().await.unwrap();
            let count: i64 = test.db.q("SELECT COUNT(*) FROM guilds").scalar().await.unwrap();
            assert_eq!(count, 1_200);
        }
    }

    #[tokio::test]
    async fn what_is_not_committed_is_gone_and_readers_cannot_write() {
        for test in both_engines().await {
            let sql = "INSERT INTO guilds (id, name, created_at, updated_at) VALUES (1, 'a', 0, 0)";
            let mut tx = test.db.begin().await.unwrap();
            tx.q(sql).exec().await.unwrap();
            drop(tx);
            let count: i64 = test.db.q("SELECT COUNT(*) FROM guilds").scalar().await.unwrap();
            assert_eq!(count, 0);
            assert_eq!(test.db.q(sql).exec().await.is_err(), test.db.is_sqlite());
        }
    }

    #[tokio::test]
    async fn a_newer_schema_is_refused() {
        for test in both_engines().await {
            let sql = if test.db.is_sqlite() {
                "INSERT INTO _sqlx_migrations VALUES (9999, 'later', CURRENT_TIMESTAMP, TRUE, X'00', 0)"
            } else {
                "INSERT INTO _sqlx_migrations VALUES (9999, 'later', now(), TRUE, '\\x00', 0)"
            };
            test.db.script(sql.to_owned()).await.unwrap();
            let error = test.db.migrate().await.unwrap_err().to_string();
            assert!(error.contains("newer version"), "{error}");
        }
    }
}
