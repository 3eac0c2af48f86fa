//! SQL of a group's rounds.

use super::OfGroup;
use crate::db::{Exec, Result};
use crate::ids::{GroupId, GuildId};

pub async fn newest(mut db: impl Exec, guild: GuildId, group: GroupId, limit: i64) -> Result<Vec<OfGroup>> {
    db.q("SELECT t.round_id, t.week, r.bonus_amount_cents, t.target_views,
            COALESCE(t.actual_views, (SELECT CAST(COALESCE(SUM(d.views), 0) AS BIGINT) FROM group_days d
              WHERE d.group_id = t.group_id AND d.day >= t.week AND d.day < t.week + 7)) AS views,
            t.achieved, t.near_miss, t.streak
          FROM (SELECT * FROM bonus_targets WHERE guild_id = $1 AND group_id = $2 ORDER BY week DESC LIMIT $3) t
          JOIN bonus_rounds r ON r.id = t.round_id ORDER BY t.week DESC")
        .bind(guild)
        .bind(group)
        .bind(limit)
        .all()
        .await
}
