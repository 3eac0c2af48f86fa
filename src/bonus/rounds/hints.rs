//! What each group gained in the last weeks, to choose its target by.

use std::collections::HashMap;

use super::store;
use crate::bonus::Week;
use crate::db::{Exec, Result};
use crate::ids::{GroupId, GuildId};
use crate::time::Ms;

/// Whole weeks that are looked at.
pub const WEEKS: usize = 4;

/// Views by week, the oldest first.
pub type Hint = [i64; WEEKS];

/// The groups of a guild that gained anything in the weeks before this one. One statement.
pub async fn hints(mut db: impl Exec, guild: GuildId, now: Ms) -> Result<HashMap<GroupId, Hint>> {
    let present = Week::containing(now.day());
    let first = present.plus(-(WEEKS as i64)).first();
    let mut hints = HashMap::<GroupId, Hint>::new();
    for row in store::weekly(&mut db, guild, first, present.first()).await? {
        let hint = hints.entry(row.group_id).or_default();
        if let Some(week) = usize::try_from(row.week).ok().and_then(|week| hint.get_mut(week)) {
            *week = row.views;
        }
    }
    Ok(hints)
}

/// The mean of the weeks, rounded down.
pub fn mean(hint: &Hint) -> i64 {
    let sum: i128 = hint.iter().map(|views| i128::from(*views)).sum();
    i64::try_from(sum / WEEKS as i128).unwrap_or(i64::MAX)
}
