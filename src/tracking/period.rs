//! The period that a page looks at, and its sums against the period before.

use std::str::FromStr;

use schemars::JsonSchema;
use serde::Serialize;

use crate::time::Day;

/// What was gained on a day.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct DayRow {
    pub day: Day,
    pub posts: i64,
    pub views: i64,
    pub likes: i64,
    pub comments: i64,
    pub shares: i64,
}

/// 7, 30 or 90 days up to and with today (UTC).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Period {
    #[default]
    Week,
    Month,
    Quarter,
}

impl Period {
    pub const ALL: [Period; 3] = [Period::Week, Period::Month, Period::Quarter];

    pub fn days(self) -> i64 {
        match self {
            Period::Week => 7,
            Period::Month => 30,
            Period::Quarter => 90,
        }
    }

    /// The first day of the period that ends with `today`.
    pub fn first(self, today: Day) -> Day {
        today.plus(1 - self.days())
    }

    /// The first day of the period before.
    pub fn first_before(self, today: Day) -> Day {
        today.plus(1 - 2 * self.days())
    }
}

impl FromStr for Period {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|period| period.days().to_string() == text).ok_or(())
    }
}

/// What can be gained.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Metric {
    #[default]
    Views,
    Likes,
    Comments,
    Shares,
    Posts,
}

impl Metric {
    pub const ALL: [Metric; 5] =
        [Metric::Views, Metric::Likes, Metric::Comments, Metric::Shares, Metric::Posts];

    pub fn as_str(self) -> &'static str {
        match self {
            Metric::Views => "views",
            Metric::Likes => "likes",
            Metric::Comments => "comments",
            Metric::Shares => "shares",
            Metric::Posts => "posts",
        }
    }

    /// Its name on a button.
    pub fn word(self) -> &'static str {
        match self {
            Metric::Views => "Views",
            Metric::Likes => "Likes",
            Metric::Comments => "Comments",
            Metric::Shares => "Shares",
            Metric::Posts => "Posts",
        }
    }

    /// What a number of it says.
    pub fn label(self) -> &'static str {
        match self {
            Metric::Views => "Views gained",
            Metric::Likes => "Likes gained",
            Metric::Comments => "Comments gained",
            Metric::Shares => "Shares gained",
            Metric::Posts => "New posts",
        }
    }

    pub fn icon(self) -> &'static str {
        match self {
            Metric::Views => "eye",
            Metric::Likes => "heart",
            Metric::Comments => "message-circle",
            Metric::Shares => "share-2",
            Metric::Posts => "image-play",
        }
    }

    /// The key of its colour in a chart.
    pub fn colour(self) -> &'static str {
        match self {
            Metric::Posts => "views",
            other => other.as_str(),
        }
    }

    pub fn of(self, row: &DayRow) -> i64 {
        match self {
            Metric::Views => row.views,
            Metric::Likes => row.likes,
            Metric::Comments => row.comments,
            Metric::Shares => row.shares,
            Metric::Posts => row.posts,
        }
    }
}

impl FromStr for Metric {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|metric| metric.as_str() == text).ok_or(())
    }
}

/// What was gained in a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema, sqlx::FromRow)]
#[schemars(inline)]
pub struct Totals {
    pub posts: i64,
    pub views: i64,
    pub likes: i64,
    pub comments: i64,
    pub shares: i64,
}

impl Totals {
    pub fn of_metric(&self, metric: Metric) -> i64 {
        match metric {
            Metric::Views => self.views,
            Metric::Likes => self.likes,
            Metric::Comments => self.comments,
            Metric::Shares => self.shares,
            Metric::Posts => self.posts,
        }
    }

    /// Adds up the days from `from` up to and with `to`.
    pub fn of(days: &[DayRow], from: Day, to: Day) -> Totals {
        days.iter().filter(|row| (from..=to).contains(&row.day)).fold(Totals::default(), |sum, row| Totals {
            posts: sum.posts.saturating_add(row.posts),
            views: sum.views.saturating_add(row.views),
            likes: sum.likes.saturating_add(row.likes),
            comments: sum.comments.saturating_add(row.comments),
            shares: sum.shares.saturating_add(row.shares),
        })
    }
}

/// One value a day from `from` on, of rows in the order of their days; a day without collection is a gap and not a zero.
pub fn series(days: &[DayRow], from: Day, count: i64, value: impl Fn(&DayRow) -> i64) -> Vec<Option<i64>> {
    let on = |day: Day| {
        let found = days.binary_search_by_key(&day, |row| row.day).ok().and_then(|index| days.get(index));
        found.filter(|row| was_collected(row)).map(&value)
    };
    (0..count).map(|offset| on(from.plus(offset))).collect()
}

/// A post's own day makes a row as well; only a gain shows that metrics were collected.
fn was_collected(row: &DayRow) -> bool {
    row.views > 0 || row.likes > 0 || row.comments > 0 || row.shares > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(day: i64, posts: i64, views: i64) -> DayRow {
        DayRow { day: Day(day), posts, views, likes: 0, comments: 0, shares: 0 }
    }

    #[test]
    fn a_period_ends_today_and_the_one_before_ends_where_it_begins() {
        let today = Day(100);
        assert_eq!(Period::Week.first(today), Day(94));
        assert_eq!(Period::Week.first_before(today), Day(87));
        assert_eq!("30".parse(), Ok(Period::Month));
        assert_eq!("31".parse::<Period>(), Err(()));
    }

    #[test]
    fn totals_count_both_ends_and_nothing_beyond() {
        let days = [row(1, 1, 10), row(2, 1, 20), row(4, 1, 40)];
        assert_eq!(Totals::of(&days, Day(2), Day(4)), Totals { posts: 2, views: 60, ..Totals::default() });
    }

    #[test]
    fn days_without_collection_are_gaps() {
        let days = [row(1, 0, 10), row(2, 3, 0)];
        assert_eq!(series(&days, Day(1), 3, |row| row.views), [Some(10), None, None]);
    }
}
