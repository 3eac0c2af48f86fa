//! SQL of exports.

use futures_util::stream::BoxStream;

use super::rows::ExportRow;
use crate::db::{Db, Query, Result};
use crate::ids::GuildId;
use crate::tracking::accounts::list::AccountFilter;

/// Accounts in the order of the list. One statement: it sees one state of the data.
const ROWS: &str =
    "SELECT a.platform, a.username, b.label AS brand, g.label AS group_label, a.display_name, a.status,
       a.followers, a.last_checked_at
     FROM accounts a JOIN account_groups g ON g.id = a.group_id JOIN brands b ON b.id = g.brand_id
     WHERE a.guild_id = $1 AND a.deleted_at IS NULL
       AND ($2 IS NULL OR a.platform = $2) AND ($3 IS NULL OR a.status = $3)
       AND ($4 IS NULL OR g.brand_id = $4) AND ($5 IS NULL OR a.group_id = $5)
     ORDER BY a.username_folded, a.id LIMIT $6";

/// Every account that matches, one by one.
pub fn stream<'d>(db: &'d Db, guild: GuildId, filter: &AccountFilter) -> BoxStream<'d, Result<ExportRow>> {
    bind(db.q(ROWS), guild, filter).bind(i64::MAX).stream()
}

/// The first `limit` of them.
pub async fn first(db: &Db, guild: GuildId, filter: &AccountFilter, limit: i64) -> Result<Vec<ExportRow>> {
    bind(db.q(ROWS), guild, filter).bind(limit).all().await
}

fn bind<'q>(query: Query<'q>, guild: GuildId, filter: &AccountFilter) -> Query<'q> {
    query
        .bind(guild)
        .bind(filter.platform.map(|platform| platform.as_str().to_owned()))
        .bind(filter.status.map(|status| status.as_str().to_owned()))
        .bind(filter.brand_id)
        .bind(filter.group_id)
}
