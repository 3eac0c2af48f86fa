//! What the rounds of the demo ask of a group: some achieve it, some nearly, some not at all.

use crate::demo::dice::Dice;
use crate::time::{DAY, HOUR, Ms};

/// Rounds of the small demo's first guild: one a week, the last of this week.
pub const ROUNDS: i64 = 10;
/// How many weeks ago nobody made a round: whoever tries it makes one there, and sees at once what came of it.
pub const FORGOTTEN: i64 = 5;
/// What each group that achieves gets.
pub const AMOUNTS: [i64; 3] = [5_000, 7_500, 4_995];
/// What stands beside payments.
pub const NOTES: [&str; 5] = [
    "Bank transfer, October batch",
    "PayPal, ref 8841",
    "Überweisung an Chiara Conti",
    "Paid with the next invoice",
    "Asked for a gift card instead 🎁",
];
/// Of a group that gained nothing in the week before anybody looked.
const UNKNOWN: i64 = 50_000;

/// A target for a group that gained so much: a number that somebody would have chosen.
pub fn target(dice: &mut Dice, group: usize, gained: i64) -> i64 {
    if gained < 100 {
        return UNKNOWN;
    }
    // Some groups are better than others.
    let skill = 0.3 + 0.06 * (group * 5 % 11) as f64;
    let share = match dice.unit() {
        luck if luck < skill => 1.02 + 0.35 * dice.unit(),
        luck if luck < skill + 0.18 => 0.91 + 0.08 * dice.unit(),
        _ => 0.45 + 0.4 * dice.unit(),
    };
    let exact = gained as f64 / share;
    let step = 10_f64.powf(exact.log10().floor() - 1.0);
    ((exact / step).round() * step) as i64
}

/// When a round of the week that starts there was made: on Monday morning, or just now.
pub fn made_at(start: Ms, now: Ms) -> Ms {
    start.plus(DAY + 9 * HOUR).min(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_achieved_nearly_or_not_at_all() {
        let mut dice = Dice::new(1);
        let mut kinds = [0; 3];
        for group in 0..300 {
            let target = target(&mut dice, group, 123_456);
            assert!((50_000..300_000).contains(&target), "{target}");
            let share = 123_456.0 / target as f64;
            kinds[if share >= 1.0 {
                0
            } else if share >= 0.9 {
                1
            } else {
                2
            }] += 1;
        }
        assert!(kinds.iter().all(|count| *count > 20), "{kinds:?}");
        assert_eq!(target(&mut dice, 0, 7), UNKNOWN);
    }
}
