//! When a target is achieved, when it is nearly, and what a round may be.

use std::collections::HashMap;

use super::Week;
use crate::http::FieldError;
use crate::ids::GroupId;
use crate::time::{Day, HOUR, Ms};

/// Targets of one round.
pub const MOST_TARGETS: usize = 500;
/// Views that a target may ask for.
pub const MOST_VIEWS: i64 = 1_000_000_000_000;
/// Cents that a group may get.
pub const MOST_CENTS: i64 = 100_000_000;
/// Weeks back for which a round can be made.
pub const OLDEST_WEEKS: i64 = 520;
/// How long after its week a round is evaluated by itself: snapshots come late.
pub const SETTLES: i64 = 2 * HOUR;

/// A round to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// A Sunday.
    pub week_start: Day,
    pub amount_cents: i64,
    pub targets: Vec<NewTarget>,
}

/// What a group has to gain in the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewTarget {
    pub group: GroupId,
    pub views: i64,
}

impl Draft {
    /// The week of the round, or every fault that can be seen without the database.
    pub fn check(&self, now: Ms) -> Result<Week, Vec<FieldError>> {
        let week = check_week(self.week_start, now);
        let mut faults: Vec<FieldError> = week.clone().err().into_iter().collect();
        if !(1..=MOST_CENTS).contains(&self.amount_cents) {
            faults.push(FieldError::new("#/bonus_amount_cents", "must be 1 to 100,000,000 cents"));
        }
        if self.targets.is_empty() || self.targets.len() > MOST_TARGETS {
            faults.push(FieldError::new("#/targets", "must have 1 to 500 targets"));
        }
        let mut seen = HashMap::new();
        for (index, target) in self.targets.iter().enumerate().take(MOST_TARGETS) {
            if !(1..=MOST_VIEWS).contains(&target.views) {
                let pointer = format!("#/targets/{index}/target_views");
                faults.push(FieldError::new(pointer, "must be 1 to 1,000,000,000,000 views"));
            }
            if let Some(first) = seen.insert(target.group, index) {
                let detail = format!("is the group of target {first} again: each group has one target");
                faults.push(FieldError::new(format!("#/targets/{index}/group_id"), detail));
            }
        }
        week.map_err(|_| ()).ok().filter(|_| faults.is_empty()).ok_or(faults)
    }
}

fn check_week(start: Day, now: Ms) -> Result<Week, FieldError> {
    let fault = |detail: String| FieldError::new("#/week_start", detail);
    let present = Week::containing(now.day());
    let Some(week) = Week::starting(start) else {
        return Err(fault("must be a Sunday: weeks start on Sunday 00:00 UTC".to_owned()));
    };
    if week > present {
        return Err(fault(format!("must not lie in the future: this week started on {present}")));
    }
    let oldest = present.plus(-OLDEST_WEEKS);
    if week < oldest { Err(fault(format!("must be {oldest} or later"))) } else { Ok(week) }
}

/// When a round of that week is evaluated by itself.
pub fn due_at(week: Week) -> Ms {
    week.end().plus(SETTLES)
}

/// The newest week whose rounds are due.
pub fn newest_due(now: Ms) -> Week {
    Week::containing(now.plus(-SETTLES).day()).plus(-1)
}

/// How a target turned out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub achieved: bool,
    /// Not achieved, but not far from it; a near miss is missed as well.
    pub near_miss: bool,
}

pub fn outcome(actual: i64, target: i64, near_miss_percent: i64) -> Outcome {
    let achieved = actual >= target;
    let near = i128::from(actual) * 100 >= i128::from(target) * i128::from(near_miss_percent);
    Outcome { achieved, near_miss: !achieved && near }
}

/// How far above the target (below it: negative), in per cent with one decimal.
pub fn delta_percent(actual: i64, target: i64) -> f64 {
    let (delta, target) = (i128::from(actual) - i128::from(target), i128::from(target.max(1)));
    let tenths = (delta * 1_000 + delta.signum() * target / 2) / target;
    tenths as f64 / 10.0
}

