//! The access paths of the posts list: one static text per path, order and direction.
//!
//! A page costs the same at any depth and under any filter. By time, the guild and each platform are one
//! range of an index. Everything else is a merge of sorted arms, each a range of an index: the days of
//! the guild for views and likes (rows of `guild_days`), the accounts for brands, groups and accounts.
//! The merge looks at the head of each arm, keeps as many arms as the page has rows, finds in each how
//! far the page can reach at most, and reads no further than the least of these.

use super::super::filter::{PostFilter, Sort};
use crate::http::keyset::Direction;

/// The rows of a page, from the ids that `$ids` gives.
macro_rules! rows {
    ($with:expr, $ids:expr, $by:literal, $order:literal) => {
        concat!(
            $with,
            "SELECT p.id, p.url, p.platform, p.posted_at, p.views, p.likes, p.comments, p.shares, p.last_checked_at,
               a.id AS account_id, a.username, g.id AS group_id, g.label AS group_label
             FROM (",
            $ids,
            ") found CROSS JOIN posts p
             JOIN accounts a ON a.id = p.account_id JOIN account_groups g ON g.id = a.group_id
             WHERE p.id = found.id ORDER BY p.",
            $by,
            " ",
            $order,
            ", p.id ",
            $order
        )
    };
}

/// Posts of deleted accounts are not shown. Mostly there are none, and no row is asked for its account.
macro_rules! shown {
    () => {
        " AND (NOT EXISTS (SELECT 1 FROM accounts d WHERE d.guild_id = $1 AND d.deleted_at IS NOT NULL)
           OR p.account_id NOT IN (SELECT d.id FROM accounts d WHERE d.guild_id = $1 AND d.deleted_at IS NOT NULL))"
    };
}

/// One range of an index. The other end of the range is the position itself.
macro_rules! range {
    ($where:literal, $bound:literal, $after:literal, $order:literal) => {
        rows!(
            "",
            concat!(
                "SELECT p.id FROM posts p WHERE ",
                $where,
                " AND ",
                $bound,
                shown!(),
                " AND (p.posted_at, p.id) ",
                $after,
                " ($2, $3)
                 ORDER BY p.posted_at ",
                $order,
                ", p.id ",
                $order,
                " LIMIT $4"
            ),
            "posted_at",
            $order
        )
    };
}

