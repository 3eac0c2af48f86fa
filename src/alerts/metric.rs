//! What thresholds watch.

use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::tracking::Counts;

/// A metric of posts, or the followers of accounts.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema, sqlx::Type,
)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Metric")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Metric {
    Views,
    Likes,
    Comments,
    Shares,
    Followers,
}

impl Metric {
    pub const ALL: [Metric; 5] =
        [Metric::Views, Metric::Likes, Metric::Comments, Metric::Shares, Metric::Followers];
    /// Those that posts have.
    pub const OF_POSTS: [Metric; 4] = [Metric::Views, Metric::Likes, Metric::Comments, Metric::Shares];

    /// As in JSON, in the database and in a sentence: "100,000 views".
    pub fn as_str(self) -> &'static str {
        match self {
            Metric::Views => "views",
            Metric::Likes => "likes",
            Metric::Comments => "comments",
            Metric::Shares => "shares",
            Metric::Followers => "followers",
        }
    }

    /// Its name on a button.
    pub fn word(self) -> &'static str {
        match self {
            Metric::Views => "Views",
            Metric::Likes => "Likes",
            Metric::Comments => "Comments",
            Metric::Shares => "Shares",
            Metric::Followers => "Followers",
        }
    }

    pub fn icon(self) -> &'static str {
        match self {
            Metric::Views => "eye",
            Metric::Likes => "heart",
            Metric::Comments => "message-circle",
            Metric::Shares => "share-2",
            Metric::Followers => "user-round-plus",
        }
    }

    /// What a post has of it; posts have no followers.
    pub fn of(self, counts: Counts) -> i64 {
        match self {
            Metric::Views => counts.views,
            Metric::Likes => counts.likes,
            Metric::Comments => counts.comments,
            Metric::Shares => counts.shares,
            Metric::Followers => 0,
        }
    }
}

impl FromStr for Metric {
    type Err = ();

    fn from_str(text: &str) -> Result<Metric, ()> {
        Metric::ALL.into_iter().find(|metric| metric.as_str() == text).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_has_one_spelling_everywhere() {
        for metric in Metric::ALL {
            assert_eq!(metric.as_str().parse(), Ok(metric));
            assert_eq!(serde_json::to_value(metric).unwrap(), metric.as_str());
        }
        let counts = Counts::new(1, 2, 3, 4);
        assert_eq!(Metric::ALL.map(|metric| metric.of(counts)), [1, 2, 3, 4, 0]);
    }
}
