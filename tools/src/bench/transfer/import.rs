//! An import of 50,000 new accounts: until its preview is there, until it is applied, and how long other changes
//! wait for it. The floor is SQLite itself, which copies the rows that the import wrote out of its database
//! into one as it was before, in one transaction.

use std::{
    path::Path,
    sync::Arc,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use reqwest::{Method, header::CONTENT_TYPE};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::{
    bench::{
        api::{Api, send},
        floor,
        table::{Line, apart, median, milliseconds, steady},
    },
    demo::Demo,
};

const ROWS: usize = 50_000;
const RUNS: usize = 3;

/// What one run took, in milliseconds.
struct Run {
    preview: f64,
    applied: f64,
    waited: f64,
    undone: f64,
    floor: f64,
    idle: f64,
    after: f64,
}

/// Each run on a demo of its own; the noise is how far the floors of the runs are apart.
pub async fn measure(guild: &str) -> Result<Vec<Line>> {
    let (all, noise) = steady(async || {
        let mut all = Vec::new();
        for _ in 0..RUNS {
            all.push(run(guild).await?);
        }
        let floors = || all.iter().map(|run| run.floor);
        let noise = apart(floors().fold(f64::MAX, f64::min), floors().fold(0.0, f64::max));
        Ok((all, noise))
    })
    .await?;
    let of = |field: fn(&Run) -> f64| median(all.iter().map(field).collect());
    let (preview, applied, floor) = (of(|run| run.preview), of(|run| run.applied), of(|run| run.floor));
    let waited = of(|run| run.waited);
    let took = format!("{applied:.0} ms, SQLite's own copy {floor:.0} ms: {:.1}", applied / floor);
    let memory = format!("{:.0} MB, {:.0} MB before", of(|run| run.after), of(|run| run.idle));
    let line = |what, measured, wanted, reached| Line::new(what, measured, wanted, reached).with_noise(noise);
    Ok(vec![
        line("import of 50,000 rows, preview", format!("{preview:.0} ms"), "3 s", preview < 3_000.0),
        line("import, applied", took, "5 s", applied < 5_000.0),
        line("import, another change waits", format!("{waited:.0} ms"), "1.5 s", waited <= 1_500.0),
        line("import, taken back", format!("{:.0} ms", of(|run| run.undone)), "", true),
        line("memory after it", memory, "", true),
    ])
}

async fn run(guild: &str) -> Result<Run> {
    let demo = Demo::start(&["--no-bot"]).await?;
    let scopes = ["tracking:read", "tracking:write", "imports:read", "imports:write"];
    let api = Api::new(&demo, guild, &scopes).await?;
    let before = demo.data().join("before.db");
    floor::copy(&demo.database(), &before)?;
    let idle = demo.memory()?;
    let start = Instant::now();
    let import = upload(&api, &rows()).await?;
    let preview = milliseconds(start.elapsed());
    ensure!(import["new_rows"] == ROWS, "not every row is new: {}", import["error_count"]);
    let id = import["id"].as_str().context("no id")?;
    let start = Instant::now();
    let waiting = change_over_and_over(&api).await?;
    api.call(Method::POST, &format!("/accounts/imports/{id}/confirm"), Some(&json!({}))).await?;
    loop {
        let import = api.call(Method::GET, &format!("/accounts/imports/{id}"), None).await?;
        match import["state"].as_str() {
            Some("queued" | "running") => tokio::time::sleep(Duration::from_millis(5)).await,
            state => break ensure!(state == Some("completed"), "the import ended as {state:?}"),
        }
    }
    let applied = milliseconds(start.elapsed());
    let waited = milliseconds(waiting.end().await?);
    let floor = milliseconds(copied(&demo.database(), &before)?);
    let start = Instant::now();
    api.call(Method::POST, &format!("/accounts/imports/{id}/undo"), Some(&json!({}))).await?;
    let undone = milliseconds(start.elapsed());
    let after = demo.memory()?;
    Ok(Run { preview, applied, waited, undone, floor, idle, after })
}

fn rows() -> String {
    let platforms = ["instagram", "tiktok", "youtube", "x", "facebook"];
    let row = |n: usize| {
        let (platform, group) = (platforms[n % platforms.len()], n % 40);
        format!("{platform},bench.{n},Bench {},Group {group},Creator {n}\n", group % 4)
    };
    let all: String = (0..ROWS).map(row).collect();
    format!("platform,username,brand,group,display_name\n{all}")
}

/// The rows that `after` has and `before` has not, as durable as the import.
fn copied(after: &Path, before: &Path) -> Result<Duration> {
    let mut db = Connection::open(before)?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "cache_size", -8192)?;
    db.execute("ATTACH ? AS after", [after.to_string_lossy()])?;
    let start = Instant::now();
    let tx = db.transaction()?;
    for sql in [
        "INSERT OR IGNORE INTO brands SELECT * FROM after.brands",
        "INSERT OR IGNORE INTO account_groups SELECT * FROM after.account_groups",
        "INSERT INTO accounts SELECT * FROM after.accounts a WHERE a.id NOT IN (SELECT id FROM main.accounts)",
        "INSERT OR IGNORE INTO account_memberships SELECT * FROM after.account_memberships",
        "INSERT INTO audit_log SELECT * FROM after.audit_log l WHERE l.id NOT IN (SELECT id FROM main.audit_log)",
    ] {
        tx.execute(sql, [])?;
    }
    tx.commit()?;
    Ok(start.elapsed())
}

async fn upload(api: &Api, content: &str) -> Result<Value> {
    let body = format!(
        "--edge\r\ncontent-disposition: form-data; name=\"create_missing\"\r\n\r\ntrue\r\n\
         --edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"bench.csv\"\r\n\r\n\
         {content}\r\n--edge--\r\n"
    );
    let request = api.request(Method::POST, "/accounts/imports");
    send(request.header(CONTENT_TYPE, "multipart/form-data; boundary=edge").body(body)).await
}

/// Renames an account of another group again and again.
async fn change_over_and_over(api: &Api) -> Result<Waiting> {
    let accounts = api.call(Method::GET, "/accounts?limit=1", None).await?;
    let path = format!("/accounts/{}", accounts["items"][0]["id"].as_str().context("no account")?);
    let (api, ends) = (api.clone(), Arc::new(AtomicBool::new(false)));
    let ended = ends.clone();
    let longest = tokio::spawn(async move {
        let (mut longest, mut number) = (Duration::ZERO, 0);
        while !ended.load(Ordering::Relaxed) {
            number += 1;
            let (start, body) = (Instant::now(), json!({ "display_name": format!("Bench {number}") }));
            api.call(Method::PATCH, &path, Some(&body)).await?;
            longest = longest.max(start.elapsed());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(longest)
    });
    Ok(Waiting { ends, longest })
}

/// Changes that go on until somebody asks how long the slowest of them took.
struct Waiting {
    ends: Arc<AtomicBool>,
    longest: tokio::task::JoinHandle<Result<Duration>>,
}

impl Waiting {
    async fn end(self) -> Result<Duration> {
        self.ends.store(true, Ordering::Relaxed);
        self.longest.await?
    }
}
