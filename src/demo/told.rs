//! What the demo tells its bot: the active accounts and recent posts of the sample data.

use super::bot::{Known, KnownAccount, KnownGuild, KnownPost};
use super::world::{Guild, Post, Status, World};
use crate::time::{DAY, Ms};

/// Older posts are left alone.
const RECENT: i64 = 14 * DAY;

impl Known {
    pub fn of(world: &World, now: Ms) -> Known {
        let guilds = world.guilds.iter().map(|guild| told(guild, now)).collect();
        Known { guilds, uptime_seconds: world.uptime.uptime_seconds }
    }
}

fn told(guild: &Guild, now: Ms) -> KnownGuild {
    let is_active = |index: usize| guild.accounts.get(index).is_some_and(|a| a.status == Status::Active);
    let recent = |post: &&Post| now.since(post.posted_at) < RECENT && is_active(post.account);
    let active = guild.accounts.iter().filter(|account| account.status == Status::Active);
    let channels = guild.channels.iter();
    KnownGuild {
        id: guild.id,
        name: guild.name.to_owned(),
        channels: channels.map(|c| (c.id.to_string(), c.name.to_owned(), c.bot_can_post)).collect(),
        accounts: active
            .map(|account| KnownAccount {
                platform: account.platform.to_owned(),
                username: account.username.clone(),
                display_name: account.display_name.clone(),
                followers: account.followers.last().map_or(0, |(_, followers)| *followers),
            })
            .collect(),
        posts: guild.posts.iter().filter(recent).filter_map(|post| counted(guild, post)).collect(),
    }
}

fn counted(guild: &Guild, post: &Post) -> Option<KnownPost> {
    let most = post.snapshots.iter().max_by_key(|snapshot| snapshot.views);
    let count = |value: fn(&super::world::Snapshot) -> i64| most.map_or(0, value);
    Some(KnownPost {
        platform: guild.accounts.get(post.account)?.platform.to_owned(),
        external_id: post.external_id.clone(),
        views: count(|s| s.views),
        likes: count(|s| s.likes),
        comments: count(|s| s.comments),
        shares: count(|s| s.shares),
    })
}
