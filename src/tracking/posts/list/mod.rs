//! The posts list: filters, order and keyset pages; the same for the page and the API.

mod filter;
mod store;
#[cfg(test)]
mod tests;

pub use filter::{Position, PostFilter, Sort, When};
pub use store::{PostRow, count};

use crate::app::App;
use crate::http::Error;
use crate::http::keyset::{Asked, Slice};
use crate::ids::GuildId;

pub type PostPage = Slice<PostRow>;

/// Reads one page; `from` is a position of the same list.
pub async fn page(
    app: &App,
    guild: GuildId,
    filter: &PostFilter,
    from: &Position,
    limit: i64,
) -> Result<PostPage, Error> {
    let rows = store::page(&app.db, guild, filter, from, limit + 1).await?;
    let (direction, before, is_first) = (from.direction, from.before, from.id == filter.start().id);
    let asked = Asked { direction, before, is_first, limit, scope: &filter.scope(guild) };
    asked.slice(&app.secrets, rows, |row, direction, before| Position {
        direction,
        value: row.sorted_by(filter.sort),
        id: row.id,
        before,
    })
}
