//! SQL of the demo's bonus rounds.

use std::collections::HashMap;

use crate::bonus::Week;
use crate::db::{Result, Tx};
use crate::ids::{GroupId, GuildId};
use crate::time::Day;

/// What each group gained in each week.
pub async fn views(tx: &mut Tx, guild: GuildId) -> Result<HashMap<(GroupId, Week), i64>> {
    let days: Vec<(GroupId, Day, i64)> = tx
        .q("SELECT group_id, day, CAST(SUM(views) AS BIGINT) FROM group_days WHERE guild_id = $1 GROUP BY group_id, day")
        .bind(guild)
        .all()
        .await?;
    let mut weeks = HashMap::new();
    for (group, day, views) in days {
        *weeks.entry((group, Week::containing(day))).or_insert(0) += views;
    }
    Ok(weeks)
}
