//! SQL of the overview: sums over the daily rollups only.

use crate::db::{Exec, Result};
use crate::ids::{GroupId, GuildId};
use crate::time::Day;
use crate::tracking::period::DayRow;

/// A group's views in the period and in the one before.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct GroupRow {
    pub id: GroupId,
    pub label: String,
    pub brand: String,
    pub views: i64,
    pub views_before: i64,
}

/// Days from `from` up to and with `to`; days without any data have no row.
pub async fn days(mut db: impl Exec, guild: GuildId, from: Day, to: Day) -> Result<Vec<DayRow>> {
    db.q("SELECT day, CAST(SUM(posts) AS BIGINT) AS posts, CAST(SUM(views) AS BIGINT) AS views,
            CAST(SUM(likes) AS BIGINT) AS likes, CAST(SUM(comments) AS BIGINT) AS comments,
            CAST(SUM(shares) AS BIGINT) AS shares
          FROM guild_days WHERE guild_id = $1 AND day >= $2 AND day <= $3 GROUP BY day ORDER BY day")
        .bind(guild)
        .bind(from)
        .bind(to)
        .all()
        .await
}

/// The groups with most views from `from` to `to`; the period before starts at `before`.
pub async fn top_groups(
    mut db: impl Exec,
    guild: GuildId,
    before: Day,
    from: Day,
    to: Day,
    limit: i64,
) -> Result<Vec<GroupRow>> {
    db.q("SELECT g.id, g.label, b.label AS brand, s.views, s.views_before
          FROM (SELECT group_id,
                  CAST(SUM(CASE WHEN day >= $3 THEN views ELSE 0 END) AS BIGINT) AS views,
                  CAST(SUM(CASE WHEN day < $3 THEN views ELSE 0 END) AS BIGINT) AS views_before
                FROM group_days WHERE guild_id = $1 AND day >= $2 AND day <= $4 GROUP BY group_id) s
          JOIN account_groups g ON g.id = s.group_id JOIN brands b ON b.id = g.brand_id
          WHERE g.deleted_at IS NULL AND s.views > 0
          ORDER BY s.views DESC, g.label LIMIT $5")
        .bind(guild)
        .bind(before)
        .bind(from)
        .bind(to)
        .bind(limit)
        .all()
        .await
}
