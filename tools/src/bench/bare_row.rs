//! An account of the list as the floors read and write it: the statement of `src/tracking/accounts/list/store.rs`
//! by username, and the fields that the API answers with.

use anyhow::Result;
use chrono::{DateTime, SecondsFormat};
use serde::{Serialize, Serializer};
use uuid::Uuid;

/// Numbered as SQLite numbers them, so that both libraries bind the same.
pub const LIST: &str =
    "SELECT a.id, a.platform, a.username, a.username_folded, a.display_name, a.status, a.followers,
      a.last_checked_at, a.created_at, g.id AS group_id, g.label AS group_label,
      b.id AS brand_id, b.label AS brand_label,
      (SELECT CAST(COALESCE(SUM(posts), 0) AS BIGINT) FROM account_days
       WHERE account_id = a.id AND day > ?9) AS posts_7d,
      (SELECT CAST(COALESCE(SUM(views), 0) AS BIGINT) FROM account_days
       WHERE account_id = a.id AND day > ?9) AS views_7d,
      (SELECT CAST(COALESCE(SUM(views), 0) AS BIGINT) FROM account_days
       WHERE account_id = a.id AND day <= ?9 AND day > ?9 - 7) AS views_before
    FROM (SELECT * FROM accounts WHERE guild_id = ?1 AND ?6 IS NULL
      AND deleted_at IS NULL AND (?2 IS NULL OR platform = ?2) AND (?3 IS NULL OR status = ?3)
      AND (?4 IS NULL OR group_id IN (SELECT id FROM account_groups WHERE brand_id = ?4))
      AND (?5 IS NULL OR search LIKE ?5 ESCAPE '!')
      AND (username_folded, id) > (?7, ?8) ORDER BY username_folded ASC, id ASC LIMIT ?10) a
    JOIN account_groups g ON g.id = a.group_id JOIN brands b ON b.id = g.brand_id
    ORDER BY a.username_folded ASC, a.id ASC";

#[derive(Serialize, sqlx::FromRow)]
pub struct Row {
    id: Uuid,
    platform: String,
    username: String,
    display_name: String,
    status: String,
    brand_id: Uuid,
    brand_label: String,
    group_id: Uuid,
    group_label: String,
    followers: Option<i64>,
    views_7d: i64,
    posts_7d: i64,
    #[serde(serialize_with = "rfc3339")]
    last_checked_at: Option<i64>,
    #[serde(serialize_with = "rfc3339")]
    created_at: Option<i64>,
}

impl TryFrom<&rusqlite::Row<'_>> for Row {
    type Error = rusqlite::Error;

    fn try_from(row: &rusqlite::Row<'_>) -> Result<Row, rusqlite::Error> {
        let id = |name: &str| Ok::<_, rusqlite::Error>(Uuid::from_bytes(row.get(name)?));
        Ok(Row {
            id: id("id")?,
            platform: row.get("platform")?,
            username: row.get("username")?,
            display_name: row.get("display_name")?,
            status: row.get("status")?,
            brand_id: id("brand_id")?,
            brand_label: row.get("brand_label")?,
            group_id: id("group_id")?,
            group_label: row.get("group_label")?,
            followers: row.get("followers")?,
            views_7d: row.get("views_7d")?,
            posts_7d: row.get("posts_7d")?,
            last_checked_at: row.get("last_checked_at")?,
            created_at: row.get("created_at")?,
        })
    }
}

/// As the API writes times.
fn rfc3339<S: Serializer>(at: &Option<i64>, to: S) -> Result<S::Ok, S::Error> {
    let time = at.and_then(DateTime::from_timestamp_millis);
    time.map(|time| time.to_rfc3339_opts(SecondsFormat::Millis, true)).serialize(to)
}

#[derive(Serialize)]
struct Page<'a> {
    items: &'a [Row],
}

/// The JSON of all rows but the one that only tells whether there are more.
pub fn body(rows: &[Row]) -> Result<Vec<u8>> {
    let shown = rows.len().saturating_sub(1);
    Ok(serde_json::to_vec(&Page { items: rows.get(..shown).unwrap_or_default() })?)
}