/// A merge of `$arms`; `$of` are the posts of one. `$far` stands in where no arm fills the page alone.
macro_rules! merge {
    ($arms:expr, $of:expr, $by:literal, $after:literal, $order:literal, $until:literal, $far:literal) => {
        rows!(
            concat!(
                "WITH arms AS MATERIALIZED (",
                $arms,
                "),
                 heads AS MATERIALIZED (SELECT arm.*, (SELECT p.id FROM posts p WHERE ",
                $of,
                "
                    AND (p.",
                $by,
                ", p.id) ",
                $after,
                " ($2, $3)
                    ORDER BY p.",
                $by,
                " ",
                $order,
                ", p.id ",
                $order,
                " LIMIT 1) AS head FROM arms arm),
                 best AS MATERIALIZED (SELECT arm.*, (SELECT p.",
                $by,
                " FROM posts p WHERE p.id = arm.head) AS value
                    FROM heads arm WHERE arm.head IS NOT NULL
                    ORDER BY value ",
                $order,
                ", head ",
                $order,
                " LIMIT $4),
                 ends AS MATERIALIZED (SELECT (SELECT p.id FROM posts p WHERE ",
                $of,
                "
                    AND (p.",
                $by,
                ", p.id) ",
                $after,
                " ($2, $3)
                    ORDER BY p.",
                $by,
                " ",
                $order,
                ", p.id ",
                $order,
                " LIMIT 1 OFFSET $4 - 1) AS id FROM best arm),
                 reach AS MATERIALIZED (SELECT (SELECT p.",
                $by,
                " FROM posts p WHERE p.id = ends.id) AS value, id
                    FROM ends WHERE id IS NOT NULL ORDER BY value ",
                $order,
                ", id ",
                $order,
                " LIMIT 1) "
            ),
            concat!(
                "SELECT p.id FROM best arm CROSS JOIN posts p WHERE ",
                $of,
                "
                   AND (p.",
                $by,
                ", p.id) ",
                $after,
                " ($2, $3)
                   AND (p.",
                $by,
                ", p.id) ",
                $until,
                " (COALESCE((SELECT value FROM reach), ",
                $far,
                "),
                                                         COALESCE((SELECT id FROM reach), $3))
                 ORDER BY p.",
                $by,
                " ",
                $order,
                ", p.id ",
                $order,
                " LIMIT $4"
            ),
            $by,
            $order
        )
    };
}

macro_rules! next {
    ($arms:expr, $of:expr, $by:literal) => {
        merge!($arms, $of, $by, "<", "DESC", ">=", "-9223372036854775807")
    };
}

macro_rules! previous {
    ($arms:expr, $of:expr, $by:literal) => {
        merge!($arms, $of, $by, ">", "ASC", "<=", "9223372036854775807")
    };
}

macro_rules! days {
    () => {
        "SELECT day, platform FROM guild_days
         WHERE guild_id = $1 AND day >= $5 AND day <= $6 AND posts > 0 AND ($7 IS NULL OR platform = $7)"
    };
}

macro_rules! of_day {
    () => {
        concat!(
            "p.guild_id = $1 AND p.day = arm.day AND p.platform = arm.platform
             AND ($8 OR (p.posted_at >= $9 AND p.posted_at < $10))",
            shown!()
        )
    };
}

/// Accounts of brands and groups, each as it is now. CROSS JOIN keeps SQLite from going through all accounts.
macro_rules! accounts {
    () => {
        "SELECT a.id FROM account_groups g CROSS JOIN accounts a
         WHERE g.guild_id = $1 AND ($6 IS NULL OR g.id = $6) AND ($7 IS NULL OR g.brand_id = $7)
           AND a.group_id = g.id AND a.deleted_at IS NULL AND ($5 IS NULL OR a.platform = $5)"
    };
}

/// A single account, if it is in what else is asked for.
macro_rules! account {
    ($id:literal) => {
        concat!(
            "SELECT a.id FROM accounts a JOIN account_groups g ON g.id = a.group_id
             WHERE a.id = ",
            $id,
            " AND a.guild_id = $1 AND a.deleted_at IS NULL AND ($5 IS NULL OR a.platform = $5)
             AND ($6 IS NULL OR g.id = $6) AND ($7 IS NULL OR g.brand_id = $7)"
        )
    };
}

macro_rules! of_account {
    () => {
        "p.account_id = arm.id AND ($8 OR (p.posted_at >= $9 AND p.posted_at < $10))"
    };
}

/// The way to the rows that fits a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// All posts, or those of a platform, by time.
    Range,
    /// The guild's days.
    Days,
    /// Accounts of a brand or group.
    Accounts,
    /// One account.
    Account,
}

impl Path {
    pub fn of(filter: &PostFilter) -> Path {
        match filter {
            PostFilter { account_id: Some(_), .. } => Path::Account,
            PostFilter { group_id: Some(_), .. } | PostFilter { brand_id: Some(_), .. } => Path::Accounts,
            PostFilter { sort: Sort::PostedAt, .. } => Path::Range,
            _ => Path::Days,
        }
    }
}

const GUILD: [&str; 2] = [
    range!("p.guild_id = $1", "p.posted_at >= $5", "<", "DESC"),
    range!("p.guild_id = $1", "p.posted_at < $5", ">", "ASC"),
];
const PLATFORM: [&str; 2] = [
    range!("p.guild_id = $1 AND p.platform = $6", "p.posted_at >= $5", "<", "DESC"),
    range!("p.guild_id = $1 AND p.platform = $6", "p.posted_at < $5", ">", "ASC"),
];
const DAYS_BY_VIEWS: [&str; 2] = [next!(days!(), of_day!(), "views"), previous!(days!(), of_day!(), "views")];
const DAYS_BY_LIKES: [&str; 2] = [next!(days!(), of_day!(), "likes"), previous!(days!(), of_day!(), "likes")];
const ACCOUNTS_BY_TIME: [&str; 2] = [
    next!(accounts!(), "p.account_id = arm.id AND p.posted_at >= $8", "posted_at"),
    previous!(accounts!(), "p.account_id = arm.id AND p.posted_at < $8", "posted_at"),
];
const ACCOUNTS_BY_VIEWS: [&str; 2] =
    [next!(accounts!(), of_account!(), "views"), previous!(accounts!(), of_account!(), "views")];
const ACCOUNTS_BY_LIKES: [&str; 2] =
    [next!(accounts!(), of_account!(), "likes"), previous!(accounts!(), of_account!(), "likes")];
const ACCOUNT_BY_TIME: [&str; 2] = [
    next!(account!("$9"), "p.account_id = arm.id AND p.posted_at >= $8", "posted_at"),
    previous!(account!("$9"), "p.account_id = arm.id AND p.posted_at < $8", "posted_at"),
];
const ACCOUNT_BY_VIEWS: [&str; 2] =
    [next!(account!("$11"), of_account!(), "views"), previous!(account!("$11"), of_account!(), "views")];
const ACCOUNT_BY_LIKES: [&str; 2] =
    [next!(account!("$11"), of_account!(), "likes"), previous!(account!("$11"), of_account!(), "likes")];

/// The statement of a page.
pub fn sql(filter: &PostFilter, direction: Direction) -> &'static str {
    let texts = match (Path::of(filter), filter.sort) {
        (Path::Range, _) if filter.platform.is_some() => PLATFORM,
        (Path::Range, _) => GUILD,
        (Path::Days, Sort::Likes) => DAYS_BY_LIKES,
        (Path::Days, _) => DAYS_BY_VIEWS,
        (Path::Accounts, Sort::PostedAt) => ACCOUNTS_BY_TIME,
        (Path::Accounts, Sort::Views) => ACCOUNTS_BY_VIEWS,
        (Path::Accounts, Sort::Likes) => ACCOUNTS_BY_LIKES,
        (Path::Account, Sort::PostedAt) => ACCOUNT_BY_TIME,
        (Path::Account, Sort::Views) => ACCOUNT_BY_VIEWS,
        (Path::Account, Sort::Likes) => ACCOUNT_BY_LIKES,
    };
    match direction {
        Direction::Next => texts[0],
        Direction::Previous => texts[1],
    }
}
