//! SQL of the tree: one static text per direction.

use uuid::Uuid;

use super::filter::{Position, TreeFilter};
use crate::db::{Exec, Query, Result};
use crate::http::keyset::Direction;
use crate::ids::{BrandId, ChannelId, GroupId, GuildId};
use crate::time::{Day, Ms};
use crate::tracking::fold::containing;

/// A group with what it gained, or a brand without groups.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct TreeRow {
    pub brand_id: BrandId,
    pub brand_folded: String,
    pub group_id: Option<GroupId>,
    pub label: Option<String>,
    pub group_folded: String,
    pub channel_id: Option<ChannelId>,
    /// Empty as well when the bot tells of no such channel any more.
    pub channel: Option<String>,
    pub account_count: i64,
    pub views_7d: i64,
    /// Views of the seven days before those.
    pub views_before: i64,
    /// Somebody looked at an account of it in the seven days.
    pub is_checked: bool,
}

/// Brands of the guild `$1` with their groups, filtered.
macro_rules! tree {
    () => {
        "FROM brands b LEFT JOIN account_groups g ON g.brand_id = b.id AND g.deleted_at IS NULL
         WHERE b.guild_id = $1 AND b.deleted_at IS NULL AND ($2 IS NULL OR b.id = $2)
           AND ($3 IS NULL OR b.label_folded LIKE $3 ESCAPE '!' OR g.label_folded LIKE $3 ESCAPE '!')"
    };
}

/// A page: rows after (or before) a position, then what belongs to each.
macro_rules! page {
    ($after:literal, $order:literal) => {
        concat!(
            "SELECT r.brand_id, r.brand_folded, r.group_id, r.label, r.group_folded, r.channel_id,
               c.name AS channel,
               (SELECT COUNT(*) FROM accounts a
                WHERE a.group_id = r.group_id AND a.deleted_at IS NULL) AS account_count,
               (SELECT CAST(COALESCE(SUM(views), 0) AS BIGINT) FROM group_days
                WHERE group_id = r.group_id AND day > $9) AS views_7d,
               (SELECT CAST(COALESCE(SUM(views), 0) AS BIGINT) FROM group_days
                WHERE group_id = r.group_id AND day <= $9 AND day > $9 - 7) AS views_before,
               EXISTS (SELECT 1 FROM accounts a WHERE a.group_id = r.group_id AND a.deleted_at IS NULL
                 AND a.last_checked_at >= $11) AS is_checked
             FROM (SELECT b.id AS brand_id, b.label_folded AS brand_folded, g.id AS group_id, g.label,
                     COALESCE(g.label_folded, '') AS group_folded, COALESCE(g.id, $8) AS group_key,
                     g.discord_channel_id AS channel_id ",
            tree!(),
            " AND (b.label_folded, b.id, COALESCE(g.label_folded, ''), COALESCE(g.id, $8)) ",
            $after,
            " ($4, $5, $6, $7) ORDER BY brand_folded ",
            $order,
            ", brand_id ",
            $order,
            ", group_folded ",
            $order,
            ", group_key ",
            $order,
            " LIMIT $10) r LEFT JOIN channels c ON c.guild_id = $1 AND c.id = r.channel_id
             ORDER BY r.brand_folded, r.brand_id, r.group_folded, r.group_key"
        )
    };
}

/// Up to `limit` rows next to the position, always in ascending order.
pub async fn page(
    mut db: impl Exec,
    guild: GuildId,
    filter: &TreeFilter,
    from: &Position,
    today: Day,
    limit: i64,
) -> Result<Vec<TreeRow>> {
    let sql = match from.direction {
        Direction::Next => page!(">", "ASC"),
        Direction::Previous => page!("<", "DESC"),
    };
    bind(db.q(sql), guild, filter)
        .bind(from.brand_folded.clone())
        .bind(from.brand_id)
        .bind(from.group_folded.clone())
        .bind(from.group_id)
        .bind(GroupId(Uuid::nil()))
        .bind(today.plus(-7))
        .bind(limit)
        .bind(today.plus(-6).start())
        .all()
        .await
}

/// How much matches.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Matching {
    pub brands: i64,
    pub groups: i64,
}

pub async fn matching(mut db: impl Exec, guild: GuildId, filter: &TreeFilter) -> Result<Matching> {
    const SQL: &str = concat!("SELECT COUNT(DISTINCT b.id) AS brands, COUNT(g.id) AS groups ", tree!());
    bind(db.q(SQL), guild, filter).one().await
}

fn bind<'q>(query: Query<'q>, guild: GuildId, filter: &TreeFilter) -> Query<'q> {
    query.bind(guild).bind(filter.brand_id).bind(filter.folded().map(|q| containing(&q)))
}

/// A brand or group that can still be restored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct DeletedRow {
    /// Empty: the brand itself.
    pub group_id: Option<GroupId>,
    pub brand_id: BrandId,
    pub label: String,
    pub brand: String,
    pub brand_is_deleted: bool,
    pub deleted_at: Ms,
    pub deleted_by: Option<String>,
}

/// What was deleted after `since`, the last first.
pub async fn deleted(mut db: impl Exec, guild: GuildId, since: Ms, limit: i64) -> Result<Vec<DeletedRow>> {
    db.q("SELECT g.id AS group_id, g.brand_id, g.label, b.label AS brand,
            b.deleted_at IS NOT NULL AS brand_is_deleted, g.deleted_at, g.deleted_by
          FROM account_groups g JOIN brands b ON b.id = g.brand_id
          WHERE g.guild_id = $1 AND g.deleted_at > $2
          UNION ALL
          SELECT NULL AS group_id, b.id AS brand_id, b.label, b.label AS brand,
            b.deleted_at IS NOT NULL AS brand_is_deleted, b.deleted_at, b.deleted_by
          FROM brands b WHERE b.guild_id = $1 AND b.deleted_at > $2
          ORDER BY deleted_at DESC LIMIT $3")
        .bind(guild)
        .bind(since)
        .bind(limit)
        .all()
        .await
}
