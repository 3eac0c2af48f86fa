//! The number of accounts at the end of each day, reckoned back from today's, and shares in per cent.

use crate::time::Day;

/// A number at the end of each day, from what it is after the last and what changed on which day.
pub fn run_back(now: i64, changes: &[(Day, i64)], from: Day, to: Day) -> Vec<Option<i64>> {
    let after = |day: Day| changes.iter().filter(|(on, _)| *on > day).map(|(_, change)| change).sum::<i64>();
    (from.0..=to.0).map(|day| Some(now - after(Day(day)))).collect()
}

/// Shares in whole per cent that sum to 100: what is left by cutting goes to the largest remainders.
pub fn shares(parts: &[i64]) -> Vec<i128> {
    let parts: Vec<i128> = parts.iter().map(|part| i128::from(*part)).collect();
    let whole = parts.iter().sum::<i128>();
    if whole <= 0 {
        return vec![0; parts.len()];
    }
    let mut shares: Vec<i128> = parts.iter().map(|part| part * 100 / whole).collect();
    let left = usize::try_from(100 - shares.iter().sum::<i128>()).unwrap_or(0);
    let mut order: Vec<(usize, i128)> = parts.iter().map(|part| part * 100 % whole).enumerate().collect();
    order.sort_by_key(|(_, remainder)| std::cmp::Reverse(*remainder));
    for (index, _) in order.into_iter().take(left) {
        if let Some(share) = shares.get_mut(index) {
            *share += 1;
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_today_tells_that_of_each_day_before() {
        let changes = [(Day(8), 5), (Day(9), -2), (Day(10), 1)];
        assert_eq!(run_back(20, &changes, Day(7), Day(10)), [16, 21, 19, 20].map(Some));
    }

    #[test]
    fn shares_sum_to_a_hundred() {
        assert_eq!(shares(&[1, 1, 1]), [34, 33, 33]);
        assert_eq!(shares(&[455, 289, 256]), [45, 29, 26]);
        assert_eq!(shares(&[1, 0, 999]), [0, 0, 100]);
        assert_eq!(shares(&[i64::MAX, i64::MAX]), [50, 50]);
        assert_eq!((shares(&[0, 0]), shares(&[])), (vec![0, 0], vec![]));
    }
}
