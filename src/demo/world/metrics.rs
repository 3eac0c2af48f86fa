//! The snapshots of a post: fast at first, then ever slower, with what goes wrong in reality.

use super::{DAYS, Snapshot};
use crate::demo::dice::Dice;
use crate::time::{DAY, HOUR, MINUTE, Ms};

/// Hours after publication at which the bot looked.
pub const LOOKS: [i64; 18] =
    [2, 8, 20, 44, 68, 92, 116, 140, 164, 212, 260, 308, 380, 452, 548, 668, 960, 1_440];
/// The bot collected nothing for two days, so many days ago.
const GAP_ENDED: i64 = 38;
const GAP_DAYS: i64 = 2;
/// Posts older than this are looked at too seldom to have been read just now.
const FRESH: i64 = 8 * DAY;

pub fn of_post(dice: &mut Dice, from: Ms, until: Ms, reach: f64, looks: &[i64]) -> Vec<Snapshot> {
    let potential = potential(dice, reach);
    let shape = Shape::new(dice);
    let mut times: Vec<Ms> = looks
        .iter()
        .map(|hours| from.plus(hours * HOUR + dice.between(0, 50) * MINUTE))
        .filter(|at| *at < until.plus(-HOUR) && !in_gap(*at, until))
        .collect();
    let recent = until.plus(-dice.between(4, 55) * MINUTE);
    // Where it looks seldom, the last look is no matter of chance: at most so many days have a number.
    if looks.len() == LOOKS.len() && until.since(from) < FRESH && recent > from {
        times.push(recent);
    }
    times
        .into_iter()
        .map(|at| {
            let mut views = potential * grown(at.since(from));
            // Platforms take back what they find to be no people.
            if dice.chance(0.012) {
                views *= 0.93;
            }
            shape.snapshot(at, views)
        })
        .collect()
}

/// One in 250 goes round the world.
fn potential(dice: &mut Dice, reach: f64) -> f64 {
    let ordinary = reach * (dice.normal() * 0.7).exp();
    if dice.chance(0.004) { ordinary * (20.0 + 60.0 * dice.unit()) } else { ordinary }
}

/// The share of a post's views that it has after a time: most of it in days, a tail over weeks.
fn grown(age: i64) -> f64 {
    let days = age as f64 / DAY as f64;
    0.8 * (1.0 - (-days / 1.6).exp()) + 0.2 * (1.0 - (-days / 25.0).exp())
}

fn in_gap(at: Ms, now: Ms) -> bool {
    let ago = now.day().0 - at.day().0;
    debug_assert!(ago <= DAYS + 60, "a post far older than the demo");
    (GAP_ENDED..GAP_ENDED + GAP_DAYS).contains(&ago)
}

/// What a post's other numbers are to its views.
struct Shape {
    likes: f64,
    comments: f64,
    shares: f64,
}

impl Shape {
    fn new(dice: &mut Dice) -> Shape {
        Shape {
            likes: 0.03 + 0.07 * dice.unit(),
            comments: 0.002 + 0.008 * dice.unit(),
            shares: 0.001 + 0.009 * dice.unit(),
        }
    }

    fn snapshot(&self, at: Ms, views: f64) -> Snapshot {
        let part = |share: f64| (views * share) as i64;
        Snapshot {
            at,
            views: views as i64,
            likes: part(self.likes),
            comments: part(self.comments),
            shares: part(self.shares),
        }
    }
}
