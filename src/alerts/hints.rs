//! What a value is chosen by: the last 30 days of the group, and how often it would have fired in them.

use super::metric::Metric;
use super::rules::{self, Height, Reach, Rise, percentile};
use super::store::hints::{self as store, Stand};
use crate::db::{Db, Result};
use crate::ids::{GroupId, GuildId};
use crate::time::{Day, Ms};
use crate::tracking::period::Period;

/// The numbers of the posts that were collected in the last 30 days; for followers, of the accounts.
#[derive(Clone, Debug)]
pub struct Hints(Vec<Stand>);

pub async fn hints(
    db: &Db,
    guild: GuildId,
    group: GroupId,
    metric: Metric,
    platform: Reach,
    today: Day,
) -> Result<Hints> {
    let from = Period::Month.first(today);
    let mut all = match metric {
        Metric::Followers => store::followers(db, guild, group, platform, from).await?,
        _ => store::posts(db, guild, group, metric, platform, from).await?,
    };
    all.sort_by_key(|one| one.now);
    Ok(Hints(all))
}

impl Hints {
    pub fn sample(&self) -> i64 {
        i64::try_from(self.0.len()).unwrap_or(i64::MAX)
    }

    pub fn average(&self) -> Option<i64> {
        let sum: i128 = self.0.iter().map(|one| i128::from(one.now)).sum();
        let count = i128::try_from(self.0.len()).ok().filter(|count| *count > 0)?;
        i64::try_from(sum / count).ok()
    }

    pub fn p90(&self) -> Option<i64> {
        percentile(&self.0.iter().map(|one| one.now).collect::<Vec<_>>(), 900)
    }

    pub fn max(&self) -> Option<i64> {
        self.0.last().map(|one| one.now)
    }

    /// How often a threshold that existed all the time would have fired, by the rule that fires.
    pub fn would_fire(&self, value: i64) -> i64 {
        let fired = self.0.iter().filter(|one| {
            let before = Height { base: one.base, most: one.before };
            let after = Height { base: one.base, most: Some(one.now) };
            let always = Ms(i64::MIN);
            rules::fires(value, always, &Rise { before, after, seen_at: Some(always) })
        });
        i64::try_from(fired.count()).unwrap_or(i64::MAX)
    }
}
