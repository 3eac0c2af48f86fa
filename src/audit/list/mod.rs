//! A guild's entries: filters and keyset pages; the same for the page, the API and the export.

mod filter;
mod store;

pub use filter::{Direction, Filter, Position, When};
pub use store::{ActorRow, EntryRow, actions, actors, page as rows};

use super::changes::Names;
use crate::app::App;
use crate::db::{Db, Result};
use crate::guilds;
use crate::http::{Error, cursor};
use crate::ids::GuildId;
use crate::tracking::accounts::list::groups;

/// A page of the list with the cursors to its neighbours.
pub struct EntryPage {
    pub rows: Vec<EntryRow>,
    /// Entries before the first row.
    pub before: i64,
    pub next: Option<String>,
    pub previous: Option<String>,
}

/// Reads one page; `from` is a position of the same filters.
pub async fn page(
    app: &App,
    guild: GuildId,
    filter: &Filter,
    from: &Position,
    limit: i64,
) -> Result<EntryPage, Error> {
    // One more than asked for tells whether there is a page after it.
    let mut rows = store::page(&app.db, guild, filter, from, limit + 1).await?;
    let more = rows.len() as i64 > limit;
    let backwards = from.direction == Direction::Newer;
    if more && backwards {
        rows.remove(0);
    } else if more {
        rows.pop();
    }
    let count = rows.len() as i64;
    let before = if backwards { (from.before - count).max(0) } else { from.before };
    let has_next = backwards || more;
    let has_previous = if backwards { more } else { before > 0 };
    let to = |row: Option<&EntryRow>, direction, wanted: bool, before| match row {
        Some(row) if wanted => {
            let position = Position { direction, at: row.at, id: row.id, before };
            cursor::encode(&app.secrets, &filter.scope(guild), &position).map(Some)
        }
        _ => Ok(None),
    };
    Ok(EntryPage {
        next: to(rows.last(), Direction::Older, has_next, before + count)?,
        previous: to(rows.first(), Direction::Newer, has_previous, before)?,
        before,
        rows,
    })
}

/// Labels of what entries name by id: brands, groups and channels.
pub async fn names(db: &Db, guild: GuildId) -> Result<Names> {
    let mut names = Names::default();
    for group in groups(db, guild).await? {
        names.add(group.brand_id, group.brand);
        names.add(group.id, group.label);
    }
    for channel in guilds::store::channels(db, guild).await? {
        names.add(channel.id, format!("#{}", channel.name));
    }
    Ok(names)
}
