//! The four metrics that posts have, reckoned with together.

use serde::{Deserialize, Serialize};

/// The most that a callback may report.
pub const MOST: i64 = 1_000_000_000_000;

/// Views, likes, comments and shares; as a difference they may be negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::FromRow)]
pub struct Counts {
    pub views: i64,
    pub likes: i64,
    pub comments: i64,
    pub shares: i64,
}

impl Counts {
    pub const ZERO: Counts = Counts { views: 0, likes: 0, comments: 0, shares: 0 };

    pub fn new(views: i64, likes: i64, comments: i64, shares: i64) -> Counts {
        Counts { views, likes, comments, shares }
    }

    pub fn greatest(self, other: Counts) -> Counts {
        self.zip(other, i64::max)
    }

    pub fn least(self, other: Counts) -> Counts {
        self.zip(other, i64::min)
    }

    pub fn plus(self, other: Counts) -> Counts {
        self.zip(other, i64::saturating_add)
    }

    pub fn minus(self, other: Counts) -> Counts {
        self.zip(other, i64::saturating_sub)
    }

    pub fn any_negative(self) -> bool {
        [self.views, self.likes, self.comments, self.shares].iter().any(|n| *n < 0)
    }

    fn zip(self, other: Counts, f: impl Fn(i64, i64) -> i64) -> Counts {
        Counts {
            views: f(self.views, other.views),
            likes: f(self.likes, other.likes),
            comments: f(self.comments, other.comments),
            shares: f(self.shares, other.shares),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_metric_stands_alone_and_nothing_overflows() {
        let (a, b) = (Counts::new(1, 5, 0, i64::MAX), Counts::new(4, 2, 0, 1));
        assert_eq!(a.greatest(b), Counts::new(4, 5, 0, i64::MAX));
        assert_eq!(a.least(b), Counts::new(1, 2, 0, 1));
        assert_eq!(a.plus(b), Counts::new(5, 7, 0, i64::MAX));
        assert_eq!(a.minus(b), Counts::new(-3, 3, 0, i64::MAX - 1));
        assert!(a.minus(b).any_negative() && !a.any_negative());
    }
}
