//! SQL of the analytics: sums over the rollups only, one static text per access path.

use super::Filter;
use crate::db::{Exec, Query, Result};
use crate::ids::{AccountId, BrandId, GroupId, GuildId};
use crate::time::{Day, Ms};
use crate::tracking::period::{DayRow, Period, Totals};

/// What a platform gained in one of the two periods.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct PlatformSums {
    pub platform: String,
    /// 1 in the period, 0 in the one before.
    pub is_now: i64,
    #[sqlx(flatten)]
    pub gained: Totals,
}

/// A group's views in the period and in the one before.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct GroupRow {
    pub id: GroupId,
    pub label: String,
    pub brand_id: BrandId,
    pub brand: String,
    pub views: i64,
    pub views_before: i64,
}

/// An account's views in the period and in the one before; those of deleted accounts count too.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct AccountRow {
    pub id: AccountId,
    pub platform: String,
    pub username: String,
    pub display_name: String,
    pub group_id: GroupId,
    pub group_label: String,
    pub deleted_at: Option<Ms>,
    pub views: i64,
    pub views_before: i64,
}

/// The groups that a filter asks for: `$2` is a brand, `$3` a group, `$1` the guild.
macro_rules! groups_asked {
    () => {
        "group_id IN (SELECT id FROM account_groups WHERE guild_id = $1 AND ($2 IS NULL OR brand_id = $2)
           AND ($3 IS NULL OR id = $3))"
    };
}

fn bind<'q>(query: Query<'q>, guild: GuildId, filter: &Filter) -> Query<'q> {
    let platform = filter.platform.map(|platform| platform.as_str().to_owned());
    query.bind(guild).bind(filter.brand_id).bind(filter.group_id).bind(platform)
}

macro_rules! days {
    ($from:expr) => {
        concat!(
            "SELECT day, CAST(SUM(posts) AS BIGINT) AS posts, CAST(SUM(views) AS BIGINT) AS views,
               CAST(SUM(likes) AS BIGINT) AS likes, CAST(SUM(comments) AS BIGINT) AS comments,
               CAST(SUM(shares) AS BIGINT) AS shares FROM ",
            $from,
            " AND ($4 IS NULL OR platform = $4) AND day >= $5 AND day <= $6 GROUP BY day ORDER BY day"
        )
    };
}

/// A post's own day is a row too, so that only a gain shows that somebody looked.
macro_rules! has_data {
    ($from:expr) => {
        concat!(
            "SELECT day FROM ",
            $from,
            " AND ($4 IS NULL OR platform = $4) AND day <= $5
              AND (views > 0 OR likes > 0 OR comments > 0 OR shares > 0) LIMIT 1"
        )
    };
}

/// Days from `from` up to and with `to`; days without any data have no row.
pub async fn days(
    mut db: impl Exec,
    guild: GuildId,
    filter: &Filter,
    from: Day,
    to: Day,
) -> Result<Vec<DayRow>> {
    const GUILD: &str = days!("guild_days WHERE guild_id = $1 AND $2 IS NULL AND $3 IS NULL");
    const GROUPS: &str = days!(concat!("group_days WHERE ", groups_asked!()));
    let sql = if filter.by_group() { GROUPS } else { GUILD };
    bind(db.q(sql), guild, filter).bind(from).bind(to).all().await
}

/// Whether anything was collected on `day` or before it.
pub async fn has_data_by(mut db: impl Exec, guild: GuildId, filter: &Filter, day: Day) -> Result<bool> {
    const GUILD: &str = has_data!("guild_days WHERE guild_id = $1 AND $2 IS NULL AND $3 IS NULL");
    const GROUPS: &str = has_data!(concat!("group_days WHERE ", groups_asked!()));
    let sql = if filter.by_group() { GROUPS } else { GUILD };
    let found: Option<(Day,)> = bind(db.q(sql), guild, filter).bind(day).opt().await?;
    Ok(found.is_some())
}

