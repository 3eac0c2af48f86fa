//! What the bot reports in a round: a heartbeat, new numbers, now and then a new post.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Call, Known, KnownGuild, KnownPost, VERSION};
use crate::demo::dice::Dice;
use crate::time::{MINUTE, Ms};

/// Posts of which a round brings new numbers, over all guilds.
const SNAPSHOTS: usize = 40;
const FOLLOWER_REPORTS: usize = 3;
const NEW_POST: f64 = 0.2;

/// The calls at the start: the guilds as the bot sees them.
pub fn guilds(known: &Known) -> Vec<Call> {
    let call = |guild: &KnownGuild| {
        let channels = guild.channels.iter();
        let channels: Vec<Value> = channels
            .map(|(id, name, can_post)| json!({ "id": id, "name": name, "bot_can_post": can_post }))
            .collect();
        Call {
            method: Method::PUT,
            path: format!("guilds/{}", guild.id),
            body: json!({ "name": guild.name, "icon_url": null, "channels": channels }),
        }
    };
    known.guilds.iter().map(call).collect()
}

/// The calls of one round; `known` moves on with them.
pub fn next(known: &mut Known, dice: &mut Dice, now: Ms) -> Vec<Call> {
    let mut calls = vec![heartbeat(known, dice)];
    let all: usize = known.guilds.iter().map(|guild| guild.posts.len()).sum();
    for guild in &mut known.guilds {
        if dice.chance(NEW_POST) {
            calls.extend(new_post(guild, dice, now));
        }
        let share = SNAPSHOTS * guild.posts.len() / all.max(1);
        calls.extend(metrics(guild, dice, now, share));
        calls.extend(followers(guild, dice, now));
    }
    calls
}

fn heartbeat(known: &Known, dice: &mut Dice) -> Call {
    let guild_ids: Vec<_> = known.guilds.iter().map(|guild| guild.id).collect();
    let body = json!({
        "version": VERSION,
        "shard_count": 1,
        "latency_ms": dice.between(28, 74),
        "memory_mb": dice.between(180, 220),
        "uptime_seconds": known.uptime_seconds,
        "guild_ids": guild_ids,
    });
    Call { method: Method::POST, path: "heartbeat".into(), body }
}

fn new_post(guild: &mut KnownGuild, dice: &mut Dice, now: Ms) -> Option<Call> {
    let account = dice.pick(&guild.accounts)?.clone();
    let external_id = format!("live{}{}", now.0, dice.between(100, 999));
    let post = json!({
        "external_id": external_id,
        "platform": account.platform,
        "username": account.username,
        "url": format!("https://example.com/{}/{external_id}", account.platform),
        "posted_at": now.plus(-dice.between(1, 9) * MINUTE),
    });
    let platform = account.platform;
    guild.posts.push(KnownPost { platform, external_id, views: 0, likes: 0, comments: 0, shares: 0 });
    Some(Call {
        method: Method::POST,
        path: format!("guilds/{}/posts", guild.id),
        body: json!({ "posts": [post] }),
    })
}

fn metrics(guild: &mut KnownGuild, dice: &mut Dice, now: Ms, count: usize) -> Option<Call> {
    let mut snapshots = Vec::new();
    for _ in 0..count.min(guild.posts.len()) {
        let last = guild.posts.len().saturating_sub(1) as i64;
        let index = usize::try_from(dice.between(0, last)).unwrap_or(0);
        let Some(post) = guild.posts.get_mut(index) else { continue };
        rise(post, dice);
        snapshots.push(json!({
            "platform": post.platform,
            "external_id": post.external_id,
            "collected_at": now,
            "views": post.views,
            "likes": post.likes,
            "comments": post.comments,
            "shares": post.shares,
        }));
    }
    let body = json!({ "snapshots": snapshots });
    let path = format!("guilds/{}/metrics", guild.id);
    (!snapshots.is_empty()).then_some(Call { method: Method::POST, path, body })
}

/// A little more of everything: at most one in 300 of the views, and a few.
fn rise(post: &mut KnownPost, dice: &mut Dice) {
    let more = dice.between(0, post.views / 300 + 6);
    post.views += more;
    post.likes += more * dice.between(2, 10) / 100;
    post.comments += more * dice.between(0, 2) / 100;
    post.shares += more * dice.between(0, 2) / 100;
}

fn followers(guild: &mut KnownGuild, dice: &mut Dice, now: Ms) -> Option<Call> {
    let mut reports = Vec::new();
    for _ in 0..FOLLOWER_REPORTS.min(guild.accounts.len()) {
        let last = guild.accounts.len().saturating_sub(1) as i64;
        let index = usize::try_from(dice.between(0, last)).unwrap_or(0);
        let Some(account) = guild.accounts.get_mut(index) else { continue };
        account.followers += dice.between(-1, account.followers / 2_000 + 2);
        account.followers = account.followers.max(0);
        reports.push(json!({
            "platform": account.platform,
            "username": account.username,
            "followers": account.followers,
            "status": "active",
            "display_name": account.display_name,
            "collected_at": now,
        }));
    }
    let body = json!({ "accounts": reports });
    let path = format!("guilds/{}/accounts", guild.id);
    (!reports.is_empty()).then_some(Call { method: Method::POST, path, body })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::bot::KnownAccount;
    use crate::demo::people::{FIRST, SECOND};

    const NOW: Ms = Ms(1_795_600_000_000);

    fn known() -> Known {
        let account = KnownAccount {
            platform: "x".into(),
            username: "a".into(),
            display_name: "A".into(),
            followers: 10,
        };
        let post = |number: i64| KnownPost {
            platform: "x".into(),
            external_id: format!("p{number}"),
            views: 100 * number,
            likes: 0,
            comments: 0,
            shares: 0,
        };
        let guild = |id| KnownGuild {
            id,
            name: "G".into(),
            channels: vec![("1180000000000001000".into(), "general".into(), true)],
            accounts: vec![account.clone()],
            posts: (0..100).map(post).collect(),
        };
        Known { guilds: vec![guild(FIRST), guild(SECOND)], uptime_seconds: 5 }
    }

    #[test]
    fn a_round_is_a_heartbeat_and_at_most_forty_snapshots_that_never_fall() {
        let (mut known, mut dice) = (known(), Dice::new(1));
        let sum = |known: &Known| known.guilds.iter().flat_map(|g| &g.posts).map(|p| p.views).sum::<i64>();
        let before = sum(&known);
        for _ in 0..20 {
            let calls = next(&mut known, &mut dice, NOW);
            assert_eq!(calls[0].path, "heartbeat");
            let snapshots = calls.iter().filter_map(|call| call.body["snapshots"].as_array());
            let count: usize = snapshots.map(Vec::len).sum();
            assert!((30..=SNAPSHOTS).contains(&count), "{count}");
        }
        assert!(sum(&known) > before);
        assert!(known.guilds.iter().any(|guild| guild.posts.len() > 100), "no new post in 20 rounds");
    }

    #[test]
    fn the_bot_tells_its_guilds_first() {
        let calls = guilds(&known());
        assert_eq!(calls.len(), 2);
        assert!(calls.iter().all(|call| call.method == Method::PUT && call.body["name"].is_string()));
    }
}
