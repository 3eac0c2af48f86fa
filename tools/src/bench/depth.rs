//! What a page of posts costs in the middle of the large demo, against its own first page.

use std::{
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use reqwest::Client;
use serde_json::Value;

use crate::demo::Demo;

#[derive(clap::Args)]
pub struct Args {
    /// The large demo's guild
    #[arg(long, default_value = "1180000000000000001")]
    guild: String,
    /// Posts before the page
    #[arg(long, default_value_t = 500_000)]
    depth: usize,
    /// Times that each page is asked for
    #[arg(long, default_value_t = 200)]
    times: usize,
}

/// Rows of a page, when walking to the middle and when measuring.
const WALKED: usize = 100;
const ROWS: usize = 50;

pub async fn run(args: Args) -> Result<()> {
    let start = Instant::now();
    let demo = Demo::start(&["--size", "large", "--no-bot"]).await?;
    println!("made and started in {:.1} s", start.elapsed().as_secs_f64());
    let list = List {
        client: Client::new(),
        key: demo.reading_key(&args.guild).await?,
        url: format!("{}/api/v1/guilds/{}/posts", demo.url, args.guild),
    };
    let first = list.get("limit=1").await?;
    let id = |field: &str| Some(first["items"][0].get(field)?["id"].as_str()?.to_owned());
    let (group, account) = (id("group").context("no group")?, id("account").context("no account")?);
    let filters = [
        String::new(),
        "&platform=tiktok".into(),
        format!("&group_id={group}"),
        format!("&account_id={account}"),
    ];
    println!(
        "{:<44} {:>7} {:>9} {:>9} {:>6} {:>6}",
        "order and filter", "depth", "first ms", "deep ms", "ratio", "noise"
    );
    for sort in ["posted_at", "views", "likes"] {
        for filter in &filters {
            let query = format!("sort={sort}{filter}");
            let (cursor, depth) = list.walk(&query, args.depth).await?;
            let (one, other) =
                (format!("{query}&limit={ROWS}"), format!("{query}&limit={ROWS}&cursor={cursor}"));
            let (mut first, mut again, mut deep) = (Vec::new(), Vec::new(), Vec::new());
            // In turns, so that what disturbs the machine disturbs all of them; the first page twice.
            for _ in 0..args.times {
                first.push(list.time(&one).await?);
                deep.push(list.time(&other).await?);
                again.push(list.time(&one).await?);
            }
            let [first, again, deep] = [first, again, deep].map(median);
            let name: String = query.chars().take(44).collect();
            println!(
                "{name:<44} {depth:>7} {first:>9.2} {deep:>9.2} {:>6.2} {:>6.2}",
                deep / first,
                again / first
            );
        }
    }
    let size = Command::new("du").arg("-m").arg(demo.data().join("demo.db")).output()?;
    println!("database, MiB: {}", String::from_utf8_lossy(&size.stdout).trim());
    Ok(())
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times.get(times.len() / 2).map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
}

struct List {
    client: Client,
    key: String,
    url: String,
}

impl List {
    async fn get(&self, query: &str) -> Result<Value> {
        let answer = self.client.get(format!("{}?{query}", self.url)).bearer_auth(&self.key).send().await?;
        let status = answer.status();
        let body: Value = answer.json().await?;
        ensure!(status.is_success(), "{query}: {status} {body}");
        Ok(body)
    }

    async fn time(&self, query: &str) -> Result<Duration> {
        let start = Instant::now();
        self.get(query).await?;
        Ok(start.elapsed())
    }

    /// The cursor after `depth` posts, or half way where there are fewer.
    async fn walk(&self, query: &str, depth: usize) -> Result<(String, usize)> {
        let mut cursors = Vec::new();
        let mut page = self.get(&format!("{query}&limit={WALKED}")).await?;
        while let Some(cursor) = page["next_cursor"].as_str().filter(|_| cursors.len() * WALKED < depth) {
            cursors.push(cursor.to_owned());
            page = self.get(&format!("{query}&limit={WALKED}&cursor={}", cursors[cursors.len() - 1])).await?;
        }
        let at = if cursors.len() * WALKED < depth { cursors.len() / 2 } else { cursors.len() - 1 };
        let cursor = cursors.get(at).context("one page only")?;
        Ok((cursor.clone(), (at + 1) * WALKED))
    }
}
