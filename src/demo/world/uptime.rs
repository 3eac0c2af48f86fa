//! The bot's last 30 days: online, but for a few short outages and one long one.

use super::Uptime;
use crate::time::{DAY, MINUTE, Ms};

const HALF_HOUR: i64 = 30 * MINUTE;

/// (minutes before now at which it began, minutes it lasted).
const OUTAGES: [(i64, i64); 6] = [
    (27 * 1_440 + 300, 12),
    (19 * 1_440 + 75, 190),
    (12 * 1_440 + 610, 7),
    (6 * 1_440 + 45, 34),
    (2 * 1_440 + 980, 5),
    (9 * 60 + 20, 22),
];

pub fn of_30_days(now: Ms) -> Uptime {
    let first_seen_at = now.plus(-30 * DAY);
    let first = first_seen_at.0.div_euclid(HALF_HOUR);
    let last = now.0.div_euclid(HALF_HOUR);
    let half_hours = (first..=last)
        .map(|half_hour| {
            let (start, end) = (half_hour * HALF_HOUR, (half_hour + 1) * HALF_HOUR);
            let known = overlap((start, end), (first_seen_at.0, now.0));
            (half_hour, known - offline(now, start, end.min(now.0)))
        })
        .collect();
    let last_outage = OUTAGES.iter().map(|(ago, lasted)| ago - lasted).min().unwrap_or(0);
    Uptime { first_seen_at, last_seen_at: now, uptime_seconds: last_outage * 60, half_hours }
}

fn offline(now: Ms, start: i64, end: i64) -> i64 {
    let outage = |(ago, lasted): &(i64, i64)| {
        let began = now.0 - ago * MINUTE;
        overlap((start, end), (began, began + lasted * MINUTE))
    };
    OUTAGES.iter().map(outage).sum()
}

fn overlap(a: (i64, i64), b: (i64, i64)) -> i64 {
    (a.1.min(b.1) - a.0.max(b.0)).max(0)
}
