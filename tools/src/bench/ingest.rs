//! How many snapshots a second the bot's signed callbacks bring in, durably.

use std::{
    fs,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use reqwest::{Client, Method};
use serde::Deserialize;
use serde_json::{Value, json};
use standardwebhooks::Webhook;

use super::{
    floor,
    table::{Line, apart, median, steady},
};
use crate::demo::Demo;

const SNAPSHOTS: u32 = 10_000;
const PER_CALL: u32 = 1_000;

/// Snapshots a second.
struct Rates {
    posts: f64,
    snapshots: f64,
    floor: f64,
}

/// Each run on a demo of its own; the noise is how far the floors of the runs are apart.
pub async fn measure(guild: &str) -> Result<Vec<Line>> {
    let (all, noise) = steady(async || {
        let mut all = Vec::new();
        for _ in 0..3 {
            all.push(run(guild).await?);
        }
        let floors = || all.iter().map(|rates| rates.floor);
        let noise = apart(floors().fold(f64::MAX, f64::min), floors().fold(0.0, f64::max));
        Ok((all, noise))
    })
    .await?;
    let of = |rate: fn(&Rates) -> f64| median(all.iter().map(rate).collect());
    let (posts, snapshots) = (of(|rates| rates.posts), of(|rates| rates.snapshots));
    let (floor, share) = (of(|rates| rates.floor), of(|rates| rates.snapshots / rates.floor));
    let measured = format!("{snapshots:.0}/s, {:.0} % of rusqlite's {floor:.0}/s", 100.0 * share);
    let reached = snapshots >= 5_000.0 && share >= 0.4;
    Ok(vec![
        Line::new("ingest, new posts", format!("{posts:.0}/s"), "", true).with_noise(noise),
        Line::new("ingest, snapshots", measured, "5,000/s and 40 %", reached).with_noise(noise),
    ])
}

async fn run(guild: &str) -> Result<Rates> {
    let demo = Demo::start(&["--no-bot"]).await?;
    let bot = Bot::new(&demo)?;
    let accounts = bot.accounts(guild, &demo.reading_key(guild).await?).await?;
    let (base, now) = (format!("/api/v1/ingest/guilds/{guild}"), now());
    let posted_at = rfc3339(now - TimeDelta::hours(1));

    let posts = calls("posts", |i| {
        let (platform, username) = &accounts[i as usize % accounts.len()];
        json!({ "external_id": format!("bench-{i}"), "platform": platform, "username": username,
                "url": format!("https://example.com/{i}"), "posted_at": posted_at })
    });
    let posts = bot.send_all(&format!("{base}/posts"), &posts).await?;

    // The same rows, into a copy of the database as it was before them.
    let copy = demo.data().join("floor.db");
    floor::copy(&demo.database(), &copy)?;
    let collected_at = rfc3339(now);
    let counts = |i: u32| [1_000 + i * 7, i, i / 2, i / 3];
    let platform = |i: u32| accounts[i as usize % accounts.len()].0.clone();
    let snapshots = calls("snapshots", |i| {
        let [views, likes, comments, shares] = counts(i);
        json!({ "platform": platform(i), "external_id": format!("bench-{i}"), "collected_at": collected_at,
                "views": views, "likes": likes, "comments": comments, "shares": shares })
    });
    let took = bot.send_all(&format!("{base}/metrics"), &snapshots).await?;
    let same: Vec<_> = (0..SNAPSHOTS)
        .map(|i| floor::Snapshot {
            platform: platform(i),
            external_id: format!("bench-{i}"),
            collected_at: now.timestamp() * 1_000,
            counts: counts(i).map(i64::from),
        })
        .collect();
    let (found, floor) = floor::write(&copy, guild.parse()?, &same, PER_CALL as usize)?;
    ensure!(found == same.len(), "the floor found {found} posts only");
    Ok(Rates { posts: rate(posts), snapshots: rate(took), floor: rate(floor) })
}

/// The items in bodies of [`PER_CALL`], made before the clock runs.
pub fn calls(name: &str, item: impl Fn(u32) -> Value) -> Vec<String> {
    (0..SNAPSHOTS)
        .step_by(PER_CALL as usize)
        .map(|start| json!({ name: (start..start + PER_CALL).map(&item).collect::<Vec<_>>() }).to_string())
        .collect()
}

#[derive(Deserialize)]
struct Credentials {
    api_key: String,
    signing_secret: String,
}

pub struct Bot {
    client: Client,
    url: String,
    key: String,
    signer: Webhook,
}

impl Bot {
    pub fn new(demo: &Demo) -> Result<Self> {
        let file = demo.data().join("demo-credentials.json");
        let Credentials { api_key, signing_secret } = serde_json::from_str(&fs::read_to_string(file)?)?;
        let signer = Webhook::new(&signing_secret)?;
        Ok(Self { client: Client::new(), url: demo.url.clone(), key: api_key, signer })
    }

    /// Platform and username of accounts that posts can be attached to.
    pub async fn accounts(&self, guild: &str, key: &str) -> Result<Vec<(String, String)>> {
        let url = format!("{}/api/v1/guilds/{guild}/accounts?limit=100", self.url);
        let answer = self.client.get(url).bearer_auth(key).send().await?;
        let status = answer.status();
        let body: Value = answer.json().await?;
        ensure!(status.is_success(), "the accounts of guild {guild}: {status} {body}");
        let field = |item: &Value, name: &str| Some(item.get(name)?.as_str()?.to_owned());
        let items = body["items"].as_array().context("no items")?;
        let accounts: Vec<_> = items
            .iter()
            .filter_map(|item| Some((field(item, "platform")?, field(item, "username")?)))
            .collect();
        ensure!(!accounts.is_empty(), "guild {guild} has no accounts");
        Ok(accounts)
    }

    /// One call after the other, as a bot does; every item must be taken.
    pub async fn send_all(&self, path: &str, bodies: &[String]) -> Result<Duration> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let start = Instant::now();
        for body in bodies {
            let id = format!("bench-{}", NUMBER.fetch_add(1, Ordering::Relaxed));
            let answer = self.send(&id, path, body).await?;
            if answer["accepted"].as_u64() != Some(PER_CALL.into()) {
                bail!("{path}: not all were accepted: {answer}");
            }
        }
        Ok(start.elapsed())
    }

    async fn send(&self, id: &str, path: &str, body: &str) -> Result<Value> {
        let timestamp = now().timestamp();
        let request = self
            .client
            .request(Method::POST, format!("{}{path}", self.url))
            .bearer_auth(&self.key)
            .header("content-type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", self.signer.sign(id, timestamp, body.as_bytes())?)
            .body(body.to_owned());
        let answer = request.send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        ensure!(status.is_success(), "{path}: {status} {text}");
        Ok(serde_json::from_str(&text)?)
    }
}

fn rate(took: Duration) -> f64 {
    f64::from(SNAPSHOTS) / took.as_secs_f64()
}

pub fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[expect(clippy::disallowed_methods, reason = "a client of its own, with the machine's clock")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}
