//! An export of 1,000,000 accounts as CSV, against the same rows through a bare sqlx stream into a file.

#![expect(clippy::disallowed_methods, reason = "bare sqlx is what it is for")]

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
    time::Instant,
};

use anyhow::{Context, Result, ensure};
use futures_util::TryStreamExt;
use rusqlite::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

use crate::{
    bench::table::{Line, apart, median, steady},
    demo::Demo,
};

const ROWS: usize = 1_000_000;
const TURNS: usize = 3;

/// As in src/transfer/export/store.rs, without its filters.
const LIST: &str =
    "SELECT a.platform, a.username, b.label AS brand, g.label AS group_label, a.display_name, a.status,
       a.followers, a.last_checked_at
     FROM accounts a JOIN account_groups g ON g.id = a.group_id JOIN brands b ON b.id = g.brand_id
     WHERE a.guild_id = ?1 AND a.deleted_at IS NULL ORDER BY a.username_folded, a.id";

#[derive(sqlx::FromRow)]
#[expect(dead_code, reason = "read as the export reads them")]
struct Row {
    platform: String,
    username: String,
    brand: String,
    group_label: String,
    display_name: String,
    status: String,
    followers: Option<i64>,
    last_checked_at: Option<i64>,
}

pub async fn measure(guild: &str) -> Result<Vec<Line>> {
    let folder = tempfile::Builder::new().prefix("td-export-").tempdir()?;
    let demo = Demo::start_in(folder.path(), &["--no-bot"]).await?;
    let (key, binary) = (demo.key(guild, &["exports:read"]).await?, demo.binary()?);
    let database = demo.database();
    demo.stop().await?;
    fill(&database, guild.parse()?)?;
    let demo = Demo::start_binary(&binary, folder.path(), &["--no-bot"]).await?;
    let before = demo.memory()?;
    let ((ours, bare), noise) = steady(async || {
        let (mut ours, mut first, mut again) = (Vec::new(), Vec::new(), Vec::new());
        // In turns, so that what disturbs the machine disturbs both; the floor twice.
        for _ in 0..TURNS {
            first.push(stream(&database, folder.path(), guild.parse()?).await?);
            ours.push(export(&demo, guild, &key).await?);
            again.push(stream(&database, folder.path(), guild.parse()?).await?);
        }
        let [ours, first, again] = [ours, first, again].map(median);
        Ok(((ours, f64::midpoint(first, again)), apart(first, again)))
    })
    .await?;
    let grown = demo.memory()? - before;
    demo.stop().await?;
    let share = bare / ours;
    let measured = format!("{ours:.2} s, {:.0} % of bare sqlx's {bare:.2} s", 100.0 * share);
    Ok(vec![
        Line::new("export of 1,000,000 rows as CSV", measured, "60 % of bare sqlx", share >= 0.6)
            .with_noise(noise),
        Line::new("memory grew", format!("{grown:.1} MB"), "32 MiB", grown <= 33.6),
    ])
}

/// Fills the guild up with copies of its accounts.
fn fill(database: &Path, guild: i64) -> Result<()> {
    let mut db = Connection::open(database)?;
    let tx = db.transaction()?;
    let there: usize = tx.query_row(
        "SELECT COUNT(*) FROM accounts WHERE guild_id = ? AND deleted_at IS NULL",
        [guild],
        |row| row.get::<_, i64>(0).map(|count| count as usize),
    )?;
    tx.execute(
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?2)
         INSERT INTO accounts (id, guild_id, group_id, platform, username, username_folded, display_name, search,
                               status, followers, last_checked_at, created_at)
         SELECT randomblob(16), guild_id, group_id, 'x', 'bench.' || n, 'bench.' || n, 'Creator ' || n, 'bench.' || n,
                status, followers, last_checked_at, created_at
         FROM numbers, (SELECT * FROM accounts WHERE guild_id = ?1 AND deleted_at IS NULL LIMIT 1)",
        rusqlite::params![guild, (ROWS - there) as i64],
    )?;
    Ok(tx.commit()?)
}

/// Seconds until the whole file has arrived.
async fn export(demo: &Demo, guild: &str, key: &str) -> Result<f64> {
    let url = format!("{}/api/v1/guilds/{guild}/accounts/export?format=csv", demo.url);
    let start = Instant::now();
    let mut answer = reqwest::Client::new().get(url).bearer_auth(key).send().await?.error_for_status()?;
    let length = answer.content_length().context("a file of unknown length")?;
    let (mut lines, mut bytes) = (0, 0);
    while let Some(part) = answer.chunk().await? {
        bytes += part.len() as u64;
        lines += part.iter().filter(|byte| **byte == b'\n').count();
    }
    ensure!(lines == ROWS + 1 && bytes == length, "{lines} lines in {bytes} of {length} bytes");
    Ok(start.elapsed().as_secs_f64())
}

/// Seconds until every row is in a file, with the options of src/db/connect.rs.
async fn stream(database: &Path, folder: &Path, guild: i64) -> Result<f64> {
    let options = SqliteConnectOptions::new()
        .filename(database)
        .pragma("cache_size", "-8192")
        .pragma("temp_store", "memory")
        .row_buffer_size(256);
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
    let mut out = BufWriter::with_capacity(256 * 1_024, File::create(folder.join("bare.csv"))?);
    let (start, mut count) = (Instant::now(), 0);
    let mut rows = sqlx::query_as::<_, Row>(LIST).bind(guild).fetch(&pool);
    while let Some(row) = rows.try_next().await? {
        let Row { platform, username, brand, group_label, display_name, .. } = row;
        writeln!(out, "{platform},{username},{brand},{group_label},{display_name}")?;
        count += 1;
    }
    out.flush()?;
    ensure!(count == ROWS, "{count} rows");
    Ok(start.elapsed().as_secs_f64())
}
