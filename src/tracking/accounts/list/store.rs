//! SQL of the accounts list: one static text per access path and direction.

use super::filter::{AccountFilter, Key, Position, Sort};
use crate::db::{Exec, Query, Result};
use crate::http::keyset::Direction;
use crate::ids::{AccountId, BrandId, GroupId, GuildId};
use crate::time::{Day, Ms};
use crate::tracking::MOST_PLACES;
use crate::tracking::fold::containing;
use crate::tracking::period::Period;

/// One account with its group, its brand and what it gained.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AccountRow {
    pub id: AccountId,
    pub platform: String,
    pub username: String,
    pub username_folded: String,
    pub display_name: String,
    pub status: String,
    /// When the bot last said so.
    pub status_at: Option<Ms>,
    pub followers: Option<i64>,
    pub last_checked_at: Option<Ms>,
    pub created_at: Ms,
    pub group_id: GroupId,
    pub group_label: String,
    pub brand_id: BrandId,
    pub brand_label: String,
    pub posts_7d: i64,
    pub views_7d: i64,
    /// Views of the seven days before those.
    pub views_before: i64,
}

impl AccountRow {
    /// Whether somebody looked at it on that day or later.
    pub fn was_checked_since(&self, first: Day) -> bool {
        self.last_checked_at.is_some_and(|at| at.day() >= first)
    }

    /// Whether it was tracked from that day on.
    pub fn was_tracked_on(&self, day: Day) -> bool {
        self.created_at.day() <= day
    }

    /// Whether the numbers of the seven days up to and with `today` are of days that somebody looked at.
    pub fn is_collected(&self, today: Day) -> bool {
        self.views_7d != 0 || self.posts_7d != 0 || self.was_checked_since(Period::Week.first(today))
    }
}

/// The filters that every access path applies to the rows of its index; `$1` is the guild.
macro_rules! matching {
    () => {
        " AND deleted_at IS NULL AND ($2 IS NULL OR platform = $2) AND ($3 IS NULL OR status = $3)
          AND ($4 IS NULL OR group_id IN (SELECT id FROM account_groups WHERE brand_id = $4))
          AND ($5 IS NULL OR search LIKE $5 ESCAPE '!')"
    };
}

/// What belongs to each account that a subquery chose; `$week` is the day seven days ago.
macro_rules! with_rest {
    ($week:literal, $($chosen:expr),+) => {
        concat!(
            "SELECT a.id, a.platform, a.username, a.username_folded, a.display_name, a.status, a.status_at, a.followers,
               a.last_checked_at, a.created_at, g.id AS group_id, g.label AS group_label,
               b.id AS brand_id, b.label AS brand_label,
               (SELECT CAST(COALESCE(SUM(posts), 0) AS BIGINT) FROM account_days
                WHERE account_id = a.id AND day > ", $week, ") AS posts_7d,
               (SELECT CAST(COALESCE(SUM(views), 0) AS BIGINT) FROM account_days
                WHERE account_id = a.id AND day > ", $week, ") AS views_7d,
               (SELECT CAST(COALESCE(SUM(views), 0) AS BIGINT) FROM account_days
                WHERE account_id = a.id AND day <= ", $week, " AND day > ", $week, " - 7) AS views_before
             FROM (SELECT * FROM accounts WHERE ", $($chosen),+, ") a
             JOIN account_groups g ON g.id = a.group_id JOIN brands b ON b.id = g.brand_id"
        )
    };
}

/// A page: rows of one access path after (or before) a position in one order.
macro_rules! page {
    ($path:literal, $key:literal, $last:literal, $after:literal, $order:literal) => {
        concat!(
            with_rest!(
                "$9",
                "guild_id = $1 AND ",
                $path,
                matching!(),
                " AND (",
                $key,
                ", id) ",
                $after,
                " ($7, $8) ORDER BY ",
                $key,
                " ",
                $order,
                ", id ",
                $order,
                " LIMIT $10"
            ),
            " ORDER BY ",
            $last,
            " ",
            $order,
            ", a.id ",
            $order
        )
    };
}