/// Rounds achieved in a row after each of these, `before` of them before the first.
pub fn streaks(before: i64, achieved: impl IntoIterator<Item = bool>) -> impl Iterator<Item = i64> {
    achieved.into_iter().scan(before, |streak, achieved| {
        *streak = if achieved { streak.saturating_add(1) } else { 0 };
        Some(*streak)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A Wednesday.
    const NOW: &str = "2026-11-18T12:00:00Z";

    fn now() -> Ms {
        Ms::parse(NOW).unwrap()
    }

    fn draft(week_start: &str, amount_cents: i64, views: &[i64]) -> Draft {
        let target = |views: &i64| NewTarget { group: GroupId::new(now()), views: *views };
        let week_start = Day::parse(week_start).unwrap();
        Draft { week_start, amount_cents, targets: views.iter().map(target).collect() }
    }

    fn pointers(draft: &Draft) -> Vec<String> {
        let faults = draft.check(now()).err().unwrap_or_default();
        faults.into_iter().map(|fault| fault.pointer).collect()
    }

    #[test]
    fn a_round_is_of_a_week_that_began() {
        assert!(draft("2026-11-15", 1, &[1]).check(now()).is_ok());
        assert!(draft("2017-01-01", 1, &[1]).check(now()).is_ok());
        for wrong in ["2026-11-16", "2026-11-22", "2016-11-20", "0001-01-07"] {
            assert_eq!(pointers(&draft(wrong, 1, &[1])), ["#/week_start"], "{wrong}");
        }
    }

    #[test]
    fn every_fault_is_named() {
        let mut wrong = draft("2026-11-16", 0, &[1, 0, MOST_VIEWS + 1]);
        wrong.targets[2].group = wrong.targets[0].group;
        let all = ["#/week_start", "#/bonus_amount_cents", "#/targets/1/target_views"];
        let last = ["#/targets/2/target_views", "#/targets/2/group_id"];
        assert_eq!(pointers(&wrong), [&all[..], &last].concat());
        for (count, fits) in [(0, false), (1, true), (500, true), (501, false)] {
            assert_eq!(
                draft("2026-11-15", MOST_CENTS, &vec![1; count]).check(now()).is_ok(),
                fits,
                "{count}"
            );
        }
        assert_eq!(pointers(&draft("2026-11-15", MOST_CENTS + 1, &[1])), ["#/bonus_amount_cents"]);
    }

    #[test]
    fn a_round_is_due_two_hours_after_its_week() {
        let week = Week::starting(Day::parse("2026-11-15").unwrap()).unwrap();
        assert_eq!(due_at(week), Ms::parse("2026-11-22T02:00:00Z").unwrap());
        assert_eq!(newest_due(due_at(week)), week);
        assert_eq!(newest_due(due_at(week).plus(-1)), week.plus(-1));
    }

    #[test]
    fn a_near_miss_begins_exactly_at_its_percentage() {
        let of = |actual, target, percent| {
            let outcome = outcome(actual, target, percent);
            (outcome.achieved, outcome.near_miss)
        };
        assert_eq!(of(100, 100, 90), (true, false));
        assert_eq!(of(99, 100, 90), (false, true));
        assert_eq!(of(90, 100, 90), (false, true));
        assert_eq!(of(89, 100, 90), (false, false));
        assert_eq!(of(i64::MAX, i64::MAX, 99), (true, false));
        assert_eq!(of(0, 1, 50), (false, false));
    }

    #[test]
    fn a_percentage_is_rounded_away_from_zero_and_never_overflows() {
        assert_eq!(delta_percent(1_049, 1_000), 4.9);
        assert_eq!(delta_percent(958, 1_000), -4.2);
        assert_eq!(delta_percent(20_009, 20_000), 0.0);
        assert_eq!(delta_percent(20_010, 20_000), 0.1);
        assert_eq!(delta_percent(19_990, 20_000), -0.1);
        assert!(delta_percent(i64::MAX, 1) > 9e20);
    }

    proptest! {
        #[test]
        fn the_outcome_is_what_the_fraction_says(actual in 0..3_000_i64, target in 1..2_000_i64, percent in 50..=99_i64) {
            let found = outcome(actual, target, percent);
            let share = actual as f64 / target as f64;
            prop_assert_eq!(found.achieved, share >= 1.0);
            prop_assert_eq!(found.near_miss, share < 1.0 && actual * 100 >= target * percent);
        }

        #[test]
        fn a_streak_is_the_run_at_the_end(before in 0..9_i64, achieved in prop::collection::vec(any::<bool>(), 0..12)) {
            let found: Vec<_> = streaks(before, achieved.iter().copied()).collect();
            for (index, streak) in found.into_iter().enumerate() {
                let run = achieved[..=index].iter().rev().take_while(|achieved| **achieved).count();
                let whole = run == index + 1;
                prop_assert_eq!(streak, run as i64 + if whole { before } else { 0 });
            }
        }
    }
}
