//! What a page of posts costs in the middle of the large demo, against its own first page.

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use reqwest::Client;
use serde_json::Value;

use super::table::{Line, apart, median, milliseconds, steady};
use crate::demo::Demo;

/// Posts before the page.
const DEPTH: usize = 500_000;
/// Times that each page is asked for.
const TIMES: usize = 200;
/// Rows of a page, when walking to the middle and when measuring.
const WALKED: usize = 100;
const ROWS: usize = 50;

pub async fn measure(demo: &Demo, guild: &str) -> Result<Vec<Line>> {
    let list = List {
        client: Client::new(),
        key: demo.reading_key(guild).await?,
        url: format!("{}/api/v1/guilds/{guild}/posts", demo.url),
    };
    let first = list.get("limit=1").await?;
    let id = |field: &str| Some(first["items"][0].get(field)?["id"].as_str()?.to_owned());
    let (group, account) = (id("group").context("no group")?, id("account").context("no account")?);
    let filters = [
        ("all", String::new()),
        ("platform", "&platform=tiktok".into()),
        ("group", format!("&group_id={group}")),
        ("account", format!("&account_id={account}")),
    ];
    let mut lines = Vec::new();
    for sort in ["posted_at", "views", "likes"] {
        for (name, filter) in &filters {
            let query = format!("sort={sort}{filter}&limit=");
            let (cursor, depth) = list.walk(&query).await?;
            let line = list.compare(&query, &cursor).await?;
            lines.push(Line { what: format!("posts by {sort}, {name}, after {depth}"), ..line });
        }
    }
    Ok(lines)
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

    async fn time(&self, query: &str) -> Result<f64> {
        let start = Instant::now();
        self.get(query).await?;
        Ok(milliseconds(start.elapsed()))
    }

    /// The deep page against the first.
    async fn compare(&self, query: &str, cursor: &str) -> Result<Line> {
        let (one, other) = (format!("{query}{ROWS}"), format!("{query}{ROWS}&cursor={cursor}"));
        let ((first, deep), noise) = steady(async || {
            let (mut first, mut again, mut deep) = (Vec::new(), Vec::new(), Vec::new());
            // In turns, so that what disturbs the machine disturbs all of them; the first page twice.
            for _ in 0..TIMES {
                first.push(self.time(&one).await?);
                deep.push(self.time(&other).await?);
                again.push(self.time(&one).await?);
            }
            let [first, again, deep] = [first, again, deep].map(median);
            Ok(((f64::midpoint(first, again), deep), apart(first, again)))
        })
        .await?;
        let ratio = deep / first;
        let measured = format!("{deep:.2} ms, first page {first:.2} ms: {ratio:.2}");
        Ok(Line::new("", measured, "1.2 times", ratio <= 1.2).with_noise(noise))
    }

    /// The cursor after [`DEPTH`] posts, or half way where there are fewer.
    async fn walk(&self, query: &str) -> Result<(String, usize)> {
        let mut cursors = Vec::new();
        let mut page = self.get(&format!("{query}{WALKED}")).await?;
        while let Some(cursor) = page["next_cursor"].as_str().filter(|_| cursors.len() * WALKED < DEPTH) {
            cursors.push(cursor.to_owned());
            page = self.get(&format!("{query}{WALKED}&cursor={}", cursors[cursors.len() - 1])).await?;
        }
        let at = if cursors.len() * WALKED < DEPTH { cursors.len() / 2 } else { cursors.len() - 1 };
        let cursor = cursors.get(at).context("one page only")?;
        Ok((cursor.clone(), (at + 1) * WALKED))
    }
}
