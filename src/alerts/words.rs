//! What an alert says, in the words of the day on which it fired. Pure.

use super::metric::Metric;
use super::rules::StreakNews;
use crate::tracking::Platform;
use crate::web::text::number;

/// What fired in one line, and one line more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub message: String,
    pub detail: String,
}

pub fn passed(username: &str, platform: Platform, metric: Metric, value: i64, most: i64) -> Words {
    let (value, most, metric) = (number(value), number(most), metric.as_str());
    Words {
        message: format!("@{username} reached {value} {metric}"),
        detail: format!("{most} {metric} on {} when it was collected", platform.name()),
    }
}

pub fn status(username: &str, platform: Platform, unavailable: bool) -> Words {
    let platform = platform.name();
    match unavailable {
        true => Words {
            message: format!("@{username} is unavailable"),
            detail: format!("{platform} does not show this account any more"),
        },
        false => Words {
            message: format!("@{username} is back"),
            detail: format!("{platform} shows this account again"),
        },
    }
}

pub fn streak(group: &str, news: StreakNews) -> Words {
    match news {
        StreakNews::Reached(rounds) => Words {
            message: format!("{group} achieved {rounds} rounds in a row"),
            detail: "It reached its target in each of them".to_owned(),
        },
        StreakNews::Lost(rounds) => Words {
            message: format!("{group} lost a streak of {rounds}"),
            detail: "It missed its target this time".to_owned(),
        },
    }
}

pub fn test(group: &str, by: &str) -> Words {
    Words { message: format!("Test message for {group}"), detail: format!("Sent by {by}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_exact() {
        let words = passed("mira", Platform::TikTok, Metric::Views, 1_500, 10_499);
        assert_eq!(words.message, "@mira reached 1,500 views");
        assert_eq!(words.detail, "10,499 views on TikTok when it was collected");
        assert_eq!(streak("Aurora", StreakNews::Lost(4)).message, "Aurora lost a streak of 4");
        assert_eq!(status("mira", Platform::X, false).message, "@mira is back");
    }
}
