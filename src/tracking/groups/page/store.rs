//! SQL of a group's page: sums over the daily rollups only.

use std::collections::BTreeMap;

use crate::db::{Exec, Result};
use crate::ids::{AccountId, GroupId};
use crate::time::{Day, Ms};
use crate::tracking::Platform;
use crate::tracking::period::DayRow;

/// What a group gained on a day on one platform.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct PlatformDay {
    pub platform: Platform,
    #[sqlx(flatten)]
    pub gained: DayRow,
}

/// An account of the group with what it gained for it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AccountRow {
    pub id: AccountId,
    pub platform: String,
    pub username: String,
    pub display_name: String,
    pub posts: i64,
    pub views: i64,
    pub views_before: i64,
}

/// Days from `from` up to and with `to`, by platform; the caller has found the group in its guild.
pub async fn days(mut db: impl Exec, group: GroupId, from: Day, to: Day) -> Result<Vec<PlatformDay>> {
    db.q("SELECT platform, day, posts, views, likes, comments, shares
          FROM group_days WHERE group_id = $1 AND day >= $2 AND day <= $3 ORDER BY day, platform")
        .bind(group)
        .bind(from)
        .bind(to)
        .all()
        .await
}

/// Whether anything was collected for the group on `day` or before it; a post's own day is a row too.
pub async fn has_data_by(mut db: impl Exec, group: GroupId, day: Day) -> Result<bool> {
    let found: Option<(Day,)> = db
        .q("SELECT day FROM group_days WHERE group_id = $1 AND day <= $2
              AND (views > 0 OR likes > 0 OR comments > 0 OR shares > 0) LIMIT 1")
        .bind(group)
        .bind(day)
        .opt()
        .await?;
    Ok(found.is_some())
}

/// Whether anyone looked at an account of the group since then.
pub async fn is_checked_since(mut db: impl Exec, group: GroupId, since: Ms) -> Result<bool> {
    db.q("SELECT EXISTS (SELECT 1 FROM accounts
            WHERE group_id = $1 AND deleted_at IS NULL AND last_checked_at >= $2)")
        .bind(group)
        .bind(since)
        .scalar()
        .await
}

/// The sums of each day over all platforms.
pub fn by_day(days: &[PlatformDay]) -> Vec<DayRow> {
    let mut sums = BTreeMap::<Day, DayRow>::new();
    for PlatformDay { gained, .. } in days {
        let nothing = DayRow { day: gained.day, posts: 0, views: 0, likes: 0, comments: 0, shares: 0 };
        let sum = sums.entry(gained.day).or_insert(nothing);
        sum.posts = sum.posts.saturating_add(gained.posts);
        sum.views = sum.views.saturating_add(gained.views);
        sum.likes = sum.likes.saturating_add(gained.likes);
        sum.comments = sum.comments.saturating_add(gained.comments);
        sum.shares = sum.shares.saturating_add(gained.shares);
    }
    sums.into_values().collect()
}

/// The accounts that are in the group now, those with most views from `from` to `to` first; days that
/// counted for another group are left out. The period before starts at `before`.
pub async fn top_accounts(
    mut db: impl Exec,
    group: GroupId,
    before: Day,
    from: Day,
    to: Day,
    limit: i64,
) -> Result<Vec<AccountRow>> {
    db.q("SELECT t.id, t.platform, t.username, t.display_name, t.posts, t.views,
            (SELECT CAST(COALESCE(SUM(d.views), 0) AS BIGINT) FROM account_days d
             WHERE d.account_id = t.id AND d.group_id = $1 AND d.day >= $2 AND d.day < $3) AS views_before
          FROM (SELECT a.id, a.platform, a.username, a.username_folded, a.display_name,
                  CAST(COALESCE(SUM(d.posts), 0) AS BIGINT) AS posts,
                  CAST(COALESCE(SUM(d.views), 0) AS BIGINT) AS views
                FROM accounts a LEFT JOIN account_days d
                  ON d.account_id = a.id AND d.group_id = $1 AND d.day >= $3 AND d.day <= $4
                WHERE a.group_id = $1 AND a.deleted_at IS NULL
                GROUP BY a.id, a.platform, a.username, a.username_folded, a.display_name
                ORDER BY 7 DESC, a.username_folded LIMIT $5) t
          ORDER BY t.views DESC, t.username_folded")
        .bind(group)
        .bind(before)
        .bind(from)
        .bind(to)
        .bind(limit)
        .all()
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_the_sum_of_its_platforms() {
        let row = |platform, day, views| PlatformDay {
            platform,
            gained: DayRow { day: Day(day), posts: 1, views, likes: 0, comments: 0, shares: 0 },
        };
        let days = [row(Platform::TikTok, 1, 5), row(Platform::YouTube, 1, i64::MAX), row(Platform::X, 2, 7)];
        let sums: Vec<_> = by_day(&days).iter().map(|day| (day.day.0, day.posts, day.views)).collect();
        assert_eq!(sums, [(1, 2, i64::MAX), (2, 1, 7)]);
    }
}
