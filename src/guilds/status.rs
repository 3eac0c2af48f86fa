//! Whether the bot is up, and how long it was. The server's clock decides: no callback is needed to
//! go offline, and nothing that was never seen is green.

mod store;

use schemars::JsonSchema;
use serde::Serialize;

use crate::db::{Db, Result, Tx};
use crate::ids::GuildId;
use crate::time::{DAY, MINUTE, Ms, SECOND};

/// A heartbeat speaks for this long.
const ONLINE_FOR: i64 = 90 * SECOND;
const DEGRADED_FOR: i64 = 5 * MINUTE;
/// Uptime is kept per half hour.
const HALF_HOUR: i64 = 30 * MINUTE;
const HALF_HOURS_A_DAY: i64 = 48;
const KEPT_DAYS: i64 = 31;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "BotStatus")]
pub enum Level {
    Online,
    Degraded,
    Offline,
    Unknown,
}

pub fn level(last_seen: Option<Ms>, now: Ms) -> Level {
    match last_seen.map(|seen| now.since(seen)) {
        None => Level::Unknown,
        Some(age) if age <= ONLINE_FOR => Level::Online,
        Some(age) if age <= DEGRADED_FOR => Level::Degraded,
        Some(_) => Level::Offline,
    }
}

/// What the bot says of itself.
#[derive(Debug)]
pub struct Heartbeat {
    pub version: String,
    pub shard_count: i64,
    pub latency_ms: i64,
    pub memory_mb: i64,
    pub uptime_seconds: i64,
    /// Sorted, each once. Those we don't know are passed over.
    pub guild_ids: Vec<GuildId>,
}

/// The status object of the API, of one guild or of the bot as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Status")]
pub struct StatusNow {
    pub status: Level,
    pub last_seen_at: Option<Ms>,
    pub age_seconds: Option<i64>,
    pub latency_ms: Option<i64>,
    pub version: Option<String>,
    pub shard_count: Option<i64>,
    pub uptime_seconds: Option<i64>,
    pub uptime_percent_24h: Option<f64>,
    pub uptime_percent_30d: Option<f64>,
}

/// Half an hour in the overview's drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beat {
    pub from: Ms,
    /// The share of it in which the bot was online (0 to 1); `None`: before it was first seen.
    pub online: Option<f64>,
}

/// The bot's first and last heartbeat.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    pub first: Ms,
    pub last: Ms,
}

impl Seen {
    /// From the last heartbeat on it still counts as online for a while, which no bucket has yet.
    fn tail(self, now: Ms) -> (Ms, Ms) {
        (self.last, now.min(self.last.plus(ONLINE_FOR)).max(self.last))
    }
}

/// Online time between the heartbeat before and this one, by half hour.
fn credited(before: Ms, now: Ms) -> Vec<(i64, i64)> {
    let end = now.min(before.plus(ONLINE_FOR));
    let mut parts = Vec::new();
    let mut from = before;
    while from < end {
        let half_hour = from.0.div_euclid(HALF_HOUR);
        let to = end.min(Ms((half_hour + 1) * HALF_HOUR));
        parts.push((half_hour, to.since(from)));
        from = to;
    }
    parts
}

/// The first half hour of a window of `days` that ends with the present one.
fn window(days: i64, now: Ms) -> i64 {
    now.0.div_euclid(HALF_HOUR) - days * HALF_HOURS_A_DAY + 1
}

/// Percent online since the window began or the bot was first seen; rounded down, so that 100 is all.
fn percent(seen: Seen, online_ms: i64, window: i64, now: Ms) -> f64 {
    let length = now.since(seen.first.max(Ms(window * HALF_HOUR)));
    if length <= 0 {
        return 100.0;
    }
    let (from, to) = seen.tail(now);
    let online = (online_ms + to.since(from.max(Ms(window * HALF_HOUR))).max(0)).clamp(0, length);
    // Both are far below 2^52, and a percentage has two decimals.
    (online * 10_000 / length) as f64 / 100.0
}

