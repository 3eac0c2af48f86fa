//! `POST /ingest/heartbeat`: the bot lives.

use axum::extract::State;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::call::{Begun, Call};
use super::checks::{self, within};
use crate::api_keys::Scope;
use crate::app::App;
use crate::db::Lock;
use crate::guilds::status::{self, Heartbeat};
use crate::http::replay::Answer;
use crate::http::{Error, Operation, Result};
use crate::ids::GuildId;
use crate::live::Event;
use crate::tracking::names::is_trick;

const NEXT_IN_SECONDS: i64 = 30;
const MOST_NUMBER: i64 = 1_000_000_000;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Heartbeat")]
struct Raw {
    #[schemars(length(min = 1, max = 50))]
    version: String,
    #[schemars(range(min = 0, max = 1_000_000_000))]
    shard_count: i64,
    #[schemars(range(min = 0, max = 1_000_000_000))]
    latency_ms: i64,
    #[schemars(range(min = 0, max = 1_000_000_000))]
    memory_mb: i64,
    #[schemars(range(min = 0, max = 1_000_000_000))]
    uptime_seconds: i64,
    #[schemars(length(max = 1000))]
    guild_ids: Vec<GuildId>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "HeartbeatTaken")]
struct Taken {
    next_heartbeat_in_seconds: i64,
}

pub fn operation() -> Operation {
    Operation::new("Callbacks of the bot", "The bot lives")
        .text("Guilds that we do not know are passed over. Without a heartbeat for 90 s the bot counts as degraded, after 5 min as offline.")
        .scope(Scope::IngestWrite)
        .bot_only()
        .body::<Raw>()
        .ok::<Taken>()
}

pub async fn post(State(app): State<App>, call: Call) -> Result<Answer> {
    call.bot_only()?;
    // It counts from when it came: the bot's clock may be minutes off, ours judges the age.
    let now = app.clock.now();
    let heartbeat = read(&call.body)?;
    let mut tx = match call.begin(&app, Lock::Bot, now).await? {
        Begun::Before(answer) => return Ok(answer),
        Begun::Now(tx) => tx,
    };
    status::record(&mut tx, &heartbeat, now).await?;
    let answer = call.keep(&mut tx, &Taken { next_heartbeat_in_seconds: NEXT_IN_SECONDS }, now).await?;
    tx.commit().await?;
    for guild in heartbeat.guild_ids {
        app.live.publish(guild, Event::Status);
    }
    Ok(answer)
}

pub(super) fn read(body: &[u8]) -> Result<Heartbeat> {
    const NUMBER: &str = "must be from 0 to 1000000000";
    let raw: Raw = checks::parse(body)?;
    if raw.guild_ids.len() > checks::MOST_ITEMS {
        return Err(Error::field("#/guild_ids", "must have at most 1000 items"));
    }
    checks::fields(|item| {
        let version = item.take("version", version(&raw.version));
        let shard_count = item.take("shard_count", within(raw.shard_count, MOST_NUMBER, NUMBER));
        let latency_ms = item.take("latency_ms", within(raw.latency_ms, MOST_NUMBER, NUMBER));
        let memory_mb = item.take("memory_mb", within(raw.memory_mb, MOST_NUMBER, NUMBER));
        let uptime_seconds = item.take("uptime_seconds", within(raw.uptime_seconds, MOST_NUMBER, NUMBER));
        let mut guild_ids = raw.guild_ids;
        // Sorted: whoever writes several guilds writes them in one order.
        guild_ids.sort_unstable();
        guild_ids.dedup();
        Some(Heartbeat {
            version: version?,
            shard_count: shard_count?,
            latency_ms: latency_ms?,
            memory_mb: memory_mb?,
            uptime_seconds: uptime_seconds?,
            guild_ids,
        })
    })
}

fn version(text: &str) -> Result<String, &'static str> {
    let length = text.chars().count();
    if (1..=50).contains(&length) && !text.chars().any(|c| c.is_control() || is_trick(c)) {
        Ok(text.to_owned())
    } else {
        Err("must have 1 to 50 characters, none of them a control character")
    }
}
