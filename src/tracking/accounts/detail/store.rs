//! SQL of one account's page. The caller has found the account in its guild.

use crate::db::{Exec, Result};
use crate::ids::{AccountId, PostId};
use crate::time::{Day, Ms};
use crate::tracking::period::DayRow;

/// What the account gained on the days from `from` up to and with `to`.
pub async fn days(mut db: impl Exec, account: AccountId, from: Day, to: Day) -> Result<Vec<DayRow>> {
    db.q("SELECT day, posts, views, likes, comments, shares FROM account_days
          WHERE account_id = $1 AND day >= $2 AND day <= $3 ORDER BY day")
        .bind(account)
        .bind(from)
        .bind(to)
        .all()
        .await
}

/// The last word on the followers of a day.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct FollowerRow {
    pub day: Day,
    pub followers: i64,
}

/// Those of the days from `from` up to and with `to`, and the last one before.
pub async fn followers(
    mut db: impl Exec,
    account: AccountId,
    from: Day,
    to: Day,
) -> Result<Vec<FollowerRow>> {
    db.q("SELECT day, followers FROM follower_days WHERE account_id = $1 AND day <= $3 AND day >= COALESCE(
              (SELECT MAX(day) FROM follower_days WHERE account_id = $1 AND day <= $2), $2)
          ORDER BY day")
        .bind(account)
        .bind(from)
        .bind(to)
        .all()
        .await
}

/// A post as it stands.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct PostRow {
    pub id: PostId,
    pub url: String,
    pub posted_at: Ms,
    pub views: i64,
    pub likes: i64,
    pub comments: i64,
    pub shares: i64,
}

/// The newest posts.
pub async fn posts(mut db: impl Exec, account: AccountId, limit: i64) -> Result<Vec<PostRow>> {
    db.q("SELECT id, url, posted_at, views, likes, comments, shares FROM posts
          WHERE account_id = $1 ORDER BY posted_at DESC, id DESC LIMIT $2")
        .bind(account)
        .bind(limit)
        .all()
        .await
}

/// A group that the account counts for from a day on.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct GroupRow {
    pub from_day: Day,
    pub label: String,
    pub brand: String,
}

/// The groups it was in, the latest first.
pub async fn groups(mut db: impl Exec, account: AccountId, limit: i64) -> Result<Vec<GroupRow>> {
    db.q("SELECT m.from_day, g.label, b.label AS brand FROM account_memberships m
          JOIN account_groups g ON g.id = m.group_id JOIN brands b ON b.id = g.brand_id
          WHERE m.account_id = $1 ORDER BY m.from_day DESC LIMIT $2")
        .bind(account)
        .bind(limit)
        .all()
        .await
}
