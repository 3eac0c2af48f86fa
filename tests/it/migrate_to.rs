//! The demo's data moved from SQLite to PostgreSQL and back: the same answers from both.

use std::process::Output;

use serde_json::Value;
use tokio::process::Command;
use tracking_dashboard::db::testing::{self, TestDb};
use tracking_dashboard::start;

use crate::support::{Demo, FIRST, Options, SECOND, TestApp, require};

async fn migrate(from: &str, to: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tracking-dashboard"))
        .args(["migrate-to", to])
        .env("TD_DATABASE__URL", from)
        .env("TD_AUTH__SECRET", "0123456789abcdef0123456789abcdef")
        .env("TD_DISCORD__CLIENT_ID", "1")
        .env("TD_DISCORD__CLIENT_SECRET", "s")
        .output()
        .await
        .expect("the binary")
}

/// Rows and names of the tables, as it says them.
#[track_caller]
fn said(output: &Output) -> Vec<(u64, String)> {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = |line: &str| {
        let (rows, table) = line.trim().split_once("  ")?;
        Some((rows.parse().ok()?, table.to_owned()))
    };
    let mut all: Vec<_> = text.lines().filter_map(line).collect();
    all.sort();
    all
}

async fn refused(from: &str, to: &str) -> String {
    let output = migrate(from, to).await;
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What an administrator reads.
async fn read(app: &TestApp) -> Vec<Value> {
    let admin = app.admin().await;
    let mut all = Vec::new();
    for guild in [FIRST, SECOND] {
        for path in ["accounts?limit=100", "posts?limit=100", "brands", "groups", "alerts", "bonus/rounds"] {
            let answer = admin.get(&format!("/api/v1/guilds/{guild}/{path}")).await.ok();
            all.push(answer.json()["items"].clone());
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_goes_on_with_the_same_data_on_the_other_engine() {
    start::process();
    let Some(target) = testing::postgres().await else { return require("TD_TEST_POSTGRES_URL") };
    // As an operator makes it: without tables.
    target.db.script("DROP SCHEMA public CASCADE; CREATE SCHEMA public".into()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    Demo::start(folder.path(), &["--no-bot"]).await.kill().await;
    let source = format!("sqlite://{}/demo.db", folder.path().display());
    let there = said(&migrate(&source, &target.url).await);
    let rows: u64 = there.iter().map(|(rows, _)| rows).sum();
    assert!(there.iter().any(|(rows, table)| table == "posts" && *rows == 6_000), "{there:?}");
    assert!(refused(&source, &target.url).await.contains("has rows already"));
    let nowhere = format!("sqlite://{}/none.db", folder.path().display());
    assert!(refused(&nowhere, &target.url).await.contains("cannot open"));

    let back = format!("sqlite://{}/back.db", folder.path().display());
    assert_eq!(said(&migrate(&target.url, &back).await), there, "and back");
    target.db.close().await;
    let mut seen = Vec::new();
    for url in [&source, &target.url, &back] {
        let app = TestApp::on(TestDb::at(url).await, Options::default()).await;
        seen.push(read(&app).await);
    }
    assert!(seen[0].iter().all(|items| items.is_array()));
    assert!(seen[0][0].as_array().is_some_and(|accounts| accounts.len() == 100));
    assert_eq!(seen[0], seen[1], "PostgreSQL");
    assert_eq!(seen[0], seen[2], "and back");
    eprintln!("{rows} rows of {} tables there and back", there.len());
}

#[tokio::test]
async fn what_names_no_engine_or_the_same_one_is_refused_before_anything_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let source = format!("sqlite://{}", at("source.db"));
    for target in [&at("x.db"), "x.db", "mysql://db/td", "postgre://db/td", "POSTGRES://db/td", ""] {
        let said = refused(&source, target).await;
        assert!(said.contains("must start with sqlite:// or postgres://"), "{target}: {said}");
    }
    assert!(refused(&source, &format!("sqlite://{}", at("x.db"))).await.contains("one engine"));
    assert!(refused(&source, &source).await.contains("the configured database itself"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    std::fs::write(at("source.db"), "").unwrap();
    let again = format!("sqlite:{}/./source.db", folder.path().display());
    assert!(refused(&source, &again).await.contains("the configured database itself"));
}
