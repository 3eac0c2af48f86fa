//! The pretend bot: a plain HTTP client that knows an address, a key and a secret, and sends the
//! signed callbacks that a real bot sends.

mod client;
mod round;

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::dice::Dice;
use crate::ids::GuildId;
use crate::time::Ms;

pub use client::Client;

/// What it says of itself.
pub const VERSION: &str = "4.2.0-demo";
/// Between two heartbeats.
const EVERY: Duration = Duration::from_secs(15);

/// What the bot tracks. It is told once, at the start, and then keeps its own count.
#[derive(Clone, Debug, Default)]
pub struct Known {
    pub guilds: Vec<KnownGuild>,
    /// Seconds that the bot is up.
    pub uptime_seconds: i64,
}

#[derive(Clone, Debug)]
pub struct KnownGuild {
    pub id: GuildId,
    pub name: String,
    /// (id, name, whether the bot may post).
    pub channels: Vec<(String, String, bool)>,
    pub accounts: Vec<KnownAccount>,
    pub posts: Vec<KnownPost>,
}

#[derive(Clone, Debug)]
pub struct KnownAccount {
    pub platform: String,
    pub username: String,
    pub display_name: String,
    pub followers: i64,
}

#[derive(Clone, Debug)]
pub struct KnownPost {
    pub platform: String,
    pub external_id: String,
    pub views: i64,
    pub likes: i64,
    pub comments: i64,
    pub shares: i64,
}

/// One callback to be sent.
#[derive(Clone, Debug)]
pub struct Call {
    pub method: reqwest::Method,
    /// Below `/api/v1/ingest/`.
    pub path: String,
    pub body: serde_json::Value,
}

/// Tells the guilds, then reports every 15 seconds until `stopping`.
pub async fn run(client: Client, mut known: Known, stopping: CancellationToken) {
    let mut dice = Dice::new(u64::from_le_bytes(crate::crypto::random()));
    let work = async {
        for call in round::guilds(&known) {
            client.send(call).await;
        }
        let mut ticks = tokio::time::interval(EVERY);
        // A round that was delayed is late, not made up for by a burst.
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let now: Ms = client.now();
            for call in round::next(&mut known, &mut dice, now) {
                client.send(call).await;
            }
            known.uptime_seconds += EVERY.as_secs().cast_signed();
        }
    };
    tokio::select! {
        () = stopping.cancelled() => {}
        () = work => {}
    }
}