macro_rules! platforms {
    ($from:expr) => {
        concat!(
            "SELECT platform, is_now, CAST(SUM(posts) AS BIGINT) AS posts, CAST(SUM(views) AS BIGINT) AS views,
               CAST(SUM(likes) AS BIGINT) AS likes, CAST(SUM(comments) AS BIGINT) AS comments,
               CAST(SUM(shares) AS BIGINT) AS shares
             FROM (SELECT *, CAST(CASE WHEN day >= $6 THEN 1 ELSE 0 END AS BIGINT) AS is_now FROM ",
            $from,
            " AND ($4 IS NULL OR platform = $4) AND day >= $5 AND day <= $7) days
              GROUP BY platform, is_now ORDER BY platform, is_now"
        )
    };
}

/// The platforms of the period that ends with `today`, and of the one before.
pub async fn platforms(
    mut db: impl Exec,
    guild: GuildId,
    filter: &Filter,
    period: Period,
    today: Day,
) -> Result<Vec<PlatformSums>> {
    const GUILD: &str = platforms!("guild_days WHERE guild_id = $1 AND $2 IS NULL AND $3 IS NULL");
    const GROUPS: &str = platforms!(concat!("group_days WHERE ", groups_asked!()));
    let sql = if filter.by_group() { GROUPS } else { GUILD };
    let query = bind(db.q(sql), guild, filter).bind(period.first_before(today)).bind(period.first(today));
    query.bind(today).all().await
}

macro_rules! narrowed {
    () => {
        " AND ($2 IS NULL OR group_id IN (SELECT id FROM account_groups WHERE brand_id = $2))
          AND ($3 IS NULL OR group_id = $3) AND ($4 IS NULL OR platform = $4)"
    };
}

/// Views of the days `d` in the period that ends with `$6` and has `$5` days, and of the one before.
macro_rules! summed {
    () => {
        "CAST(SUM(CASE WHEN d.day > $6 - $5 THEN d.views ELSE 0 END) AS BIGINT) AS views,
         CAST(SUM(CASE WHEN d.day > $6 - $5 THEN 0 ELSE d.views END) AS BIGINT) AS views_before"
    };
}

/// The last columns are the sums; `$from` gives them by `account_id`.
macro_rules! accounts_of {
    ($before:expr, $from:expr) => {
        concat!(
            "SELECT a.id, a.platform, a.username, a.display_name, g.id AS group_id, g.label AS group_label,
               a.deleted_at, s.views, ",
            $before,
            " AS views_before FROM (",
            $from,
            ") s
             JOIN accounts a ON a.id = s.account_id JOIN account_groups g ON g.id = a.group_id
             ORDER BY s.views DESC, a.id"
        )
    };
}

/// From the windows of a period's days and of twice as many.
macro_rules! accounts_of_windows {
    ($single:literal, $double:literal) => {
        accounts_of!(
            concat!(
                "(SELECT CAST(SUM(",
                $double,
                " - ",
                $single,
                ") AS BIGINT) FROM account_windows
                  WHERE guild_id = $1 AND account_id = a.id",
                narrowed_of!(),
                ")"
            ),
            concat!(
                "SELECT account_id, CAST(SUM(",
                $single,
                ") AS BIGINT) AS views FROM account_windows
                 WHERE guild_id = $1",
                narrowed!(),
                " GROUP BY account_id HAVING SUM(",
                $single,
                ") > 0
                 ORDER BY 2 DESC, account_id LIMIT $5"
            )
        )
    };
}

/// As `narrowed!`, where another table has a platform too.
macro_rules! narrowed_of {
    () => {
        " AND ($2 IS NULL OR account_windows.group_id IN (SELECT id FROM account_groups WHERE brand_id = $2))
          AND ($3 IS NULL OR account_windows.group_id = $3)"
    };
}

/// The accounts with most views in the period that ends with `today`. `until`: the day that the
/// guild's windows end with; where it is another one, the days themselves are summed.
pub async fn top_accounts(
    mut db: impl Exec,
    guild: GuildId,
    filter: &Filter,
    period: Period,
    (today, until): (Day, Option<Day>),
    limit: i64,
) -> Result<Vec<AccountRow>> {
    const WEEK: &str = accounts_of_windows!("views_7", "views_14");
    const MONTH: &str = accounts_of_windows!("views_30", "views_60");
    const QUARTER: &str = accounts_of_windows!("views_90", "views_180");
    const DAYS: &str = accounts_of!(
        "s.views_before",
        concat!(
            "SELECT * FROM (SELECT account_id, ",
            summed!(),
            " FROM (
               SELECT d.account_id, d.group_id, a.platform, d.day, d.views
               FROM accounts a JOIN account_days d ON d.account_id = a.id
               WHERE a.guild_id = $1 AND d.day > $6 - 2 * $5 AND d.day <= $6) d WHERE TRUE",
            narrowed!(),
            " GROUP BY account_id) sums WHERE views > 0 ORDER BY views DESC, account_id LIMIT $7"
        )
    );
    if until != Some(today) {
        return bind(db.q(DAYS), guild, filter).bind(period.days()).bind(today).bind(limit).all().await;
    }
    let sql = match period {
        Period::Week => WEEK,
        Period::Month => MONTH,
        Period::Quarter => QUARTER,
    };
    bind(db.q(sql), guild, filter).bind(limit).all().await
}

