//! What active thresholds cost the callbacks that bring snapshots.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use super::api::Api;
use super::ingest::{Bot, calls, now, rfc3339};
use super::table::{Line, apart, median, steady};
use crate::demo::Demo;

const THRESHOLDS: usize = 500;
const METRICS: [&str; 5] = ["views", "likes", "comments", "shares", "followers"];
const PLATFORMS: [Option<&str>; 6] =
    [None, Some("instagram"), Some("tiktok"), Some("youtube"), Some("x"), Some("facebook")];
/// Rounds with them and without, in turns.
const TURNS: usize = 4;

/// The same 10,000 posts again and again, each time a little higher: without thresholds, and with 500 of
/// which some are passed. The noise is how far the rounds without them are apart.
pub async fn measure(guild: &str) -> Result<Line> {
    let ((without, with, fired), noise) = steady(async || {
        let (without, with, fired) = run(guild).await?;
        let least = without.iter().min().copied().unwrap_or_default();
        let noise = apart(seconds(median_of(&without)), seconds(least));
        Ok(((median_of(&without), median_of(&with), fired), noise))
    })
    .await?;
    let ratio = seconds(with) / seconds(without);
    let rate = |took| 10_000.0 / seconds(took);
    let measured =
        format!("{:.0}/s of {:.0}/s, {ratio:.2} times slower, {fired} fired", rate(with), rate(without));
    Ok(Line::new("ingest, 500 thresholds", measured, "at most 1.2", ratio <= 1.2).with_noise(noise))
}

async fn run(guild: &str) -> Result<(Vec<Duration>, Vec<Duration>, i64)> {
    let demo = Demo::start(&["--no-bot"]).await?;
    let bot = Bot::new(&demo)?;
    let scopes = ["tracking:read", "tracking:write", "alerts:read", "alerts:write"];
    let api = Api::new(&demo, guild, &scopes).await?;
    let accounts = bot.accounts(guild, &api.key).await?;
    let (base, start) = (format!("/api/v1/ingest/guilds/{guild}"), now());
    let posted_at = rfc3339(start - TimeDelta::hours(1));
    let posts = calls("posts", |i| {
        let (platform, username) = &accounts[i as usize % accounts.len()];
        json!({ "external_id": format!("bench-{i}"), "platform": platform, "username": username,
                "url": format!("https://example.com/{i}"), "posted_at": posted_at })
    });
    bot.send_all(&format!("{base}/posts"), &posts).await?;
    let ids = thresholds(&api).await?;
    let before = fired(&api).await?;
    let round = async |number: u32| {
        let at = rfc3339(start - TimeDelta::minutes(30) + TimeDelta::seconds(number.into()));
        let more = |i: u32, share: u32| (1_000 + i * 7 + number * 700) / share;
        let snapshots = calls("snapshots", |i| {
            json!({ "platform": accounts[i as usize % accounts.len()].0, "external_id": format!("bench-{i}"),
                    "collected_at": at, "views": more(i, 1), "likes": more(i, 10), "comments": more(i, 100),
                    "shares": more(i, 200) })
        });
        bot.send_all(&format!("{base}/metrics"), &snapshots).await
    };
    // The first numbers of a post are another thing.
    round(0).await?;
    let (mut without, mut with) = (Vec::new(), Vec::new());
    for turn in 0..TURNS as u32 {
        switch(&api, &ids, "disable").await?;
        without.push(round(2 * turn + 1).await?);
        switch(&api, &ids, "enable").await?;
        with.push(round(2 * turn + 2).await?);
    }
    let fired = fired(&api).await? - before;
    ensure!(fired > 0, "none of the thresholds fired");
    Ok((without, with, fired))
}

/// Instead of the demo's own: 500 over all groups, with values that the posts come to pass.
async fn thresholds(api: &Api) -> Result<Vec<String>> {
    let own = ids(&api.call(Method::GET, "/alert-thresholds?limit=100", None).await?)?;
    let bulk = json!({ "ids": own, "action": "delete" });
    api.call(Method::POST, "/alert-thresholds/bulk", Some(&bulk)).await?;
    let brands = api.call(Method::GET, "/brands?limit=1", None).await?;
    let spare = json!({ "label": "Spare", "brand_id": brands["items"][0]["id"] });
    api.call(Method::POST, "/groups", Some(&spare)).await?;
    let groups = ids(&api.call(Method::GET, "/groups?limit=100", None).await?)?;
    let every = groups.iter().flat_map(|group| METRICS.map(|metric| (group, metric)));
    let every = every.flat_map(|(group, metric)| PLATFORMS.map(|platform| (group, metric, platform)));
    let mut made = Vec::new();
    for (number, (group, metric, platform)) in every.take(THRESHOLDS).enumerate() {
        let value = 1_000 + number * 7_919 % 70_000;
        let share = if metric == "views" { 1 } else { 100 };
        let body = json!({ "metric": metric, "platform": platform, "value": value / share });
        let path = format!("/groups/{group}/alert-thresholds");
        let threshold = api.call(Method::POST, &path, Some(&body)).await?;
        made.push(threshold["id"].as_str().context("no id")?.to_owned());
    }
    ensure!(made.len() == THRESHOLDS, "only {} thresholds", made.len());
    Ok(made)
}

async fn switch(api: &Api, ids: &[String], action: &str) -> Result<()> {
    for some in ids.chunks(200) {
        let body = json!({ "ids": some, "action": action });
        api.call(Method::POST, "/alert-thresholds/bulk", Some(&body)).await?;
    }
    Ok(())
}

/// Alerts so far, counted page by page.
async fn fired(api: &Api) -> Result<i64> {
    let (mut count, mut cursor) = (0, String::new());
    loop {
        let path = format!("/alerts?limit=100&kind=threshold{cursor}");
        let page = api.call(Method::GET, &path, None).await?;
        count += ids(&page)?.len() as i64;
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return Ok(count),
        }
    }
}

fn ids(page: &Value) -> Result<Vec<String>> {
    let items = page["items"].as_array().context("no items")?;
    Ok(items.iter().filter_map(|item| Some(item["id"].as_str()?.to_owned())).collect())
}

fn seconds(took: Duration) -> f64 {
    took.as_secs_f64()
}

fn median_of(all: &[Duration]) -> Duration {
    Duration::from_secs_f64(median(all.iter().map(Duration::as_secs_f64).collect()))
}
