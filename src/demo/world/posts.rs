//! Posts over the last 90 days, with the rhythm of days and weeks.

use super::accounts::Made;
use super::{DAYS, Post, Status, metrics};
use crate::demo::dice::Dice;
use crate::time::{DAY, HOUR, MINUTE, Ms};

/// How much is posted in each hour of a day (UTC).
const HOURS: [f64; 24] = [
    0.5, 0.3, 0.2, 0.2, 0.2, 0.4, 0.8, 1.2, 1.4, 1.2, 1.1, 1.3, 1.5, 1.3, 1.2, 1.4, 1.8, 2.2, 2.6, 2.8, 2.5,
    1.9, 1.3, 0.8,
];
/// From Thursday, as 1970-01-01 was one.
const WEEKDAYS: [f64; 7] = [1.0, 1.2, 1.4, 1.35, 0.9, 0.9, 0.95];
/// Of every account, so that each has something to show.
const AT_LEAST: usize = 4;

pub fn make(dice: &mut Dice, now: Ms, accounts: &[Made], count: usize) -> Vec<Post> {
    let days = rhythm(now);
    let paces: Vec<f64> = accounts.iter().map(|made| made.pace).collect();
    (0..count)
        .map(|number| {
            let sure = number < accounts.len() * AT_LEAST;
            let account = if sure { number % accounts.len() } else { dice.weighted(&paces) };
            one(dice, now, number, account, &accounts[account], &days, &metrics::LOOKS)
        })
        .collect()
}

/// How much is posted on each of the last days, today first.
pub fn rhythm(now: Ms) -> Vec<f64> {
    (0..DAYS).map(|ago| WEEKDAYS[(now.day().0 - ago).rem_euclid(7) as usize % 7]).collect()
}

/// Post `number` of all, by account `index`, looked at so many hours after it was published.
pub fn one(
    dice: &mut Dice,
    now: Ms,
    number: usize,
    index: usize,
    made: &Made,
    days: &[f64],
    looks: &[i64],
) -> Post {
    let account = &made.account;
    let mut posted_at = moment(dice, now, days);
    let until = if account.status == Status::Active { now } else { account.status_at };
    // What falls outside the account's time here lands inside; a few posts are older than it.
    let older = dice.chance(0.02);
    if posted_at < account.added_at || posted_at >= until.plus(-HOUR) {
        let span = until.since(account.added_at) - 2 * HOUR;
        posted_at = account.added_at.plus((dice.unit() * span.max(1) as f64) as i64);
    }
    if older {
        posted_at = account.added_at.plus(-dice.between(3, 30) * DAY);
    }
    let external_id = format!("{}{number:05}{}", account.added_at.day().0, dice.between(100_000, 999_999));
    Post {
        account: index,
        url: url(account.platform, &account.username, &external_id),
        external_id,
        posted_at,
        snapshots: metrics::of_post(dice, posted_at.max(account.added_at), until, made.reach, looks),
    }
}

fn moment(dice: &mut Dice, now: Ms, days: &[f64]) -> Ms {
    let day = now.day().plus(-(dice.weighted(days) as i64));
    let hour = dice.weighted(&HOURS) as i64;
    let at = day.start().plus(hour * HOUR + dice.between(0, 59) * MINUTE + dice.between(0, 59) * 1_000);
    // Today is not over yet.
    if at >= now.plus(-HOUR) { at.plus(-DAY) } else { at }
}

fn url(platform: &str, username: &str, id: &str) -> String {
    match platform {
        "instagram" => format!("https://www.instagram.com/p/{id}/"),
        "tiktok" => format!("https://www.tiktok.com/@{username}/video/{id}"),
        "youtube" => format!("https://www.youtube.com/watch?v={id}"),
        "facebook" => format!("https://www.facebook.com/{username}/posts/{id}"),
        _ => format!("https://x.com/{username}/status/{id}"),
    }
}
