//! The posts list: filters, order and keyset pages; the same for the page and the API.

mod filter;
mod store;
#[cfg(test)]
mod tests;

pub use filter::{Direction, Position, PostFilter, Sort, When};
pub use store::{PostRow, count};

use crate::app::App;
use crate::http::{Error, cursor};
use crate::ids::GuildId;

/// A page of the list with the cursors to its neighbours.
pub struct PostPage {
    pub rows: Vec<PostRow>,
    /// Posts before the first row.
    pub before: i64,
    pub next: Option<String>,
    pub previous: Option<String>,
}

/// Reads one page; `from` is a position of the same list.
pub async fn page(
    app: &App,
    guild: GuildId,
    filter: &PostFilter,
    from: &Position,
    limit: i64,
) -> Result<PostPage, Error> {
    // One more than asked for tells whether there is a page after it.
    let mut rows = store::page(&app.db, guild, filter, from, limit + 1).await?;
    let more = rows.len() as i64 > limit;
    let backwards = from.direction == Direction::Previous;
    if more && backwards {
        rows.remove(0);
    } else if more {
        rows.pop();
    }
    let count = rows.len() as i64;
    let before = if backwards { (from.before - count).max(0) } else { from.before };
    let has_next = backwards || more;
    let has_previous = if backwards { more } else { from.id != filter.start().id };
    let to = |row: Option<&PostRow>, direction, wanted: bool, before| match row {
        Some(row) if wanted => {
            let position = Position { direction, value: row.sorted_by(filter.sort), id: row.id, before };
            cursor::encode(&app.secrets, &filter.scope(guild), &position).map(Some)
        }
        _ => Ok(None),
    };
    Ok(PostPage {
        next: to(rows.last(), Direction::Next, has_next, before + count)?,
        previous: to(rows.first(), Direction::Previous, has_previous, before)?,
        before,
        rows,
    })
}
