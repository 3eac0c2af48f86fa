//! SQL of the streaks.

use crate::bonus::Week;
use crate::db::{Batch, Result, Tx};
use crate::ids::{GroupId, GuildId, TargetId};

/// An evaluated target.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Evaluated {
    pub id: TargetId,
    pub group_id: GroupId,
    pub week: Week,
    pub achieved: bool,
    pub streak: Option<i64>,
}

/// The guild's evaluated targets from that week on, by group and week.
pub async fn from(tx: &mut Tx, guild: GuildId, week: Week) -> Result<Vec<Evaluated>> {
    tx.q("SELECT id, group_id, week, achieved, streak FROM bonus_targets
          WHERE guild_id = $1 AND week >= $2 AND achieved IS NOT NULL ORDER BY group_id, week")
        .bind(guild)
        .bind(week)
        .all()
        .await
}

/// The streak that each group with an evaluated target from that week on had before it.
pub async fn before(tx: &mut Tx, guild: GuildId, week: Week) -> Result<Vec<(GroupId, i64)>> {
    tx.q("SELECT g.group_id, COALESCE((SELECT t.streak FROM bonus_targets t
            WHERE t.group_id = g.group_id AND t.week < $2 AND t.achieved IS NOT NULL
            ORDER BY t.week DESC LIMIT 1), 0) AS streak
          FROM (SELECT DISTINCT group_id FROM bonus_targets
                WHERE guild_id = $1 AND week >= $2 AND achieved IS NOT NULL) g")
        .bind(guild)
        .bind(week)
        .all()
        .await
}

pub async fn save(tx: &mut Tx, streaks: &[(TargetId, i64)]) -> Result<()> {
    let save = Batch {
        head: "WITH counted (id, streak) AS (VALUES ",
        casts: &["UUID", "BIGINT"],
        tail: ") UPDATE bonus_targets SET streak = counted.streak FROM counted WHERE bonus_targets.id = counted.id",
    };
    save.exec(&mut &mut *tx, streaks, |q, (id, streak)| q.bind(*id).bind(*streak)).await?;
    Ok(())
}
