//! The number of accounts at the end of each day, reckoned back from today's.

use crate::time::Day;

/// A number at the end of each day, from what it is after the last and what changed on which day.
pub fn run_back(now: i64, changes: &[(Day, i64)], from: Day, to: Day) -> Vec<Option<i64>> {
    let after = |day: Day| changes.iter().filter(|(on, _)| *on > day).map(|(_, change)| change).sum::<i64>();
    (from.0..=to.0).map(|day| Some(now - after(Day(day)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_today_tells_that_of_each_day_before() {
        let changes = [(Day(8), 5), (Day(9), -2), (Day(10), 1)];
        assert_eq!(run_back(20, &changes, Day(7), Day(10)), [16, 21, 19, 20].map(Some));
    }
}
