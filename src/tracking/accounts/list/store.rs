//! SQL of the accounts list: one static text per access path and direction.

use super::filter::{AccountFilter, Direction, Position};
use crate::db::{Exec, Query, Result};
use crate::ids::{AccountId, BrandId, GroupId, GuildId};
use crate::time::{Day, Ms};

/// One account with its group, its brand and what it gained.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AccountRow {
    pub id: AccountId,
    pub platform: String,
    pub username: String,
    pub username_folded: String,
    pub display_name: String,
    pub status: String,
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

/// The filters that every access path applies to the rows of its index; `$1` is the guild.
macro_rules! matching {
    () => {
        " AND deleted_at IS NULL AND ($2 IS NULL OR platform = $2) AND ($3 IS NULL OR status = $3)
          AND ($4 IS NULL OR group_id IN (SELECT id FROM account_groups WHERE brand_id = $4))
          AND ($5 IS NULL OR search LIKE $5 ESCAPE '!')"
    };
}

/// A page: rows of one access path after (or before) a position, then what belongs to each.
macro_rules! page {
    ($path:literal, $after:literal, $order:literal) => {
        concat!(
            "SELECT a.id, a.platform, a.username, a.username_folded, a.display_name, a.status, a.followers,
               a.last_checked_at, a.created_at, g.id AS group_id, g.label AS group_label,
               b.id AS brand_id, b.label AS brand_label,
               (SELECT CAST(COALESCE(SUM(posts), 0) AS BIGINT) FROM account_days
                WHERE account_id = a.id AND day > $9) AS posts_7d,
               (SELECT CAST(COALESCE(SUM(views), 0) AS BIGINT) FROM account_days
                WHERE account_id = a.id AND day > $9) AS views_7d,
               (SELECT CAST(COALESCE(SUM(views), 0) AS BIGINT) FROM account_days
                WHERE account_id = a.id AND day <= $9 AND day > $9 - 7) AS views_before
             FROM (SELECT * FROM accounts WHERE guild_id = $1 AND ",
            $path,
            matching!(),
            " AND (username_folded, id) ",
            $after,
            " ($7, $8) ORDER BY username_folded ",
            $order,
            ", id ",
            $order,
            " LIMIT $10) a
             JOIN account_groups g ON g.id = a.group_id JOIN brands b ON b.id = g.brand_id
             ORDER BY a.username_folded ",
            $order,
            ", a.id ",
            $order
        )
    };
}

const GUILD_NEXT: &str = page!("$6 IS NULL", ">", "ASC");
const GUILD_PREVIOUS: &str = page!("$6 IS NULL", "<", "DESC");
const GROUP_NEXT: &str = page!("group_id = $6", ">", "ASC");
const GROUP_PREVIOUS: &str = page!("group_id = $6", "<", "DESC");

/// Up to `limit` accounts next to the position, always in ascending order.
pub async fn page(
    mut db: impl Exec,
    guild: GuildId,
    filter: &AccountFilter,
    from: &Position,
    today: Day,
    limit: i64,
) -> Result<Vec<AccountRow>> {
    let sql = match (filter.group_id, from.direction) {
        (None, Direction::Next) => GUILD_NEXT,
        (None, Direction::Previous) => GUILD_PREVIOUS,
        (Some(_), Direction::Next) => GROUP_NEXT,
        (Some(_), Direction::Previous) => GROUP_PREVIOUS,
    };
    let mut rows: Vec<AccountRow> = bind(db.q(sql), guild, filter)
        .bind(from.username_folded.clone())
        .bind(from.id)
        .bind(today.plus(-7))
        .bind(limit)
        .all()
        .await?;
    if from.direction == Direction::Previous {
        rows.reverse();
    }
    Ok(rows)
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
    let text = filter.folded().map(|q| format!("%{}%", escape(&q)));
    query
        .bind(guild)
        .bind(filter.platform.map(|platform| platform.as_str().to_owned()))
        .bind(filter.status.map(|status| status.as_str().to_owned()))
        .bind(filter.brand_id)
        .bind(text)
        .bind(filter.group_id)
}

/// Makes `%` and `_` ordinary characters of a LIKE pattern.
pub fn escape(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

/// A group to filter by, with its brand.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct GroupChoice {
    pub brand_id: BrandId,
    pub brand: String,
    pub id: GroupId,
    pub label: String,
}

/// The groups of a guild in the order of a menu. Groups number hundreds at most.
pub async fn groups(mut db: impl Exec, guild: GuildId) -> Result<Vec<GroupChoice>> {
    db.q("SELECT b.id AS brand_id, b.label AS brand, g.id, g.label
          FROM account_groups g JOIN brands b ON b.id = g.brand_id
          WHERE g.guild_id = $1 AND g.deleted_at IS NULL
          ORDER BY b.label_folded, g.label_folded LIMIT 1000")
        .bind(guild)
        .all()
        .await
}
