//! What the sample data promises.

use std::collections::HashSet;

use super::*;
use crate::time::{HOUR, MINUTE};

const NOW: Ms = Ms(1_795_600_000_000);

fn world() -> World {
    World::small(1, NOW)
}

#[test]
fn it_has_the_promised_numbers() {
    let world = world();
    let sum = |count: fn(&Guild) -> usize| world.guilds.iter().map(count).sum::<usize>();
    assert_eq!(world.guilds.len(), 2);
    assert_eq!(sum(|g| g.brands.len()), 5);
    assert_eq!(sum(|g| g.groups.len()), 24);
    assert_eq!(sum(|g| g.accounts.len()), 300);
    assert_eq!(sum(|g| g.posts.len()), 6_000);
    let snapshots = sum(|g| g.posts.iter().map(|p| p.snapshots.len()).sum());
    assert!((60_000..120_000).contains(&snapshots), "{snapshots} snapshots");
}

#[test]
fn the_same_seed_and_time_give_the_same_world() {
    assert_eq!(world(), world());
    assert_ne!(world(), World::small(2, NOW));
}

#[test]
fn nothing_lies_in_the_future_and_all_is_counted_in_range() {
    for guild in world().guilds {
        for post in &guild.posts {
            assert!(post.posted_at < NOW);
            let mut last = post.posted_at;
            for snapshot in &post.snapshots {
                assert!(snapshot.at >= last && snapshot.at < NOW);
                assert!(snapshot.views >= 0 && snapshot.views < 1_000_000_000_000);
                last = snapshot.at;
            }
        }
        for account in &guild.accounts {
            assert!(account.followers.iter().all(|(at, n)| *at < NOW && *n >= 0));
            assert!(account.added_at < NOW && account.status_at < NOW);
        }
    }
}

#[test]
fn usernames_and_posts_are_unique_within_a_guild() {
    for guild in world().guilds {
        let names: HashSet<_> = guild.accounts.iter().map(|a| (a.platform, a.username.clone())).collect();
        assert_eq!(names.len(), guild.accounts.len());
        let posts: HashSet<_> = guild.posts.iter().map(|p| p.external_id.clone()).collect();
        assert_eq!(posts.len(), guild.posts.len());
    }
}

#[test]
fn every_group_has_views_in_each_of_the_last_eleven_weeks() {
    for guild in world().guilds {
        for (index, group) in guild.groups.iter().enumerate() {
            let of_group = |post: &&Post| guild.accounts[post.account].group == index;
            let days = guild.posts.iter().filter(of_group).flat_map(|p| p.snapshots.iter());
            let weeks: HashSet<i64> = days.map(|s| NOW.since(s.at) / (7 * DAY)).collect();
            assert!((0..11).all(|week| weeks.contains(&week)), "{}: {weeks:?}", group.label);
        }
    }
}

#[test]
fn it_holds_what_pages_must_cope_with() {
    let world = world();
    let first = &world.guilds[0];
    let named = |name: &str| first.accounts.iter().any(|a| a.display_name == name);
    assert!(named("<b>bold</b>") && named("=1+1"));
    for status in [Status::Active, Status::Unavailable, Status::Paused] {
        assert!(first.accounts.iter().any(|a| a.status == status), "{status:?}");
    }
    let falls = |post: &Post| post.snapshots.windows(2).any(|w| w[1].views < w[0].views);
    assert!(first.posts.iter().any(falls), "no correction downward");
    assert!(first.posts.iter().any(|p| p.posted_at < first.accounts[p.account].added_at), "no older post");
}

#[test]
fn the_bot_was_away_for_short_times_only() {
    let uptime = world().uptime;
    let online: i64 = uptime.half_hours.iter().map(|(_, ms)| ms).sum();
    let percent = online as f64 / (30 * DAY) as f64 * 100.0;
    assert!((99.0..99.9).contains(&percent), "{percent}");
    assert!(uptime.half_hours.iter().all(|(_, ms)| (0..=30 * MINUTE).contains(ms)));
    assert_eq!(uptime.last_seen_at.since(uptime.first_seen_at), 720 * HOUR);
}
