//! Time as the product knows it: UTC milliseconds, whole UTC days, and a clock that tests can move.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Utc};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

pub const SECOND: i64 = 1_000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// An instant in milliseconds since 1970 (UTC); RFC 3339 ending in `Z` in JSON, BIGINT in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type)]
#[sqlx(transparent)]
pub struct Ms(pub i64);

impl Ms {
    pub fn day(self) -> Day {
        Day(self.0.div_euclid(DAY))
    }

    pub fn plus(self, milliseconds: i64) -> Ms {
        Ms(self.0.saturating_add(milliseconds))
    }

    /// Milliseconds from `earlier` to here; negative when `earlier` is later.
    pub fn since(self, earlier: Ms) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Parses RFC 3339 in UTC; only the ending `Z` is taken, as the API contract says.
    pub fn parse(text: &str) -> Option<Ms> {
        if !text.ends_with('Z') {
            return None;
        }
        let at = DateTime::parse_from_rfc3339(text).ok()?;
        Some(Ms(at.timestamp_millis()))
    }
}

impl fmt::Display for Ms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match DateTime::<Utc>::from_timestamp_millis(self.0) {
            Some(at) => f.write_str(&at.to_rfc3339_opts(SecondsFormat::Millis, true)),
            None => write!(f, "{} ms", self.0),
        }
    }
}

impl Serialize for Ms {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Ms {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Ms, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Ms::parse(&text)
            .ok_or_else(|| de::Error::custom("must be a time in UTC such as 2026-11-15T12:00:00Z"))
    }
}

/// Declares how a time looks in the API's description.
macro_rules! text_schema {
    ($name:ident, $format:literal) => {
        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "format": $format })
            }
        }
    };
}

text_schema!(Ms, "date-time");
text_schema!(Day, "date");

/// A UTC day, counted from 1970-01-01; `YYYY-MM-DD` in JSON, BIGINT in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type)]
#[sqlx(transparent)]
pub struct Day(pub i64);

impl Day {
    pub fn start(self) -> Ms {
        Ms(self.0.saturating_mul(DAY))
    }

    pub fn plus(self, days: i64) -> Day {
        Day(self.0.saturating_add(days))
    }

    /// Parses `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Day> {
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
        // chrono takes signs, shorter and longer numbers, too.
        if text.len() != 10 || date.to_string() != text {
            return None;
        }
        Some(Ms(date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis()).day())
    }

    pub fn date(self) -> Option<NaiveDate> {
        DateTime::<Utc>::from_timestamp_millis(self.start().0).map(|at| at.date_naive())
    }

    /// The days from here up to and with `last`, as people read them: `15–21 Nov 2026`, `29 Nov–5 Dec 2026`.
    pub fn through(self, last: Day) -> String {
        let (first, last) = (self.date().unwrap_or_default(), last.date().unwrap_or_default());
        let start = if first.year() != last.year() {
            first.format("%-d %b %Y")
        } else if first.month() != last.month() {
            first.format("%-d %b")
        } else {
            first.format("%-d")
        };
        format!("{start}–{}", last.format("%-d %b %Y"))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.date() {
            Some(date) => write!(f, "{date}"),
            None => write!(f, "day {}", self.0),
        }
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Day::parse(&text).ok_or_else(|| de::Error::custom("must be a date such as 2026-11-15"))
    }
}

/// Where "now" comes from. Rules never ask it: they take the time as an argument.
pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Ms;
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> Ms {
        Ms(Utc::now().timestamp_millis())
    }
}

/// A clock that stands still until it is moved.
pub struct ManualClock(AtomicI64);

impl ManualClock {
    pub fn at(now: Ms) -> ManualClock {
        ManualClock(AtomicI64::new(now.0))
    }

    pub fn advance(&self, milliseconds: i64) {
        self.0.fetch_add(milliseconds, Ordering::SeqCst);
    }

    pub fn set(&self, now: Ms) {
        self.0.store(now.0, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Ms {
        Ms(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_a_row_say_month_and_year_where_they_differ() {
        for (first, last, text) in [
            ("2026-11-15", "2026-11-21", "15–21 Nov 2026"),
            ("2026-11-29", "2026-12-05", "29 Nov–5 Dec 2026"),
            ("2026-12-27", "2027-01-02", "27 Dec 2026–2 Jan 2027"),
        ] {
            assert_eq!(Day::parse(first).unwrap().through(Day::parse(last).unwrap()), text);
        }
    }

    #[test]
    fn times_are_utc_and_end_in_z() {
        let at = Ms::parse("2026-11-15T12:00:00.250Z").unwrap();
        assert_eq!(at.to_string(), "2026-11-15T12:00:00.250Z");
        assert_eq!(at.day().to_string(), "2026-11-15");
        assert_eq!(Ms::parse("2026-11-15T12:00:00+01:00"), None);
        assert_eq!(Ms::parse("2026-11-15"), None);
    }

    #[test]
    fn days_before_1970_round_down() {
        assert_eq!(Ms(-1).day(), Day(-1));
        assert_eq!(Day(-1).start(), Ms(-DAY));
        assert_eq!(Day::parse("1969-12-31"), Some(Day(-1)));
        for wrong in ["2026-11-31", "2026-1-01", "+026-01-01", "2026-11-15 ", "12026-01-01"] {
            assert_eq!(Day::parse(wrong), None, "{wrong}");
        }
    }
}
