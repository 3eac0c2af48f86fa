//! SQL of the numbers that a value is chosen by: those of one group, read by seeks.

use crate::alerts::metric::Metric;
use crate::alerts::rules::Reach;
use crate::db::{Exec, Result};
use crate::ids::{GroupId, GuildId};
use crate::time::{DAY, Day};

/// Posts older than this count no more: the bot hardly looks at them, and a group has ever more of them.
const OLDEST: i64 = 365 * DAY;

/// How high one post or account stood before a time, and stands now.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Stand {
    pub base: i64,
    pub before: Option<i64>,
    pub now: i64,
}

/// The posts of the group's accounts that were collected since the day `from`, and were published within
/// a year before it.
pub async fn posts(
    mut db: impl Exec,
    guild: GuildId,
    group: GroupId,
    metric: Metric,
    platform: Reach,
    from: Day,
) -> Result<Vec<Stand>> {
    db.q("SELECT t.base, t.before, t.now FROM (
            SELECT CASE WHEN p.counts_from_first = FALSE THEN 0 WHEN $4 = 'views' THEN p.first_views
                WHEN $4 = 'likes' THEN p.first_likes WHEN $4 = 'comments' THEN p.first_comments
                ELSE p.first_shares END AS base,
              (SELECT CASE $4 WHEN 'views' THEN d.views WHEN 'likes' THEN d.likes
                   WHEN 'comments' THEN d.comments ELSE d.shares END
               FROM post_days d WHERE d.post_id = p.id AND d.day < $5 ORDER BY d.day DESC LIMIT 1) AS before,
              (SELECT CASE $4 WHEN 'views' THEN d.views WHEN 'likes' THEN d.likes
                   WHEN 'comments' THEN d.comments ELSE d.shares END
               FROM post_days d WHERE d.post_id = p.id ORDER BY d.day DESC LIMIT 1) AS now
            FROM accounts a JOIN posts p ON p.account_id = a.id
            WHERE a.group_id = $2 AND a.guild_id = $1 AND a.deleted_at IS NULL
              AND ($3 = 'all' OR a.platform = $3) AND p.posted_at >= $7 AND p.last_checked_at >= $6) t
          WHERE t.now IS NOT NULL")
        .bind(guild)
        .bind(group)
        .bind(platform.as_str())
        .bind(metric.as_str())
        .bind(from)
        .bind(from.start())
        .bind(from.start().plus(-OLDEST))
        .all()
        .await
}

/// The accounts of the group whose followers are known.
pub async fn followers(
    mut db: impl Exec,
    guild: GuildId,
    group: GroupId,
    platform: Reach,
    from: Day,
) -> Result<Vec<Stand>> {
    db.q("SELECT m.first AS base,
            (SELECT MAX(d.followers) FROM follower_days d WHERE d.account_id = a.id AND d.day < $4) AS before,
            m.most AS now
          FROM accounts a JOIN follower_marks m ON m.account_id = a.id
          WHERE a.group_id = $2 AND a.guild_id = $1 AND a.deleted_at IS NULL
            AND ($3 = 'all' OR a.platform = $3)")
        .bind(guild)
        .bind(group)
        .bind(platform.as_str())
        .bind(from)
        .all()
        .await
}
