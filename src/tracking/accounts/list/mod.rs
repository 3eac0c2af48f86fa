//! The accounts list: filters, search and keyset pages; the same for the page and the API.

mod filter;
mod store;

pub use filter::{AccountFilter, Direction, Key, Position, Sort};
pub use store::{AccountRow, GroupChoice, count, groups, one};

use crate::app::App;
use crate::http::{Error, cursor};
use crate::ids::GuildId;

/// A page of the list with the cursors to its neighbours.
pub struct AccountPage {
    pub rows: Vec<AccountRow>,
    /// Accounts before the first row.
    pub before: i64,
    pub next: Option<String>,
    pub previous: Option<String>,
}

/// Reads one page; `from` is a position of the same filters.
pub async fn page(
    app: &App,
    guild: GuildId,
    filter: &AccountFilter,
    from: &Position,
    limit: i64,
) -> Result<AccountPage, Error> {
    let today = app.clock.now().day();
    // One more than asked for tells whether there is a page after it.
    let mut rows = store::page(&app.db, guild, filter, from, today, limit + 1).await?;
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
    let has_previous = if backwards { more } else { *from != Position::start(filter.sort) };
    let to = |row: Option<&AccountRow>, direction, wanted: bool, before| match row {
        Some(row) if wanted => {
            let position = Position { direction, key: key(row, filter.sort), id: row.id, before };
            cursor::encode(&app.secrets, &filter.scope(guild), &position).map(Some)
        }
        _ => Ok(None),
    };
    Ok(AccountPage {
        next: to(rows.last(), Direction::Next, has_next, before + count)?,
        previous: to(rows.first(), Direction::Previous, has_previous, before)?,
        before,
        rows,
    })
}

fn key(row: &AccountRow, sort: Sort) -> Key {
    match sort {
        Sort::Username => Key::Text(row.username_folded.clone()),
        Sort::Followers => Key::Number(row.followers.unwrap_or(-1)),
        Sort::Views => Key::Number(row.views_7d),
        Sort::Checked => Key::Number(row.last_checked_at.map_or(0, |at| at.0)),
    }
}
