//! What fired, the newest first: filters and keyset pages; the same for the page, the overview and the API.

mod filter;

pub use filter::{Filter, Position};

use super::store::feed as store;
use crate::app::App;
use crate::http::Error;
use crate::http::keyset::{Asked, Slice};
use crate::ids::GuildId;

pub use store::{Alert, page as rows};

pub type AlertPage = Slice<Alert>;

/// Reads one page; `from` is a position of the same filters.
pub async fn page(
    app: &App,
    guild: GuildId,
    filter: &Filter,
    from: &Position,
    limit: i64,
) -> Result<AlertPage, Error> {
    let rows = store::page(&app.db, guild, filter, from, limit + 1).await?;
    let (direction, before) = (from.direction, from.before);
    let asked = Asked { direction, before, is_first: before == 0, limit, scope: &filter.scope(guild) };
    asked.slice(&app.secrets, rows, |row, direction, before| Position {
        direction,
        at: row.at,
        id: row.id,
        before,
    })
}
