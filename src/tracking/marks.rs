//! High-water marks and gains. Pure; the result depends on the set of
//! snapshots alone, never on the order in which they came.

use std::collections::BTreeMap;

use super::Counts;
use crate::time::{Day, HOUR, Ms};

/// Posts published longer before their account was added start from what we first saw of them.
const GRACE: i64 = 48 * HOUR;

/// Metrics of one post as collected at one time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    pub at: Ms,
    pub counts: Counts,
}

/// The greatest values seen up to the end of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    pub day: Day,
    pub counts: Counts,
}

/// Whether what the first snapshot says is nobody's gain.
pub fn counts_from_first(posted_at: Ms, account_created_at: Ms) -> bool {
    posted_at < account_created_at.plus(-GRACE)
}

/// The earlier of two readings; per metric the least where they share their time.
pub fn earlier(known: Option<Reading>, new: Reading) -> Reading {
    match known {
        Some(known) if known.at < new.at => known,
        Some(known) if known.at == new.at => Reading { at: new.at, counts: known.counts.least(new.counts) },
        _ => new,
    }
}

/// The later of two readings; per metric the greatest where they share their time.
pub fn later(known: Option<Reading>, new: Reading) -> Reading {
    match known {
        Some(known) if known.at > new.at => known,
        Some(known) if known.at == new.at => {
            Reading { at: new.at, counts: known.counts.greatest(new.counts) }
        }
        _ => new,
    }
}

/// The marks once `readings` are in. `known` holds every mark from the day of the earliest reading
/// on, `before` the last one before it. Days on which nothing rises any more get none.
pub fn with(before: Option<Mark>, known: &[Mark], readings: &[Reading]) -> Vec<Mark> {
    let mut greatest: BTreeMap<Day, Counts> = known.iter().map(|mark| (mark.day, mark.counts)).collect();
    for reading in readings {
        let of_day = greatest.entry(reading.at.day()).or_insert(reading.counts);
        *of_day = of_day.greatest(reading.counts);
    }
    let mut height = before.map(|mark| mark.counts);
    let mut marks = Vec::with_capacity(greatest.len());
    for (day, counts) in greatest {
        let risen = height.map_or(counts, |height| height.greatest(counts));
        if height != Some(risen) {
            marks.push(Mark { day, counts: risen });
            height = Some(risen);
        }
    }
    marks
}

/// What each day gained over the day before. `base` is where a post without earlier marks starts.
pub fn gains(before: Option<Mark>, base: Counts, marks: &[Mark]) -> impl Iterator<Item = (Day, Counts)> {
    let mut height = before.map_or(base, |mark| mark.counts.greatest(base));
    marks.iter().map(move |mark| {
        let risen = mark.counts.greatest(height);
        let gained = risen.minus(height);
        height = risen;
        (mark.day, gained)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::DAY;

    fn reading(day: i64, views: i64) -> Reading {
        Reading { at: Ms(day * DAY + 5), counts: Counts::new(views, 0, 0, 0) }
    }
    fn mark(day: i64, views: i64) -> Mark {
        Mark { day: Day(day), counts: Counts::new(views, 0, 0, 0) }
    }
    fn views(before: Option<Mark>, base: i64, marks: &[Mark]) -> Vec<(i64, i64)> {
        gains(before, Counts::new(base, 0, 0, 0), marks).map(|(day, gained)| (day.0, gained.views)).collect()
    }

    #[test]
    fn corrections_downward_leave_no_mark_and_make_no_negative() {
        let marks = with(None, &[], &[reading(1, 100), reading(2, 90), reading(3, 130)]);
        assert_eq!(marks, [mark(1, 100), mark(3, 130)]);
        assert_eq!(views(None, 0, &marks), [(1, 100), (3, 30)]);
    }

    #[test]
    fn a_late_snapshot_takes_what_it_explains_from_the_days_after() {
        let known = [mark(5, 200)];
        let marks = with(Some(mark(1, 50)), &known, &[reading(3, 200)]);
        assert_eq!(marks, [mark(3, 200)]);
        assert_eq!(views(Some(mark(1, 50)), 0, &marks), [(3, 150)]);
    }

    #[test]
    fn the_first_day_has_a_mark_even_at_zero() {
        assert_eq!(with(None, &[], &[reading(1, 0)]), [mark(1, 0)]);
        assert_eq!(with(Some(mark(1, 0)), &[], &[reading(2, 0)]), []);
    }

    #[test]
    fn what_was_there_before_we_tracked_is_nobodys_gain() {
        let marks = with(None, &[], &[reading(1, 1_000), reading(1, 1_010), reading(2, 1_100)]);
        assert_eq!(views(None, 1_000, &marks), [(1, 10), (2, 90)]);
        let added = Ms(100 * DAY);
        assert!(!counts_from_first(added.plus(-GRACE), added));
        assert!(counts_from_first(added.plus(-GRACE - 1), added));
    }

    #[test]
    fn readings_of_one_time_have_one_outcome_in_either_order() {
        let a = Reading { at: Ms(5), counts: Counts::new(1, 9, 0, 0) };
        let b = Reading { at: Ms(5), counts: Counts::new(3, 2, 0, 0) };
        assert_eq!(earlier(Some(a), b), earlier(Some(b), a));
        assert_eq!(earlier(Some(a), b).counts, Counts::new(1, 2, 0, 0));
        assert_eq!(later(Some(a), b), later(Some(b), a));
        assert_eq!(later(Some(a), b).counts, Counts::new(3, 9, 0, 0));
    }
}
