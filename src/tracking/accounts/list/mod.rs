//! The accounts list: filters, search and keyset pages; the same for the page and the API.

mod filter;
mod store;

pub use filter::{AccountFilter, Key, Position, Sort};
pub use store::{AccountRow, GroupChoice, count, groups, one};

use crate::app::App;
use crate::http::Error;
use crate::http::keyset::{Asked, Slice};
use crate::ids::GuildId;

pub type AccountPage = Slice<AccountRow>;

/// Reads one page; `from` is a position of the same filters.
pub async fn page(
    app: &App,
    guild: GuildId,
    filter: &AccountFilter,
    from: &Position,
    limit: i64,
) -> Result<AccountPage, Error> {
    let today = app.clock.now().day();
    let rows = store::page(&app.db, guild, filter, from, today, limit + 1).await?;
    let (direction, before, is_first) = (from.direction, from.before, *from == Position::start(filter.sort));
    let asked = Asked { direction, before, is_first, limit, scope: &filter.scope(guild) };
    asked.slice(&app.secrets, rows, |row, direction, before| Position {
        direction,
        key: key(row, filter.sort),
        id: row.id,
        before,
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