/// The last day in half hours, oldest first; `buckets` are (half hour, online ms).
pub fn draw(seen: Option<Seen>, buckets: &[(i64, i64)], now: Ms) -> Vec<Beat> {
    let start = window(1, now);
    let beat = |half_hour: i64| {
        let from = Ms(half_hour * HALF_HOUR);
        let online = seen.and_then(|seen| {
            let until = now.min(from.plus(HALF_HOUR));
            let length = until.since(from.max(seen.first));
            let known = buckets.iter().find(|(number, _)| *number == half_hour).map_or(0, |(_, ms)| *ms);
            let (begin, end) = seen.tail(now);
            let tail = end.min(until).since(begin.max(from)).max(0);
            (length > 0).then(|| (known + tail).min(length) as f64 / length as f64)
        });
        Beat { from, online }
    };
    (start..start + HALF_HOURS_A_DAY).map(beat).collect()
}

/// Takes in a heartbeat that came at `now`; one that is older than the last changes nothing.
pub async fn record(tx: &mut Tx, heartbeat: &Heartbeat, now: Ms) -> Result<()> {
    if let Some(before) = store::last_seen(tx).await? {
        store::credit(tx, &credited(before, now)).await?;
    }
    store::put(tx, heartbeat, now).await?;
    store::seen_in(tx, &heartbeat.guild_ids, now).await
}

/// The status of one guild: when the bot last named it, and the bot's own figures.
pub async fn of_guild(db: &Db, guild: GuildId, now: Ms) -> Result<StatusNow> {
    let seen = store::guild_seen(db, guild).await?;
    status(db, seen, now).await
}

/// The status of the bot as a whole.
pub async fn of_bot(db: &Db, now: Ms) -> Result<StatusNow> {
    let bot = store::bot(db).await?;
    status_of(db, bot.as_ref().map(|bot| bot.last_seen_at), bot, now).await
}

async fn status(db: &Db, seen: Option<Ms>, now: Ms) -> Result<StatusNow> {
    let bot = if seen.is_some() { store::bot(db).await? } else { None };
    status_of(db, seen, bot, now).await
}

async fn status_of(db: &Db, seen: Option<Ms>, bot: Option<store::Bot>, now: Ms) -> Result<StatusNow> {
    let mut answer = StatusNow {
        status: level(seen, now),
        last_seen_at: seen,
        age_seconds: seen.map(|seen| now.since(seen).max(0) / SECOND),
        latency_ms: None,
        version: None,
        shard_count: None,
        uptime_seconds: None,
        uptime_percent_24h: None,
        uptime_percent_30d: None,
    };
    let Some(bot) = bot else { return Ok(answer) };
    let (day, month) = (window(1, now), window(30, now));
    let online = store::online(db, day, month).await?;
    answer.uptime_percent_24h = Some(percent(bot.seen(), online.day, day, now));
    answer.uptime_percent_30d = Some(percent(bot.seen(), online.month, month, now));
    answer.latency_ms = Some(bot.latency_ms);
    answer.version = Some(bot.version);
    answer.shard_count = Some(bot.shard_count);
    answer.uptime_seconds = Some(bot.uptime_seconds);
    Ok(answer)
}

/// The bot's last day for the overview, 48 half hours.
pub async fn beats(db: &Db, now: Ms) -> Result<Vec<Beat>> {
    let seen = store::bot(db).await?.map(|bot| bot.seen());
    Ok(draw(seen, &store::buckets(db, window(1, now)).await?, now))
}

/// Drops uptime that no window reaches any more.
pub async fn forget_old(db: &Db, now: Ms) -> Result<u64> {
    store::forget_before(db, now.plus(-KEPT_DAYS * DAY).0.div_euclid(HALF_HOUR)).await
}

#[cfg(test)]
mod tests;
