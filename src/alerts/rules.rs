//! When an alert fires. Pure.

use std::str::FromStr;

use crate::time::Ms;
use crate::tracking::Platform;
use crate::tracking::counts::MOST;

/// What a threshold may be.
pub const VALUE: std::ops::RangeInclusive<i64> = 1..=MOST;

/// The platforms that a threshold is for. All of them are a word in the database and null in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    All,
    One(Platform),
}

impl Reach {
    pub fn as_str(self) -> &'static str {
        match self {
            Reach::All => "all",
            Reach::One(platform) => platform.as_str(),
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Reach::All => "All platforms",
            Reach::One(platform) => platform.name(),
        }
    }

    pub fn platform(self) -> Option<Platform> {
        match self {
            Reach::All => None,
            Reach::One(platform) => Some(platform),
        }
    }

    pub fn holds(self, platform: Platform) -> bool {
        self.platform().is_none_or(|one| one == platform)
    }
}

impl From<Option<Platform>> for Reach {
    fn from(platform: Option<Platform>) -> Reach {
        platform.map_or(Reach::All, Reach::One)
    }
}

impl FromStr for Reach {
    type Err = String;

    fn from_str(text: &str) -> Result<Reach, String> {
        match text {
            "all" => Ok(Reach::All),
            one => one.parse().map(Reach::One).map_err(|_| "must be all or a platform".to_owned()),
        }
    }
}

impl TryFrom<String> for Reach {
    type Error = String;

    fn try_from(text: String) -> Result<Reach, String> {
        text.parse()
    }
}

/// How high a metric of a post (the followers of an account) stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Height {
    /// Where it started when we first saw it: that never fires.
    pub base: i64,
    /// The greatest value ever seen.
    pub most: Option<i64>,
}

impl Height {
    /// Whether it came from below the value to it.
    fn has_passed(self, value: i64) -> bool {
        self.base < value && self.is_above(value)
    }

    fn is_above(self, value: i64) -> bool {
        self.most.is_some_and(|most| most >= value)
    }
}

/// What the snapshots of one call did to it.
#[derive(Clone, Copy, Debug)]
pub struct Rise {
    pub before: Height,
    pub after: Height,
    /// When its first snapshot came in; unknown for those of long ago.
    pub seen_at: Option<Ms>,
}

/// Whether a threshold of this value, which watches since `armed_at`, fires. The set of snapshots decides,
/// whatever their order, unless a base above the value comes late: what fired before stays.
pub fn fires(value: i64, armed_at: Ms, rise: &Rise) -> bool {
    if !rise.after.has_passed(value) || rise.before.has_passed(value) {
        return false;
    }
    // It stood above as a base, and only now an earlier snapshot says that it came from below. What was
    // above before the threshold watched stays silent.
    !rise.before.is_above(value) || rise.seen_at.is_some_and(|at| at >= armed_at)
}

/// What became of a group's streak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreakNews {
    Reached(i64),
    Lost(i64),
}

/// The news in a streak of achieved rounds: 3, 5, 10, 15, ... in a row, or the end of 3 or more.
pub fn streak_news(before: i64, after: i64) -> Option<StreakNews> {
    match (before, after) {
        (3.., 0) => Some(StreakNews::Lost(before)),
        (_, 3) if before < 3 => Some(StreakNews::Reached(3)),
        (_, 5..) if after > before && after % 5 == 0 => Some(StreakNews::Reached(after)),
        _ => None,
    }
}

/// The share of `permille` of sorted values: the least that so many are not above.
pub fn percentile(sorted: &[i64], permille: usize) -> Option<i64> {
    let rank = (sorted.len() * permille).div_ceil(1_000);
    sorted.get(rank.saturating_sub(1)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn height(base: i64, most: impl Into<Option<i64>>) -> Height {
        Height { base, most: most.into() }
    }

    fn rises(value: i64, before: Height, after: Height) -> bool {
        fires(value, Ms(100), &Rise { before, after, seen_at: Some(Ms(50)) })
    }

    #[test]
    fn it_fires_when_the_greatest_value_comes_from_below_to_it() {
        let nothing = height(0, None);
        assert!(rises(100, nothing, height(0, 100)));
        assert!(rises(100, height(0, 99), height(0, 100)));
        assert!(!rises(100, height(0, 50), height(0, 99)), "below");
        assert!(!rises(100, height(0, 100), height(0, 500)), "above already");
        assert!(!rises(100, height(0, 150), height(0, 150)), "a value that hops back");
    }

    #[test]
    fn a_base_never_fires() {
        let nothing = height(0, None);
        assert!(!rises(100, nothing, height(100, 100)));
        assert!(!rises(100, nothing, height(500, 800)));
        assert!(rises(100, nothing, height(99, 100)), "the first call already holds a rise");
        assert!(rises(100, height(50, 50), height(50, 120)));
    }

    #[test]
    fn a_base_that_turns_out_lower_fires_only_if_all_of_it_came_since_the_threshold() {
        let late = |seen_at| {
            let rise = Rise { before: height(150, 150), after: height(50, 150), seen_at };
            fires(100, Ms(100), &rise)
        };
        assert!(late(Some(Ms(100))) && late(Some(Ms(101))));
        assert!(!late(Some(Ms(99))) && !late(None));
    }

    #[test]
    fn streaks_of_3_5_10_15_and_the_end_of_3_or_more_are_news() {
        let news: Vec<_> = (1..=20).filter(|after| streak_news(after - 1, *after).is_some()).collect();
        assert_eq!(news, [3, 5, 10, 15, 20]);
        assert_eq!(streak_news(4, 5), Some(StreakNews::Reached(5)));
        assert_eq!(streak_news(3, 0), Some(StreakNews::Lost(3)));
        for (before, after) in [(2, 0), (0, 0), (0, 1), (5, 5), (10, 10), (3, 3), (6, 3)] {
            assert_eq!(streak_news(before, after), None, "{before} {after}");
        }
    }

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let ten: Vec<i64> = (1..=10).collect();
        assert_eq!((percentile(&ten, 900), percentile(&ten, 500)), (Some(9), Some(5)));
        assert_eq!((percentile(&[7], 900), percentile(&[], 900)), (Some(7), None));
        assert_eq!(percentile(&[1, 2, 3], 900), Some(3));
    }

    #[test]
    fn all_platforms_are_a_word() {
        for reach in Platform::ALL.map(Reach::One).into_iter().chain([Reach::All]) {
            assert_eq!(reach.as_str().parse(), Ok(reach));
        }
        assert!(Reach::All.holds(Platform::X) && !Reach::One(Platform::TikTok).holds(Platform::X));
        assert!("".parse::<Reach>().is_err());
    }
}
