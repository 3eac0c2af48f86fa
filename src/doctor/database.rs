//! The database: reachable, of a good version, with a schema that fits, and writable.

use super::{Finding, store};
use crate::db::{Db, folder_of, migrations, sqlite_file, why_closed, without_password};

const CHECK: &str = "database";
const OLDEST_POSTGRES: i64 = 150_000;

pub async fn check(url: &str) -> Vec<Finding> {
    if let Some(finding) = not_there_yet(url) {
        return vec![finding];
    }
    let db = match Db::open(url).await {
        Ok(db) => db,
        Err(error) => {
            let text = format!("{} cannot be opened: {}", without_password(url), why_closed(url, &error));
            return vec![Finding::fail(CHECK, text)];
        }
    };
    let findings = vec![version(&db).await, schema(&db).await, writes(&db).await];
    db.close().await;
    findings
}

/// Looking must not make a database: a missing SQLite file is said, and nothing is opened.
fn not_there_yet(url: &str) -> Option<Finding> {
    let path = sqlite_file(url)?;
    if path.exists() {
        return None;
    }
    let folder = folder_of(&path);
    Some(if folder.is_dir() {
        Finding::warn(CHECK, format!("{} is not there yet: the first start makes it", path.display()))
    } else {
        Finding::fail(CHECK, format!("the folder {} does not exist: make it", folder.display()))
    })
}

async fn version(db: &Db) -> Finding {
    if db.is_sqlite() {
        return match store::sqlite_version(db).await {
            // Older ones are refused by `Db::open`.
            Ok(version) => Finding::ok(CHECK, format!("SQLite {version}")),
            Err(error) => Finding::fail(CHECK, format!("does not answer: {error}")),
        };
    }
    match store::postgres_version(db).await {
        Ok(number) => about_postgres(number),
        Err(error) => Finding::fail(CHECK, format!("does not answer: {error}")),
    }
}

fn about_postgres(number: i64) -> Finding {
    let shown = format!("PostgreSQL {}.{}", number / 10_000, number % 10_000);
    if number >= OLDEST_POSTGRES {
        Finding::ok(CHECK, shown)
    } else {
        Finding::fail(CHECK, format!("{shown} is too old: 15 or newer is needed"))
    }
}

async fn schema(db: &Db) -> Finding {
    let newest = migrations(db.is_sqlite()).iter().map(|migration| migration.version).max().unwrap_or(0);
    match db.schema_version().await {
        Ok(found) => about_schema(found, newest),
        Err(error) => Finding::fail(CHECK, format!("its schema cannot be read: {error}")),
    }
}

fn about_schema(found: Option<i64>, newest: i64) -> Finding {
    match found {
        None => {
            Finding::warn(CHECK, "empty: the first start makes the schema, or `tracking-dashboard migrate`")
        }
        Some(found) if found == newest => Finding::ok(CHECK, format!("schema {found} is up to date")),
        Some(found) if found < newest => {
            let text = format!(
                "schema {found} is older than {newest}: back up; the next start brings it up to date"
            );
            Finding::warn(CHECK, text)
        }
        Some(found) => {
            let text = format!(
                "schema {found} is of a newer program (this one knows {newest}): start that one, \
                 or restore a backup made before the upgrade"
            );
            Finding::fail(CHECK, text)
        }
    }
}

async fn writes(db: &Db) -> Finding {
    match store::write_and_roll_back(db).await {
        Ok(()) => Finding::ok(CHECK, "can be written"),
        Err(error) => {
            Finding::fail(CHECK, format!("cannot be written: {error}: check its rights and free space"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;
    use crate::db::testing::both_engines;

    #[tokio::test]
    async fn a_migrated_database_is_in_order_and_stays_as_it_is() {
        for test in both_engines().await {
            for _ in 0..2 {
                let findings = check(&test.url).await;
                assert_eq!(findings.len(), 3);
                assert!(findings.iter().all(|finding| finding.level == Level::Ok), "{findings:?}");
            }
        }
    }

    #[tokio::test]
    async fn looking_makes_no_database() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("not-there.db");
        let findings = check(&format!("sqlite://{}", path.display())).await;
        assert_eq!(findings[0].level, Level::Warn);
        assert!(!path.exists());
        let nowhere = check(&format!("sqlite://{}/no/folder.db", folder.path().display())).await;
        assert_eq!(nowhere[0].level, Level::Fail);
    }

    #[tokio::test]
    async fn a_server_that_does_not_answer_is_a_failure_that_shows_no_password() {
        let findings = check("postgres://me:hunter2@127.0.0.1:1/td").await;
        assert_eq!(findings[0].level, Level::Fail);
        let text = &findings[0].text;
        assert!(!text.contains("hunter2") && text.contains("does not answer at 127.0.0.1:1"), "{text}");
    }

    #[test]
    fn versions_and_schemas_are_told_apart() {
        assert_eq!(about_postgres(140_012).level, Level::Fail);
        assert_eq!(about_postgres(150_000).level, Level::Ok);
        let levels = [None, Some(1), Some(2), Some(3)].map(|found| about_schema(found, 2).level);
        assert_eq!(levels, [Level::Warn, Level::Warn, Level::Ok, Level::Fail]);
    }
}
