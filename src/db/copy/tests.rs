//! Copies in both directions, and targets that are refused.

use super::*;
use crate::db::testing::{TestDb, both_engines, postgres, sqlite};

const WITH_ROWS: &str = "
    INSERT INTO guilds (id, name, posts_removed, created_at, updated_at) VALUES (-7, 'Größe 🦀', TRUE, 0, 0), (2, '', FALSE, 1, 2);
    INSERT INTO users (id, username, display_name, email_verified, discord_tokens, guilds_synced_at, guilds_tried_at, created_at)
        VALUES (1, 'ada', 'Ada', TRUE, NULL, 0, 0, 0);
    INSERT INTO revocations (user_id, at) VALUES (1, 10), (1, 11), (1, 12);";

/// Keys whose order depends on who compares texts.
const IN_ANY_ORDER: [&str; 5] = ["b", "A", "a", "Z", "ä"];

async fn filled(test: &TestDb) {
    test.db.script(WITH_ROWS.to_owned()).await.unwrap();
    let mut tx = test.db.begin().await.unwrap();
    for key in IN_ANY_ORDER {
        tx.q("INSERT INTO replays (scope, key, request_hash, status, body, expires_at) VALUES ('s', $1, $2, 200, '', 9)")
            .bind(key)
            .bind(vec![0_u8, 255, 7])
            .exec()
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

async fn other(test: &TestDb) -> Option<TestDb> {
    if test.db.is_sqlite() { postgres().await } else { Some(sqlite().await) }
}

fn rows_of(all: &[Copied], table: &str) -> u64 {
    all.iter().find(|copied| copied.table == table).unwrap().rows
}

#[tokio::test]
async fn every_row_arrives_in_the_other_engine_and_counters_go_on() {
    for from in both_engines().await {
        filled(&from).await;
        let Some(to) = other(&from).await else { continue };
        let copied = copy(&from.db, &to.db).await.unwrap();
        assert_eq!((rows_of(&copied, "guilds"), rows_of(&copied, "replays")), (2, 5));
        assert_eq!(rows_of(&copied, "accounts"), 0);
        let sql = "SELECT name FROM guilds WHERE id = -7 AND posts_removed";
        assert_eq!(to.db.q(sql).scalar::<String>().await.unwrap(), "Größe 🦀");
        let next = "INSERT INTO revocations (user_id, at) VALUES (1, 13) RETURNING number";
        assert_eq!(to.db.w(next).scalar::<i64>().await.unwrap(), 4);
    }
}

#[tokio::test]
async fn a_target_with_rows_another_schema_or_foreign_tables_is_left_as_it_is() {
    for from in both_engines().await {
        filled(&from).await;
        let Some(to) = other(&from).await else { continue };
        to.db
            .script("INSERT INTO guilds (id, name, created_at, updated_at) VALUES (5, 'x', 0, 0)".into())
            .await
            .unwrap();
        let refused = copy(&from.db, &to.db).await.unwrap_err();
        assert!(matches!(&refused, CopyFailed::NotEmpty(table) if table == "guilds"), "{refused}");
        let count: i64 = to.db.q("SELECT COUNT(*) FROM guilds").scalar().await.unwrap();
        assert_eq!(count, 1);

        to.db
            .script("DELETE FROM guilds; DELETE FROM _sqlx_migrations WHERE version > 1".into())
            .await
            .unwrap();
        assert!(matches!(copy(&from.db, &to.db).await, Err(CopyFailed::Schema { found: 1, .. })));
        assert!(matches!(copy(&to.db, &from.db).await, Err(CopyFailed::Source { .. })));
        to.db.script("DROP TABLE _sqlx_migrations".into()).await.unwrap();
        assert!(matches!(copy(&from.db, &to.db).await, Err(CopyFailed::Foreign(_))));
    }
}

#[tokio::test]
async fn what_fails_on_the_way_leaves_no_row() {
    for from in both_engines().await {
        filled(&from).await;
        let Some(to) = other(&from).await else { continue };
        // The last of the tables that have rows will not take them.
        let refusing = if to.db.is_sqlite() {
            "CREATE TRIGGER no BEFORE INSERT ON revocations BEGIN SELECT RAISE(ABORT, 'no'); END"
        } else {
            "ALTER TABLE revocations ADD CONSTRAINT no CHECK (at < 12)"
        };
        to.db.script(refusing.to_owned()).await.unwrap();
        let failed = copy(&from.db, &to.db).await.unwrap_err();
        assert!(matches!(&failed, CopyFailed::Table { table, .. } if table == "revocations"), "{failed}");
        let count: i64 = to.db.q("SELECT COUNT(*) FROM guilds").scalar().await.unwrap();
        assert_eq!(count, 0);
    }
}

#[tokio::test]
async fn a_row_that_arrives_as_another_is_noticed_before_it_counts() {
    for from in both_engines().await {
        filled(&from).await;
        let Some(to) = other(&from).await else { continue };
        let changing = if to.db.is_sqlite() {
            "CREATE TRIGGER other AFTER INSERT ON guilds WHEN NEW.id = 2 BEGIN UPDATE guilds SET name = 'y' WHERE id = 2; END"
        } else {
            "CREATE FUNCTION other() RETURNS trigger LANGUAGE plpgsql AS
                $$BEGIN IF NEW.id = 2 THEN NEW.name = 'y'; END IF; RETURN NEW; END$$;
             CREATE TRIGGER other BEFORE INSERT ON guilds FOR EACH ROW EXECUTE FUNCTION other()"
        };
        to.db.script(changing.to_owned()).await.unwrap();
        let failed = copy(&from.db, &to.db).await.unwrap_err();
        assert!(matches!(&failed, CopyFailed::Differs { table, row: 2 } if table == "guilds"), "{failed}");
        let count: i64 = to.db.q("SELECT COUNT(*) FROM guilds").scalar().await.unwrap();
        assert_eq!(count, 0);
    }
}
