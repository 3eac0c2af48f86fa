//! The way of alerts to Discord: an outbox that every instance looks into, each message by one of them
//! at a time.

mod discord;
mod message;
mod rules;
mod store;

use std::collections::HashMap;
use std::time::Duration;

use discord::{Answer, Discord};
pub use rules::Reason;
use store::Waiting;

use crate::app::App;
use crate::db::Result;
use crate::ids::{ChannelId, GuildId};
use crate::live::Event;
use crate::time::{Ms, SECOND};

const EVERY: Duration = Duration::from_secs(1);
/// Messages that are taken at once.
const AT_ONCE: i64 = 10;
/// Whoever took a message and says nothing for so long has lost it: longer than all of them may take.
const TURN: i64 = 120 * SECOND;

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Sent,
    /// Not before then; a refusal for being too quick is no try.
    Later {
        at: Ms,
        tried: bool,
    },
    Failed(Reason),
    Off(Reason),
}

/// Runs until the server ends.
pub(crate) async fn run(app: App) {
    let discord = Discord::new(&app.config.discord);
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        // One after the other while there are any.
        loop {
            match deliver(&app, &discord).await {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, "alerts could not be delivered");
                    break;
                }
            }
        }
    }
}

/// Takes some of what waits and sends it. Returns how many there were.
async fn deliver(app: &App, discord: &Discord) -> Result<usize> {
    let now = app.clock.now();
    // The look costs a read; only what waits costs a write.
    if !store::any(&app.db, now).await? {
        return Ok(0);
    }
    let turn = crate::ids::new_uuid(now);
    let all = store::take(&app.db, turn, now, now.plus(TURN), AT_ONCE).await?;
    let mut resting = HashMap::<ChannelId, Ms>::new();
    for waiting in &all {
        let (channel, outcome) = send(app, discord, waiting, &mut resting).await;
        if store::finish(&app.db, waiting.id, turn, channel, outcome, app.clock.now()).await? {
            app.live.publish(waiting.guild_id, Event::Tracked);
        }
    }
    Ok(all.len())
}

async fn send(
    app: &App,
    discord: &Discord,
    waiting: &Waiting,
    resting: &mut HashMap<ChannelId, Ms>,
) -> (Option<ChannelId>, Outcome) {
    let channel = waiting.channel_id;
    let Some(channel) = channel else { return (None, Outcome::Off(Reason::NoChannel)) };
    if !discord.has_token() {
        return (Some(channel), Outcome::Off(Reason::NoToken));
    }
    if let Some(at) = resting.get(&channel) {
        return (Some(channel), Outcome::Later { at: *at, tried: false });
    }
    let answer = discord.post(channel, &message::body(waiting, &page(app, waiting.guild_id))).await;
    let outcome = rules::outcome(answer, waiting.tries, waiting.at, app.clock.now());
    if let (Answer::TooFast(_), Outcome::Later { at, .. }) = (answer, outcome) {
        resting.insert(channel, at);
    }
    (Some(channel), outcome)
}

/// Where a message leads to.
fn page(app: &App, guild: GuildId) -> String {
    app.config.server.url(&format!("/guilds/{guild}/alerts?tab=history"))
}
