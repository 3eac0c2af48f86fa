//! Times: relative in the text, exact with the zone on hover and for machines. All in UTC milliseconds.
//! What people read is written here: `23 Nov 2026`, `23 Nov 2026, 14:05 UTC`. Only a range of days is `Day::through`,
//! since a week is named by it in the audit log, too.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

fn utc(at: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(at).unwrap_or_default()
}

/// `2026-11-23T07:29:48Z`.
pub fn iso(at: i64) -> String {
    utc(at).format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `23 Nov 2026, 07:29:48 UTC`.
pub fn exact(at: i64) -> String {
    utc(at).format("%-d %b %Y, %H:%M:%S UTC").to_string()
}

/// `23 Nov 2026, 07:29 UTC`.
pub fn moment(at: i64) -> String {
    utc(at).format("%-d %b %Y, %H:%M UTC").to_string()
}

/// `07:29 UTC`.
pub fn clock(at: i64) -> String {
    utc(at).format("%H:%M UTC").to_string()
}

/// `23 Nov 2026`.
pub fn date(at: i64) -> String {
    utc(at).format("%-d %b %Y").to_string()
}

/// `Monday, 23 November 2026`.
pub fn weekday(at: i64) -> String {
    utc(at).format("%A, %-d %B %Y").to_string()
}

/// `23 Nov`, where the year is plain.
pub fn day(at: i64) -> String {
    utc(at).format("%-d %b").to_string()
}

/// `just now`, `12 s ago`, `4 min ago`, `3 h ago`, `1 day ago`, `5 days ago`, then the date; `in 5 min` ahead.
pub fn ago(now: i64, at: i64) -> String {
    let past = now - at;
    let size = past.abs();
    let amount = match size {
        0..SECOND => return "just now".to_owned(),
        SECOND..MINUTE => format!("{} s", size / SECOND),
        MINUTE..HOUR => format!("{} min", size / MINUTE),
        HOUR..DAY => format!("{} h", size / HOUR),
        // Not "yesterday": that is a day of the calendar, and may be over for longer.
        _ if size < 2 * DAY => "1 day".to_owned(),
        _ if size < 30 * DAY => format!("{} days", size / DAY),
        _ => return date(at),
    };
    if past > 0 { format!("{amount} ago") } else { format!("in {amount}") }
}

/// A relative time that says the exact one on hover and focus; times.ts keeps it current.
pub fn time(now: i64, at: i64) -> Markup {
    html! { time datetime=(iso(at)) title=(exact(at)) data-ago { (ago(now, at)) } }
}

/// A time that stays as written, as a date in a table.
pub fn time_as(at: i64, text: &str) -> Markup {
    html! { time datetime=(iso(at)) title=(exact(at)) { (text) } }
}

/// A range of time, whose end is exclusive, by its name: hover and focus say it in UTC, and times.ts adds the reader's own time.
pub fn span_as(from: i64, until: i64, text: &str) -> Markup {
    let exact = |at: i64| utc(at).format("%a, %-d %b %Y, %H:%M").to_string();
    html! {
        time datetime=(iso(from)) data-until=(iso(until)) title={ (exact(from)) " to " (exact(until)) " UTC" } { (text) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_419_000_000; // 2026-11-23 07:30:00 UTC

    #[test]
    fn relative() {
        for (past, text) in [
            (0, "just now"),
            (12 * SECOND, "12 s ago"),
            (4 * MINUTE, "4 min ago"),
            (3 * HOUR + 59 * MINUTE, "3 h ago"),
            (30 * HOUR, "1 day ago"),
            (5 * DAY, "5 days ago"),
            (40 * DAY, "14 Oct 2026"),
            (-5 * MINUTE, "in 5 min"),
            (-30 * HOUR, "in 1 day"),
        ] {
            assert_eq!(ago(NOW, NOW - past), text);
        }
    }

    #[test]
    fn exact_times_and_spans() {
        assert_eq!(exact(NOW), "23 Nov 2026, 07:30:00 UTC");
        assert_eq!(moment(NOW), "23 Nov 2026, 07:30 UTC");
        assert_eq!(weekday(NOW), "Monday, 23 November 2026");
        let sunday = NOW - DAY - 7 * HOUR - 30 * MINUTE;
        let week = span_as(sunday - 7 * DAY, sunday, "that week").into_string();
        assert!(week.contains("title=\"Sun, 15 Nov 2026, 00:00 to Sun, 22 Nov 2026, 00:00 UTC\""), "{week}");
        let markup = time(NOW, NOW - 12 * SECOND).into_string();
        assert_eq!(
            markup,
            "<time datetime=\"2026-11-23T07:29:48Z\" title=\"23 Nov 2026, 07:29:48 UTC\" data-ago>12 s ago</time>"
        );
    }
}