/// The four texts of an order: in the guild or in a group, forwards or backwards. `$6` is the group,
/// `last` the same key among the columns of the whole row.
macro_rules! order {
    ($key:literal, $last:literal, up) => {
        order!($key, $last, ">", "ASC", "<", "DESC")
    };
    ($key:literal, $last:literal, down) => {
        order!($key, $last, "<", "DESC", ">", "ASC")
    };
    ($key:literal, $last:literal, $after:literal, $order:literal, $before:literal, $reverse:literal) => {
        [
            page!("$6 IS NULL", $key, $last, $after, $order),
            page!("$6 IS NULL", $key, $last, $before, $reverse),
            page!("group_id = $6", $key, $last, $after, $order),
            page!("group_id = $6", $key, $last, $before, $reverse),
        ]
    };
}

const BY_USERNAME: [&str; 4] = order!("username_folded", "a.username_folded", up);
const BY_FOLLOWERS: [&str; 4] = order!("COALESCE(followers, -1)", "COALESCE(a.followers, -1)", down);
const BY_CHECKED: [&str; 4] = order!("COALESCE(last_checked_at, 0)", "COALESCE(a.last_checked_at, 0)", up);
/// Nothing stores this sum, as its seven days move on: it is made of every account that matches, each
/// by one seek in its days.
const BY_VIEWS: [&str; 4] = order!(
    "(SELECT CAST(COALESCE(SUM(d.views), 0) AS BIGINT) FROM account_days d
      WHERE d.account_id = accounts.id AND d.day > $9)",
    "views_7d",
    down
);

/// Up to `limit` accounts next to the position, always in the order of the list.
pub async fn page(
    mut db: impl Exec,
    guild: GuildId,
    filter: &AccountFilter,
    from: &Position,
    today: Day,
    limit: i64,
) -> Result<Vec<AccountRow>> {
    let texts = match filter.sort {
        Sort::Username => BY_USERNAME,
        Sort::Followers => BY_FOLLOWERS,
        Sort::Views => BY_VIEWS,
        Sort::Checked => BY_CHECKED,
    };
    let back = usize::from(from.direction == Direction::Previous);
    let sql = texts[back + 2 * usize::from(filter.group_id.is_some())];
    let query = bind(db.q(sql), guild, filter);
    let query = match &from.key {
        Key::Text(text) => query.bind(text.clone()),
        Key::Number(number) => query.bind(*number),
    };
    let mut rows: Vec<AccountRow> = query.bind(from.id).bind(today.plus(-7)).bind(limit).all().await?;
    if from.direction == Direction::Previous {
        rows.reverse();
    }
    Ok(rows)
}

/// One account of the guild, unless it was deleted.
pub async fn one(mut db: impl Exec, guild: GuildId, id: AccountId, today: Day) -> Result<Option<AccountRow>> {
    const SQL: &str = with_rest!("$3", "guild_id = $1 AND id = $2 AND deleted_at IS NULL");
    db.q(SQL).bind(guild).bind(id).bind(today.plus(-7)).opt().await
}

/// Number of accounts that match.
pub async fn count(mut db: impl Exec, guild: GuildId, filter: &AccountFilter) -> Result<i64> {
    const SQL: &str = concat!(
        "SELECT COUNT(*) FROM accounts WHERE guild_id = $1 AND ($6 IS NULL OR group_id = $6)",
        matching!()
    );
    bind(db.q(SQL), guild, filter).scalar().await
}

fn bind<'q>(query: Query<'q>, guild: GuildId, filter: &AccountFilter) -> Query<'q> {
    let text = filter.folded().map(|q| containing(&q));
    query
        .bind(guild)
        .bind(filter.platform.map(|platform| platform.as_str().to_owned()))
        .bind(filter.status.map(|status| status.as_str().to_owned()))
        .bind(filter.brand_id)
        .bind(text)
        .bind(filter.group_id)
}

/// A group to filter by, with its brand.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct GroupChoice {
    pub brand_id: BrandId,
    pub brand: String,
    pub id: GroupId,
    pub label: String,
}

/// The groups of a guild in the order of a menu: all of them, as there are [`MOST_PLACES`] at most.
pub async fn groups(mut db: impl Exec, guild: GuildId) -> Result<Vec<GroupChoice>> {
    db.q("SELECT b.id AS brand_id, b.label AS brand, g.id, g.label
          FROM account_groups g JOIN brands b ON b.id = g.brand_id
          WHERE g.guild_id = $1 AND g.deleted_at IS NULL
          ORDER BY b.label_folded, g.label_folded LIMIT $2")
        .bind(guild)
        .bind(MOST_PLACES as i64)
        .all()
        .await
}
