//! The list of thresholds: filters, search and keyset pages; the same for the page and the API.

mod filter;

pub use filter::{Filter, Position, ReachText};

use super::store::thresholds::{self as store, Threshold};
use crate::app::App;
use crate::http::Error;
use crate::http::keyset::{Asked, Slice};
use crate::ids::GuildId;

pub use store::{active_count, count, of_group};

pub type ThresholdPage = Slice<Threshold>;

/// Reads one page; `from` is a position of the same filters.
pub async fn page(
    app: &App,
    guild: GuildId,
    filter: &Filter,
    from: &Position,
    limit: i64,
) -> Result<ThresholdPage, Error> {
    let rows = store::page(&app.db, guild, filter, from, limit + 1).await?;
    let (direction, before) = (from.direction, from.before);
    let asked = Asked { direction, before, is_first: before == 0, limit, scope: &filter.scope(guild) };
    asked.slice(&app.secrets, rows, |row, direction, before| Position {
        direction,
        group_folded: row.group_folded.clone(),
        id: row.id,
        before,
    })
}
