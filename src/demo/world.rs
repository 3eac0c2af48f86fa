//! The demo's sample data as plain values: the same for the same seed and day.

mod accounts;
pub mod bonus;
mod large;
mod metrics;
mod names;
mod posts;
mod uptime;

pub use large::Large;

use super::dice::Dice;
use super::people::{FIRST, FIRST_NAME, SECOND, SECOND_NAME};
use crate::ids::{ChannelId, GuildId};
use crate::time::{DAY, Ms};

/// How far back the metrics go.
pub const DAYS: i64 = 90;
/// Accounts were added some days before that, so that their posts count from zero.
const ADDED_BEFORE: i64 = 5;

/// Everything the small demo starts with.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    pub guilds: Vec<Guild>,
    /// Thresholds and audit entries take their place beside these; bonus rounds follow from what groups gained.
    pub uptime: Uptime,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Guild {
    pub id: GuildId,
    pub name: &'static str,
    pub added_at: Ms,
    pub channels: Vec<Channel>,
    pub brands: Vec<Brand>,
    pub groups: Vec<Group>,
    pub accounts: Vec<Account>,
    pub posts: Vec<Post>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Channel {
    pub id: ChannelId,
    pub name: &'static str,
    pub bot_can_post: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Brand {
    pub label: &'static str,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Index into the guild's brands.
    pub brand: usize,
    pub label: &'static str,
    pub channel: Option<ChannelId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Active,
    Unavailable,
    Paused,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// Index into the guild's groups.
    pub group: usize,
    pub platform: &'static str,
    pub username: String,
    pub display_name: String,
    pub status: Status,
    /// When it stopped being active.
    pub status_at: Ms,
    pub added_at: Ms,
    pub followers: Vec<(Ms, i64)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Post {
    /// Index into the guild's accounts.
    pub account: usize,
    pub external_id: String,
    pub url: String,
    pub posted_at: Ms,
    pub snapshots: Vec<Snapshot>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snapshot {
    pub at: Ms,
    pub views: i64,
    pub likes: i64,
    pub comments: i64,
    pub shares: i64,
}

/// The bot as a whole, over the last 30 days.
#[derive(Clone, Debug, PartialEq)]
pub struct Uptime {
    pub first_seen_at: Ms,
    pub last_seen_at: Ms,
    pub uptime_seconds: i64,
    /// (number of the half hour since 1970, milliseconds online in it).
    pub half_hours: Vec<(i64, i64)>,
}

impl World {
    /// 2 guilds, 5 brands, 24 groups, 300 accounts, 6,000 posts, 90 days of metrics.
    pub fn small(seed: u64, now: Ms) -> World {
        let mut dice = Dice::new(seed);
        let first = Plan { id: FIRST, name: FIRST_NAME, brands: &names::FIRST, accounts: 200 };
        let second = Plan { id: SECOND, name: SECOND_NAME, brands: &names::SECOND, accounts: 100 };
        let guilds = vec![first.with_posts(&mut dice, now, 4_000), second.with_posts(&mut dice, now, 2_000)];
        World { guilds, uptime: uptime::of_30_days(now) }
    }
}

/// What a guild shall have.
struct Plan {
    id: GuildId,
    name: &'static str,
    brands: &'static [names::BrandNames],
    accounts: usize,
}

impl Plan {
    fn with_posts(&self, dice: &mut Dice, now: Ms, count: usize) -> Guild {
        let (mut guild, made) = self.guild(dice, now, accounts::FOLLOWER_STEP);
        guild.posts = posts::make(dice, now, &made, count);
        guild
    }

    /// The guild without posts, and what its posts are made from.
    fn guild(&self, dice: &mut Dice, now: Ms, follower_step: i64) -> (Guild, Vec<accounts::Made>) {
        let channels = channels(self.id);
        let mut groups = Vec::new();
        for (brand, names) in self.brands.iter().enumerate() {
            for label in names.groups {
                // Every third group has a channel of its own.
                let own = channels.get(groups.len() % channels.len().max(1));
                let channel = own.filter(|_| groups.len() % 3 == 0).map(|channel| channel.id);
                groups.push(Group { brand, label, channel });
            }
        }
        let made = accounts::make(dice, now, &groups, self.accounts, follower_step, self.id == FIRST);
        let accounts = made.iter().map(|made| made.account.clone()).collect();
        let brands = self.brands.iter().map(|names| Brand { label: names.label }).collect();
        let added_at = now.plus(-(DAYS + ADDED_BEFORE + 1) * DAY);
        let (id, name, posts) = (self.id, self.name, Vec::new());
        (Guild { id, name, added_at, channels, brands, groups, accounts, posts }, made)
    }
}

fn channels(guild: GuildId) -> Vec<Channel> {
    let base = if guild == FIRST { 1_180_000_000_000_001_000 } else { 1_180_000_000_000_002_000 };
    let names = [("general", true), ("creator-alerts", true), ("weekly-bonus", true), ("staff-only", false)];
    names
        .into_iter()
        .zip(base..)
        .map(|((name, bot_can_post), id)| Channel { id: ChannelId::new(id), name, bot_can_post })
        .collect()
}

#[cfg(test)]
mod tests;
