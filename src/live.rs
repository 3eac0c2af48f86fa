//! Fan-out of live events inside this process. The database stays the authority: an event only
//! says that something changed, and who receives it reads again.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tokio::sync::broadcast;

use crate::ids::{GuildId, SessionId, UserId};

/// Events a slow stream may fall behind by; it then reads everything again, which is as good.
const BACKLOG: usize = 16;

/// Something changed in a guild.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The bot's status, or the age of its last heartbeat.
    Status,
    /// Posts, metrics or accounts.
    Tracked,
}

/// A right that ended: streams that live by it must end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Session(SessionId),
    /// All sessions of a user.
    User(UserId),
    Membership(UserId, GuildId),
}

/// Senders of one process.
pub struct Live {
    guilds: Mutex<HashMap<GuildId, broadcast::Sender<Event>>>,
    ended: broadcast::Sender<Ended>,
}

impl Default for Live {
    fn default() -> Live {
        Live { guilds: Mutex::default(), ended: broadcast::channel(256).0 }
    }
}

impl Live {
    pub fn new() -> Live {
        Live::default()
    }

    /// Events of one guild from now on.
    pub fn subscribe(&self, guild: GuildId) -> broadcast::Receiver<Event> {
        let mut guilds = self.guilds.lock().unwrap_or_else(PoisonError::into_inner);
        // Guilds that nobody watches any more make way here, so the map stays small.
        guilds.retain(|_, sender| sender.receiver_count() > 0);
        guilds.entry(guild).or_insert_with(|| broadcast::channel(BACKLOG).0).subscribe()
    }

    /// Tells everyone who watches the guild; nobody watching is no error.
    pub fn publish(&self, guild: GuildId, event: Event) {
        let guilds = self.guilds.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = guilds.get(&guild) {
            let _ = sender.send(event);
        }
    }

    /// Guilds that somebody watches at this moment.
    pub fn watched(&self) -> Vec<GuildId> {
        let guilds = self.guilds.lock().unwrap_or_else(PoisonError::into_inner);
        guilds.iter().filter(|(_, sender)| sender.receiver_count() > 0).map(|(guild, _)| *guild).collect()
    }

    pub fn ended(&self) -> broadcast::Receiver<Ended> {
        self.ended.subscribe()
    }

    pub fn end(&self, ended: Ended) {
        let _ = self.ended.send(ended);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_reach_those_who_watch_the_guild_and_nobody_else() {
        let live = Live::new();
        let (here, there) = (GuildId::new(1), GuildId::new(2));
        live.publish(here, Event::Status);
        let (mut mine, mut other) = (live.subscribe(here), live.subscribe(there));
        live.publish(here, Event::Tracked);
        assert_eq!(mine.try_recv(), Ok(Event::Tracked));
        assert!(other.try_recv().is_err());
        drop(other);
        assert_eq!(live.watched(), [here]);
    }
}
