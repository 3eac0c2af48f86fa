//! Accounts of different sizes, a few of them paused, unavailable or oddly named.

use std::collections::HashSet;

use super::names::{FIRST_PARTS, PEOPLE, PLATFORMS, SECOND_PARTS};
use super::{ADDED_BEFORE, Account, DAYS, Group, Status};
use crate::demo::dice::Dice;
use crate::time::{DAY, HOUR, Ms};

/// How the accounts of a guild spread over its groups, repeated.
const GROUP_SIZES: [f64; 8] = [2.0, 1.6, 1.4, 1.2, 1.0, 0.8, 0.6, 1.4];
/// Instagram and TikTok are where most of it happens.
const PLATFORM_WEIGHTS: [f64; 5] = [3.0, 4.0, 2.0, 1.5, 1.0];
/// A report of the followers every this many days.
pub const FOLLOWER_STEP: i64 = 3;

/// An account, and what its posts are made from.
pub struct Made {
    pub account: Account,
    /// Views that an ordinary post of it gathers in the end.
    pub reach: f64,
    /// How often it posts, against others.
    pub pace: f64,
}

pub fn make(
    dice: &mut Dice,
    now: Ms,
    groups: &[Group],
    count: usize,
    follower_step: i64,
    odd: bool,
) -> Vec<Made> {
    let weights: Vec<f64> = (0..groups.len()).map(|index| GROUP_SIZES[index % GROUP_SIZES.len()]).collect();
    let mut taken = HashSet::new();
    let mut all: Vec<Made> = (0..count)
        .map(|index| {
            // Each group gets a few before chance decides.
            let group = if index < groups.len() * 4 { index % groups.len() } else { dice.weighted(&weights) };
            one(dice, now, group, follower_step, &mut taken)
        })
        .collect();
    for (index, made) in all.iter_mut().enumerate() {
        let active_for = match index % 40 {
            11 => Some((Status::Unavailable, dice.between(1, 20))),
            27 => Some((Status::Paused, dice.between(5, 40))),
            _ => None,
        };
        if let Some((status, days)) = active_for {
            made.account.status = status;
            made.account.status_at = now.plus(-days * DAY);
            made.account.followers.retain(|(at, _)| *at < made.account.status_at);
        }
    }
    if odd {
        name_oddly(&mut all);
    }
    all
}

fn one(
    dice: &mut Dice,
    now: Ms,
    group: usize,
    follower_step: i64,
    taken: &mut HashSet<(usize, String)>,
) -> Made {
    let platform = dice.weighted(&PLATFORM_WEIGHTS);
    let username = loop {
        let username = username(dice);
        if taken.insert((platform, username.clone())) {
            break username;
        }
    };
    let display_name = if dice.chance(0.5) {
        dice.pick(&PEOPLE).copied().unwrap_or_default().to_owned()
    } else {
        title(&username)
    };
    // Most were there from the start; one in twelve came later.
    let age = if dice.chance(1.0 / 12.0) { dice.between(15, 60) } else { DAYS + ADDED_BEFORE };
    let size = (dice.normal() * 1.1).exp();
    let added_at = now.plus(-age * DAY);
    let account = Account {
        group,
        platform: PLATFORMS.get(platform).copied().unwrap_or("x"),
        username,
        display_name,
        status: Status::Active,
        status_at: added_at,
        added_at,
        followers: followers(dice, now, added_at, 4_000.0 * size, follower_step),
    };
    Made { account, reach: 2_500.0 * size, pace: 0.4 + dice.unit() * 1.6 }
}

fn username(dice: &mut Dice) -> String {
    let first = dice.pick(&FIRST_PARTS).copied().unwrap_or_default();
    let second = dice.pick(&SECOND_PARTS).copied().unwrap_or_default();
    match dice.between(0, 3) {
        0 => format!("{first}{second}"),
        1 => format!("{first}.{second}"),
        2 => format!("{first}_{second}"),
        _ => format!("{first}{second}{}", dice.between(2, 99)),
    }
}

fn title(username: &str) -> String {
    let words = username.split(['.', '_']).map(|word| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Growth of a few percent a month, now and then a small loss.
fn followers(dice: &mut Dice, now: Ms, from: Ms, start: f64, step_days: i64) -> Vec<(Ms, i64)> {
    let from = from.0.max(now.plus(-DAYS * DAY).0);
    let steps = (now.0 - from) / (step_days * DAY);
    let mut value = start.max(40.0);
    let last = now.plus(-dice.between(1, 5) * HOUR);
    (0..=steps)
        .map(|step| {
            value *= 1.0 + 0.004 + dice.normal() * 0.006;
            (last.plus(-(steps - step) * step_days * DAY), value as i64)
        })
        .filter(|(at, _)| at.0 >= from)
        .collect()
}

/// Names that a page must show as they are: markup, other scripts, no room to break.
fn name_oddly(all: &mut [Made]) {
    let odd = [
        (3, None, "<b>bold</b>"),
        (
            5,
            Some("the_longest_username_that_any_of_the_platforms_still_takes"),
            "Maximiliane-Theodora Freifrau von und zu Hohenstein-Waldburg-Oettingen",
        ),
        (8, None, "مريم ✨ الأحمد"),
        (13, None, "\"Quotes\" & 'Ampersands'"),
        (21, None, "=1+1"),
    ];
    for (index, username, display_name) in odd {
        let Some(made) = all.get_mut(index) else { continue };
        made.account.display_name = display_name.to_owned();
        if let Some(username) = username {
            made.account.username = username.to_owned();
        }
    }
}
