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
use crate::time::{Ms, SECOND};
use crate::tracking::change;

const EVERY: Duration = Duration::from_secs(1);
/// Messages that are taken at once.
const AT_ONCE: i64 = 10;
/// Whoever took a message and says nothing for so long has lost it: longer than all of them may take.
const TURN: i64 = 120 * SECOND;

/// Channels that Discord wants left alone, and until when. Asking in vain counts against the bot, and logins
/// come from the same address.
#[derive(Debug, Default)]
struct Resting {
    channels: HashMap<ChannelId, Ms>,
    everywhere: Option<Ms>,
}

impl Resting {
    fn rest(&mut self, channel: ChannelId, everywhere: bool, at: Ms) {
        self.channels.insert(channel, at);
        if everywhere {
            self.everywhere = Some(at);
        }
    }

    fn until(&self, channel: ChannelId, now: Ms) -> Option<Ms> {
        let of_channel = self.channels.get(&channel).copied();
        of_channel.max(self.everywhere).filter(|at| *at > now)
    }

    fn forget(&mut self, now: Ms) {
        self.channels.retain(|_, at| *at > now);
        self.everywhere = self.everywhere.filter(|at| *at > now);
    }
}

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
    let mut resting = Resting::default();
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        // One after the other while there are any.
        loop {
            match deliver(&app, &discord, &mut resting).await {
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
async fn deliver(app: &App, discord: &Discord, resting: &mut Resting) -> Result<usize> {
    let now = app.clock.now();
    // The look costs a read; only what waits costs a write.
    if !store::any(&app.db, now).await? {
        return Ok(0);
    }
    let turn = crate::ids::new_uuid(now);
    let all = store::take(&app.db, turn, now, now.plus(TURN), AT_ONCE).await?;
    resting.forget(now);
    for waiting in &all {
        let (channel, outcome) = send(app, discord, waiting, resting).await;
        if store::finish(&app.db, waiting.id, turn, channel, outcome, app.clock.now()).await? {
            change::note(app, waiting.guild_id).await?;
        }
    }
    Ok(all.len())
}

async fn send(
    app: &App,
    discord: &Discord,
    waiting: &Waiting,
    resting: &mut Resting,
) -> (Option<ChannelId>, Outcome) {
    let channel = waiting.channel_id;
    let Some(channel) = channel else { return (None, Outcome::Off(Reason::NoChannel)) };
    if !discord.has_token() {
        return (Some(channel), Outcome::Off(Reason::NoToken));
    }
    if let Some(at) = resting.until(channel, app.clock.now()) {
        return (Some(channel), Outcome::Later { at, tried: false });
    }
    let answer = discord.post(channel, &message::body(waiting, &page(app, waiting.guild_id))).await;
    let outcome = rules::outcome(answer, waiting.tries, waiting.at, app.clock.now());
    if let (Answer::TooFast { everywhere, .. }, Outcome::Later { at, .. }) = (answer, outcome) {
        resting.rest(channel, everywhere, at);
    }
    (Some(channel), outcome)
}

/// Where a message leads to.
fn page(app: &App, guild: GuildId) -> String {
    app.config.server.url(&format!("/guilds/{guild}/alerts?tab=history"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_rests_alone_and_the_bot_with_all_of_them() {
        let (one, other, now) = (ChannelId::new(1), ChannelId::new(2), Ms(0));
        let mut resting = Resting::default();
        resting.rest(one, false, Ms(20));
        assert_eq!((resting.until(one, now), resting.until(other, now)), (Some(Ms(20)), None));
        resting.rest(other, true, Ms(10));
        assert_eq!(resting.until(ChannelId::new(3), now), Some(Ms(10)));
        resting.forget(Ms(10));
        assert_eq!((resting.until(one, Ms(10)), resting.until(other, Ms(10))), (Some(Ms(20)), None));
        assert_eq!(resting.until(one, Ms(20)), None);
    }
}
