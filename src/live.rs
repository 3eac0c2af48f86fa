//! Fan-out of live events inside this process. The database stays the authority: an event only
//! says that something changed, and who receives it reads again.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tokio::sync::broadcast;
use tokio::time::Instant;

use crate::ids::{ApiKeyId, GuildId, SessionId, UserId};
use crate::slots::{self, Slots};

/// Events a slow stream may fall behind by; it then reads everything again, which is as good.
const BACKLOG: usize = 16;
/// Streams of one session or key: a browser opens six connections to a host; several windows share a session.
const PER_HOLDER: usize = 20;
const PER_PROCESS: usize = 11_000;

/// Whose streams are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holder {
    Session(SessionId),
    Key(ApiKeyId),
}

/// The place of one stream, free again when it is dropped.
pub type Slot = slots::Slot<Holder>;

/// Something changed in a guild.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The bot's status, or the age of its last heartbeat.
    Status,
    /// Posts, metrics or accounts.
    Tracked,
}

/// An event and when it was told: what was read after that moment knows of it.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    pub event: Event,
    pub at: Instant,
}

/// A right that ended: streams that live by it must end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Session(SessionId),
    /// All sessions of everybody.
    Everyone,
    /// All sessions of a user.
    User(UserId),
    Membership(UserId, GuildId),
    Key(ApiKeyId),
}

struct Topic {
    sender: broadcast::Sender<Told>,
    /// When something was told last, or the topic began.
    told_at: Instant,
    /// The guild's version that was told last, or at which the topic began.
    version: i64,
}

impl Topic {
    fn tell(&mut self, event: Event) {
        self.told_at = Instant::now();
        let _ = self.sender.send(Told { event, at: self.told_at });
    }
}

/// What a new subscriber gets.
pub struct Subscribed {
    pub events: broadcast::Receiver<Told>,
    /// When the last event before was told.
    pub told_at: Instant,
    /// The guild changed since the version that the subscriber knows.
    pub behind: bool,
}

/// Senders of one process.
pub struct Live {
    guilds: Mutex<HashMap<GuildId, Topic>>,
    ended: broadcast::Sender<Ended>,
    slots: Slots<Holder>,
}

impl Default for Live {
    fn default() -> Live {
        let slots = Slots::new(PER_HOLDER, PER_PROCESS);
        Live { guilds: Mutex::default(), ended: broadcast::channel(256).0, slots }
    }
}

impl Live {
    pub fn new() -> Live {
        Live::default()
    }

    /// Events of one guild from now on; `version` is the guild's as the subscriber knows it.
    pub fn subscribe(&self, guild: GuildId, version: i64) -> Subscribed {
        let mut guilds = self.guilds.lock().unwrap_or_else(PoisonError::into_inner);
        // Guilds that nobody watches any more make way here, so the map stays small.
        guilds.retain(|_, topic| topic.sender.receiver_count() > 0);
        let begin = || Topic { sender: broadcast::channel(BACKLOG).0, told_at: Instant::now(), version };
        let topic = guilds.entry(guild).or_insert_with(begin);
        Subscribed {
            events: topic.sender.subscribe(),
            told_at: topic.told_at,
            behind: topic.version > version,
        }
    }

    /// Tells everyone who watches the guild; nobody watching is no error.
    pub fn publish(&self, guild: GuildId, event: Event) {
        let mut guilds = self.guilds.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(topic) = guilds.get_mut(&guild) {
            topic.tell(event);
        }
    }

    /// The guild's data came to `version`. Told once, whether this instance hears of it from its own
    /// change or from the watch that reads what others changed.
    pub fn changed(&self, guild: GuildId, version: i64) {
        let mut guilds = self.guilds.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(topic) = guilds.get_mut(&guild).filter(|topic| topic.version < version) {
            topic.version = version;
            topic.tell(Event::Tracked);
        }
    }

    /// Guilds that somebody watches at this moment.
    pub fn watched(&self) -> Vec<GuildId> {
        let guilds = self.guilds.lock().unwrap_or_else(PoisonError::into_inner);
        let watched = guilds.iter().filter(|(_, topic)| topic.sender.receiver_count() > 0);
        watched.map(|(guild, _)| *guild).collect()
    }

    /// A place for one more stream; `None` when its holder, or the process, has too many.
    pub fn slot(&self, holder: Holder) -> Option<Slot> {
        self.slots.take(holder)
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
        let (mut mine, mut other) = (live.subscribe(here, 1).events, live.subscribe(there, 1).events);
        live.publish(here, Event::Status);
        assert_eq!(mine.try_recv().unwrap().event, Event::Status);
        assert!(other.try_recv().is_err());
        drop(other);
        assert_eq!(live.watched(), [here]);
    }

    #[test]
    fn a_version_is_told_once_whoever_brings_it() {
        let live = Live::new();
        let guild = GuildId::new(1);
        let mut first = live.subscribe(guild, 7);
        assert!(!first.behind);
        for version in [7, 8, 8, 6] {
            live.changed(guild, version);
        }
        assert_eq!(first.events.try_recv().unwrap().event, Event::Tracked);
        assert!(first.events.try_recv().is_err());
        assert!(live.subscribe(guild, 7).behind, "its page was read before the change");
        assert!(!live.subscribe(guild, 8).behind);
    }
}
