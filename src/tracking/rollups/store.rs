//! SQL of the rollups.

use std::collections::BTreeMap;

use super::{AccountRow, Delta};
use crate::db::{Batch, Result, Tx};
use crate::ids::{AccountId, GroupId, GuildId};
use crate::time::Day;
use crate::tracking::{Counts, Platform};

pub async fn add_to_accounts(tx: &mut Tx, rows: &[AccountRow]) -> Result<()> {
    let add = Batch {
        head: "INSERT INTO account_days AS t (account_id, day, group_id, posts, views, likes, comments, shares) VALUES ",
        casts: &["UUID", "BIGINT", "UUID", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT"],
        tail: " ON CONFLICT (account_id, day) DO UPDATE SET posts = t.posts + excluded.posts,
              views = t.views + excluded.views, likes = t.likes + excluded.likes,
              comments = t.comments + excluded.comments, shares = t.shares + excluded.shares",
    };
    add.exec(&mut &mut *tx, rows, |q, row| {
        sums(q.bind(row.account).bind(row.day).bind(row.group), row.delta)
    })
    .await?;
    // A row that holds nothing any more goes, so that the rows tell what was gained and nothing else.
    // (SQLite scans the table for a list of pairs given as VALUES; for a SELECT it uses the key.)
    let emptied: Vec<_> = rows.iter().filter(|row| row.delta.takes_away()).collect();
    let drop = Batch {
        head: "WITH touched (account_id, day) AS (VALUES ",
        casts: &["UUID", "BIGINT"],
        tail: ") DELETE FROM account_days WHERE (account_id, day) IN (SELECT account_id, day FROM touched)
               AND posts = 0 AND views = 0 AND likes = 0 AND comments = 0 AND shares = 0",
    };
    drop.exec(&mut &mut *tx, &emptied, |q, row| q.bind(row.account).bind(row.day)).await?;
    Ok(())
}

pub async fn add_to_groups(
    tx: &mut Tx,
    guild: GuildId,
    rows: &[((Day, GroupId, Platform), Delta)],
) -> Result<()> {
    let add = Batch {
        head: "INSERT INTO group_days AS t (guild_id, day, group_id, platform, posts, views, likes, comments, shares) VALUES ",
        casts: &["BIGINT", "BIGINT", "UUID", "TEXT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT"],
        tail: " ON CONFLICT (group_id, day, platform) DO UPDATE SET posts = t.posts + excluded.posts,
              views = t.views + excluded.views, likes = t.likes + excluded.likes,
              comments = t.comments + excluded.comments, shares = t.shares + excluded.shares",
    };
    add.exec(&mut &mut *tx, rows, |q, ((day, group, platform), delta)| {
        sums(q.bind(guild).bind(*day).bind(*group).bind(*platform), *delta)
    })
    .await?;
    let emptied: Vec<_> = rows.iter().filter(|(_, delta)| delta.takes_away()).collect();
    let drop = Batch {
        head: "WITH touched (group_id, day, platform) AS (VALUES ",
        casts: &["UUID", "BIGINT", "TEXT"],
        tail: ") DELETE FROM group_days WHERE (group_id, day, platform) IN (SELECT group_id, day, platform FROM touched)
               AND posts = 0 AND views = 0 AND likes = 0 AND comments = 0 AND shares = 0",
    };
    drop.exec(&mut &mut *tx, &emptied, |q, ((day, group, platform), _)| {
        q.bind(*group).bind(*day).bind(*platform)
    })
    .await?;
    Ok(())
}

pub async fn add_to_guild(tx: &mut Tx, guild: GuildId, rows: &[((Day, Platform), Delta)]) -> Result<()> {
    let add = Batch {
        head: "INSERT INTO guild_days AS t (guild_id, day, platform, posts, views, likes, comments, shares) VALUES ",
        casts: &["BIGINT", "BIGINT", "TEXT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT"],
        tail: " ON CONFLICT (guild_id, day, platform) DO UPDATE SET posts = t.posts + excluded.posts,
              views = t.views + excluded.views, likes = t.likes + excluded.likes,
              comments = t.comments + excluded.comments, shares = t.shares + excluded.shares",
    };
    add.exec(&mut &mut *tx, rows, |q, ((day, platform), delta)| {
        sums(q.bind(guild).bind(*day).bind(*platform), *delta)
    })
    .await?;
    let emptied: Vec<_> = rows.iter().filter(|(_, delta)| delta.takes_away()).collect();
    let drop = Batch {
        head: "WITH touched (guild_id, day, platform) AS (VALUES ",
        casts: &["BIGINT", "BIGINT", "TEXT"],
        tail: ") DELETE FROM guild_days WHERE (guild_id, day, platform) IN (SELECT guild_id, day, platform FROM touched)
               AND posts = 0 AND views = 0 AND likes = 0 AND comments = 0 AND shares = 0",
    };
    drop.exec(&mut &mut *tx, &emptied, |q, ((day, platform), _)| q.bind(guild).bind(*day).bind(*platform))
        .await?;
    Ok(())
}

fn sums(query: crate::db::Query<'_>, delta: Delta) -> crate::db::Query<'_> {
    let Counts { views, likes, comments, shares } = delta.counts;
    query.bind(delta.posts).bind(views).bind(likes).bind(comments).bind(shares)
}

#[derive(sqlx::FromRow)]
pub struct AccountDay {
    pub account_id: AccountId,
    pub day: Day,
    pub group_id: GroupId,
    pub platform: Platform,
    pub posts: i64,
    #[sqlx(flatten)]
    pub counts: Counts,
}

/// The days from `day` on of these accounts.
pub async fn of_accounts_from(
    tx: &mut Tx,
    accounts: impl Iterator<Item = AccountId>,
    day: Day,
) -> Result<Vec<AccountDay>> {
    // CROSS JOIN keeps SQLite from scanning the big table first; PostgreSQL takes it as any join.
    let days = Batch {
        head: "WITH moved (account_id, day) AS (VALUES ",
        casts: &["UUID", "BIGINT"],
        tail: ") SELECT d.account_id, d.day, d.group_id, a.platform, d.posts, d.views, d.likes, d.comments, d.shares
               FROM moved CROSS JOIN account_days d JOIN accounts a ON a.id = d.account_id
               WHERE d.account_id = moved.account_id AND d.day >= moved.day",
    };
    let accounts: Vec<_> = accounts.collect();
    days.all(&mut &mut *tx, &accounts, |q, account| q.bind(*account).bind(day)).await
}

pub async fn relabel(tx: &mut Tx, moves: &BTreeMap<AccountId, GroupId>, day: Day) -> Result<()> {
    let relabel = Batch {
        head: "WITH moved (account_id, group_id, day) AS (VALUES ",
        casts: &["UUID", "UUID", "BIGINT"],
        tail: ") UPDATE account_days SET group_id = moved.group_id FROM moved
               WHERE account_days.account_id = moved.account_id AND account_days.day >= moved.day",
    };
    let moves: Vec<_> = moves.iter().collect();
    relabel
        .exec(&mut &mut *tx, &moves, |q, (account, group)| q.bind(**account).bind(**group).bind(day))
        .await?;
    Ok(())
}
