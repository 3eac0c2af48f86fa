//! A week: [Sunday 00:00 UTC, next Sunday 00:00 UTC). The server names weeks; a client sends a date.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use crate::time::{Day, Ms};

const DAYS: i64 = 7;
/// 1970-01-04 was a Sunday.
const A_SUNDAY: i64 = 3;

/// Known by its Sunday, which is what stands in JSON and in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema, sqlx::Type)]
#[serde(transparent)]
#[schemars(transparent)]
#[sqlx(transparent)]
pub struct Week(Day);

impl Week {
    pub fn containing(day: Day) -> Week {
        Week(day.plus(-(day.0 - A_SUNDAY).rem_euclid(DAYS)))
    }

    /// The week that starts on that day, if it is a Sunday.
    pub fn starting(day: Day) -> Option<Week> {
        Some(Week::containing(day)).filter(|week| week.0 == day)
    }

    /// Its Sunday.
    pub fn first(self) -> Day {
        self.0
    }

    /// Its Saturday.
    pub fn last(self) -> Day {
        self.0.plus(DAYS - 1)
    }

    /// The moment after it.
    pub fn end(self) -> Ms {
        self.plus(1).0.start()
    }

    pub fn plus(self, weeks: i64) -> Week {
        Week(self.0.plus(weeks.saturating_mul(DAYS)))
    }

    pub fn is_over(self, now: Ms) -> bool {
        now >= self.end()
    }

    /// "15–21 Nov 2026".
    pub fn name(self) -> String {
        self.first().through(self.last())
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn week(sunday: &str) -> Week {
        Week::starting(Day::parse(sunday).unwrap()).unwrap()
    }

    proptest! {
        #[test]
        fn each_day_is_in_one_week_of_seven_days_that_starts_on_a_sunday(day in -1_000_000..1_000_000_i64) {
            use chrono::Datelike;
            let week = Week::containing(Day(day));
            prop_assert!(week.first() <= Day(day) && Day(day) <= week.last());
            prop_assert_eq!(week.first().date().unwrap().weekday(), chrono::Weekday::Sun);
            prop_assert_eq!(week.last().plus(1), week.plus(1).first());
            prop_assert_eq!(Week::starting(Day(day)).is_some(), week.first() == Day(day));
        }
    }

    #[test]
    fn a_week_is_over_with_its_last_millisecond() {
        let week = week("2026-11-15");
        assert!(!week.is_over(Ms::parse("2026-11-21T23:59:59.999Z").unwrap()));
        assert!(week.is_over(Ms::parse("2026-11-22T00:00:00Z").unwrap()));
    }

    #[test]
    fn its_name_says_no_more_than_needed() {
        assert_eq!(week("2026-11-15").name(), "15–21 Nov 2026");
        assert_eq!(week("2026-11-29").name(), "29 Nov–5 Dec 2026");
        assert_eq!(week("2026-12-27").name(), "27 Dec 2026–2 Jan 2027");
    }
}
