//! `api-key` as an operator runs it, on databases that are there and on some that are not.

use tracking_dashboard::db::testing;

use crate::support::{Settings, require};

const CREATE: &[&str] = &["api-key", "create", "--bot", "--name", "bot", "--scope", "ingest:write"];
const LIST: &[&str] = &["api-key", "list"];

/// Whether it went well, and all that it said.
async fn run(settings: &Settings, arguments: &[&str]) -> (bool, String) {
    let out = settings.command(arguments).output().await.expect("the binary");
    (out.status.success(), String::from_utf8_lossy(&[out.stdout, out.stderr].concat()).into_owned())
}

#[tokio::test]
async fn a_mistyped_path_makes_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings::on(&format!("sqlite://{}/none.db", folder.path().display()));
    let id = "01900000-0000-7000-8000-000000000000";
    for arguments in [CREATE, LIST, &["api-key", "revoke", id], &["api-key", "rotate-secret", id]] {
        let (went_well, said) = run(&settings, arguments).await;
        assert!(!went_well && said.contains("does not exist: check database.url"), "{arguments:?}: {said}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

async fn keys_need_a_schema(url: &str) {
    let settings = Settings::on(url);
    let (went_well, said) = run(&settings, CREATE).await;
    assert!(!went_well && said.contains("run `tracking-dashboard migrate`, or start the server"), "{said}");
    settings.migrate().await;
    assert_eq!(run(&settings, LIST).await, (true, "No keys.\n".to_owned()));
    settings.bot_key().await;
    let (went_well, said) = run(&settings, LIST).await;
    assert!(went_well && said.contains("[ingest:write]"), "{said}");
}

#[tokio::test]
async fn a_database_without_a_schema_is_told_from_one_without_keys() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("new.db");
    std::fs::write(&file, "").unwrap();
    keys_need_a_schema(&format!("sqlite://{}", file.display())).await;
    let Some(empty) = testing::postgres().await else { return require("TD_TEST_POSTGRES_URL") };
    empty.db.script("DROP SCHEMA public CASCADE; CREATE SCHEMA public".into()).await.unwrap();
    keys_need_a_schema(&empty.url).await;
}
