//! SQL of the large demo: many rows at once, and sums of sums.

use super::rules::{Day, PostRow};
use crate::db::{Batch, Query, Result, Tx};
use crate::ids::{AccountId, GroupId, GuildId, PostId};
use crate::time::Ms;
use crate::tracking::marks::{Mark, Reading};
use crate::tracking::{Counts, Platform};

#[derive(Clone, sqlx::FromRow)]
pub struct Account {
    pub id: AccountId,
    pub group_id: GroupId,
    pub platform: Platform,
    pub username_folded: String,
    pub created_at: Ms,
}

pub async fn accounts(tx: &mut Tx, guild: GuildId) -> Result<Vec<Account>> {
    tx.q("SELECT id, group_id, platform, username_folded, created_at FROM accounts WHERE guild_id = $1")
        .bind(guild)
        .all()
        .await
}

/// Posts with their days. The platform is that of the account.
pub async fn posts(tx: &mut Tx, guild: GuildId, rows: &[(Platform, PostRow)]) -> Result<()> {
    let insert = Batch {
        head: "INSERT INTO posts (id, guild_id, account_id, platform, external_id, url, posted_at, day,
                 counts_from_first, first_at, first_views, first_likes, first_comments, first_shares,
                 last_checked_at, views, likes, comments, shares, created_at) VALUES ",
        casts: &[
            "UUID", "BIGINT", "UUID", "TEXT", "TEXT", "TEXT", "BIGINT", "BIGINT", "BOOLEAN", "BIGINT",
            "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT",
            "BIGINT",
        ],
        tail: "",
    };
    insert
        .exec(&mut &mut *tx, rows, |q, (platform, row)| {
            let q =
                q.bind(row.id).bind(guild).bind(row.account).bind(*platform).bind(row.external_id.clone());
            let q = q.bind(row.url.clone()).bind(row.posted_at).bind(row.posted_at.day());
            reading(reading(q.bind(row.counts_from_first), row.first), row.last).bind(row.created_at)
        })
        .await?;
    let days = Batch {
        head: "INSERT INTO post_days (post_id, day, views, likes, comments, shares) VALUES ",
        casts: &["UUID", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT"],
        tail: "",
    };
    let marks: Vec<(PostId, Mark)> =
        rows.iter().flat_map(|(_, row)| row.marks.iter().map(|mark| (row.id, *mark))).collect();
    days.exec(&mut &mut *tx, &marks, |q, (post, mark)| counts(q.bind(*post).bind(mark.day), mark.counts))
        .await?;
    Ok(())
}

pub async fn account_days(tx: &mut Tx, rows: &[(Account, Day)]) -> Result<()> {
    let insert = Batch {
        head: "INSERT INTO account_days (account_id, day, group_id, posts, views, likes, comments, shares) VALUES ",
        casts: &["UUID", "BIGINT", "UUID", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT"],
        tail: "",
    };
    insert
        .exec(&mut &mut *tx, rows, |q, (account, day)| {
            counts(q.bind(account.id).bind(day.day).bind(account.group_id).bind(day.posts), day.counts)
        })
        .await?;
    Ok(())
}

/// The days of groups and of the guild, from those of the accounts.
pub async fn sum_up(tx: &mut Tx, guild: GuildId) -> Result<()> {
    tx.q("INSERT INTO group_days (guild_id, group_id, platform, day, posts, views, likes, comments, shares)
          SELECT a.guild_id, d.group_id, a.platform, d.day, CAST(SUM(d.posts) AS BIGINT), CAST(SUM(d.views) AS BIGINT),
            CAST(SUM(d.likes) AS BIGINT), CAST(SUM(d.comments) AS BIGINT), CAST(SUM(d.shares) AS BIGINT)
          FROM account_days d JOIN accounts a ON a.id = d.account_id WHERE a.guild_id = $1
          GROUP BY a.guild_id, d.group_id, a.platform, d.day")
        .bind(guild)
        .exec()
        .await?;
    tx.q("INSERT INTO guild_days (guild_id, day, platform, posts, views, likes, comments, shares)
          SELECT guild_id, day, platform, CAST(SUM(posts) AS BIGINT), CAST(SUM(views) AS BIGINT),
            CAST(SUM(likes) AS BIGINT), CAST(SUM(comments) AS BIGINT), CAST(SUM(shares) AS BIGINT)
          FROM group_days WHERE guild_id = $1 GROUP BY guild_id, day, platform")
        .bind(guild)
        .exec()
        .await?;
    Ok(())
}

fn reading(query: Query<'_>, reading: Option<Reading>) -> Query<'_> {
    let counted = reading.map_or(Counts::ZERO, |reading| reading.counts);
    counts(query.bind(reading.map(|reading| reading.at)), counted)
}

fn counts(query: Query<'_>, counts: Counts) -> Query<'_> {
    let Counts { views, likes, comments, shares } = counts;
    query.bind(views).bind(likes).bind(comments).bind(shares)
}

#[cfg(test)]
pub mod tests {
    use crate::db::{Db, Row};

    /// Rows of all tables that posts and metrics write, without the ids that differ from run to run.
    pub async fn dump(db: &Db) -> Vec<String> {
        let mut all = Vec::new();
        let posts = "SELECT p.external_id, a.username, p.posted_at + p.day * 7, p.counts_from_first,
            COALESCE(p.first_at, CAST(0 AS BIGINT)), p.first_views + p.first_likes * 3 + p.first_comments * 5 + p.first_shares * 7,
            COALESCE(p.last_checked_at, CAST(0 AS BIGINT)), p.views + p.likes * 3 + p.comments * 5 + p.shares * 7
            FROM posts p JOIN accounts a ON a.id = p.account_id";
        rows::<(String, String, i64, bool, i64, i64, i64, i64)>(db, posts, &mut all).await;
        let days = "SELECT p.external_id, d.day, d.views, d.likes, d.comments, d.shares
            FROM post_days d JOIN posts p ON p.id = d.post_id";
        rows::<(String, i64, i64, i64, i64, i64)>(db, days, &mut all).await;
        let accounts = "SELECT a.username, a.platform, g.label, d.day, d.posts, d.views, d.likes, d.comments, d.shares
            FROM account_days d JOIN accounts a ON a.id = d.account_id JOIN account_groups g ON g.id = d.group_id";
        rows::<(String, String, String, i64, i64, i64, i64, i64, i64)>(db, accounts, &mut all).await;
        let groups =
            "SELECT b.label, g.label, d.platform, d.day, d.posts, d.views, d.likes, d.comments, d.shares
            FROM group_days d JOIN account_groups g ON g.id = d.group_id JOIN brands b ON b.id = g.brand_id";
        rows::<(String, String, String, i64, i64, i64, i64, i64, i64)>(db, groups, &mut all).await;
        let guild = "SELECT platform, day, posts, views, likes, comments, shares FROM guild_days";
        rows::<(String, i64, i64, i64, i64, i64, i64)>(db, guild, &mut all).await;
        let checked = "SELECT username, platform, COALESCE(last_checked_at, CAST(0 AS BIGINT)) FROM accounts";
        rows::<(String, String, i64)>(db, checked, &mut all).await;
        all.sort_unstable();
        all
    }

    async fn rows<T: Row + std::fmt::Debug>(db: &Db, sql: &'static str, into: &mut Vec<String>) {
        let rows: Vec<T> = db.q(sql).all().await.unwrap();
        assert!(!rows.is_empty());
        into.extend(rows.iter().map(|row| format!("{row:?}")));
    }
}