macro_rules! groups_of {
    ($sums:expr, $limit:literal) => {
        concat!(
            "SELECT g.id, g.label, b.id AS brand_id, b.label AS brand, s.views, s.views_before FROM (",
            $sums,
            " GROUP BY group_id) s JOIN account_groups g ON g.id = s.group_id JOIN brands b ON b.id = g.brand_id
             WHERE g.deleted_at IS NULL AND s.views > 0 ORDER BY s.views DESC, g.label LIMIT ", $limit
        )
    };
}

macro_rules! groups_of_windows {
    ($single:literal, $double:literal) => {
        groups_of!(
            concat!(
                "SELECT group_id, CAST(SUM(",
                $single,
                ") AS BIGINT) AS views,
                   CAST(SUM(",
                $double,
                " - ",
                $single,
                ") AS BIGINT) AS views_before
                 FROM group_windows WHERE guild_id = $1",
                narrowed!()
            ),
            "$5"
        )
    };
}

/// The groups with most views, as [`top_accounts`].
pub async fn top_groups(
    mut db: impl Exec,
    guild: GuildId,
    filter: &Filter,
    period: Period,
    (today, until): (Day, Option<Day>),
    limit: i64,
) -> Result<Vec<GroupRow>> {
    const WEEK: &str = groups_of_windows!("views_7", "views_14");
    const MONTH: &str = groups_of_windows!("views_30", "views_60");
    const QUARTER: &str = groups_of_windows!("views_90", "views_180");
    const DAYS: &str = groups_of!(
        concat!(
            "SELECT group_id, ",
            summed!(),
            " FROM group_days d WHERE ",
            groups_asked!(),
            " AND ($4 IS NULL OR platform = $4) AND d.day > $6 - 2 * $5 AND d.day <= $6"
        ),
        "$7"
    );
    if until != Some(today) {
        return bind(db.q(DAYS), guild, filter).bind(period.days()).bind(today).bind(limit).all().await;
    }
    let sql = match period {
        Period::Week => WEEK,
        Period::Month => MONTH,
        Period::Quarter => QUARTER,
    };
    bind(db.q(sql), guild, filter).bind(limit).all().await
}

/// Accounts and their followers.
#[derive(Clone, Copy, Debug, Default, PartialEq, sqlx::FromRow)]
pub struct AccountsRow {
    pub accounts: i64,
    pub followers: i64,
}

/// Accounts now, in the groups they are in now.
pub async fn accounts(mut db: impl Exec, guild: GuildId, filter: &Filter) -> Result<AccountsRow> {
    const SQL: &str = concat!(
        "SELECT COUNT(*) AS accounts, CAST(COALESCE(SUM(followers), 0) AS BIGINT) AS followers
         FROM accounts WHERE guild_id = $1 AND deleted_at IS NULL",
        narrowed!()
    );
    bind(db.q(SQL), guild, filter).one().await
}

/// By how many the number of accounts changed on which day, from `from` on.
pub async fn accounts_changed(
    mut db: impl Exec,
    guild: GuildId,
    filter: &Filter,
    from: Day,
) -> Result<Vec<(Day, i64)>> {
    const SQL: &str = concat!(
        "SELECT day, CAST(SUM(n) AS BIGINT) AS n FROM (
           SELECT created_at / 86400000 AS day, 1 AS n FROM accounts WHERE guild_id = $1 AND created_at >= $5",
        narrowed!(),
        " AND deleted_at IS NULL
           UNION ALL SELECT deleted_at / 86400000, -1 FROM accounts WHERE guild_id = $1 AND deleted_at >= $5",
        narrowed!(),
        " UNION ALL SELECT created_at / 86400000, 1 FROM accounts WHERE guild_id = $1 AND deleted_at >= $5
           AND created_at >= $5",
        narrowed!(),
        ") changes GROUP BY day ORDER BY day"
    );
    bind(db.q(SQL), guild, filter).bind(from.start()).all().await
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::db::Db;

    pub async fn delete(db: &Db, account: AccountId, at: Ms) {
        db.w("UPDATE accounts SET deleted_at = $2 WHERE id = $1")
            .bind(account)
            .bind(at)
            .exec()
            .await
            .unwrap();
    }
}
