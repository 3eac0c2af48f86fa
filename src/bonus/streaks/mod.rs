//! Streaks: how many rounds in a row a group achieved. Only evaluated rounds count in which the group had a
//! target; a week without one neither breaks nor adds. Each target keeps the streak up to and with itself.

mod store;

use std::collections::HashMap;

use super::{Week, rules};
use crate::alerts::fire::Streak;
use crate::db::{Result, Tx};
use crate::ids::{GroupId, GuildId, TargetId};

/// Counts the streaks again from that week on, after a round of it was evaluated or deleted: a round of
/// a past week changes those after it. Returns those of that week.
pub(super) async fn renew(tx: &mut Tx, guild: GuildId, from: Week) -> Result<Vec<Streak>> {
    let before: HashMap<GroupId, i64> = store::before(tx, guild, from).await?.into_iter().collect();
    let targets = store::from(tx, guild, from).await?;
    let mut streaks = Vec::new();
    let mut changed: Vec<(TargetId, i64)> = Vec::new();
    for of_group in targets.chunk_by(|a, b| a.group_id == b.group_id) {
        let group = of_group.first().map(|target| target.group_id);
        let mut last = group.and_then(|group| before.get(&group)).copied().unwrap_or(0);
        let counted = rules::streaks(last, of_group.iter().map(|target| target.achieved));
        for (target, after) in of_group.iter().zip(counted) {
            if target.week == from {
                streaks.push(Streak { group: target.group_id, before: last, after });
            }
            if target.streak != Some(after) {
                changed.push((target.id, after));
            }
            last = after;
        }
    }
    store::save(tx, &changed).await?;
    Ok(streaks)
}
