//! A guild's entries: filters and keyset pages; the same for the page, the API and the export.

mod filter;
mod store;

pub use filter::{Filter, Position, When};
pub use store::{ActorRow, EntryRow, actions, actors, of_payment, page as rows};

use super::changes::Names;
use crate::app::App;
use crate::db::{Db, Result};
use crate::guilds;
use crate::http::Error;
use crate::http::keyset::{Asked, Slice};
use crate::ids::GuildId;
use crate::tracking::accounts::list::groups;

pub type EntryPage = Slice<EntryRow>;

/// Reads one page; `from` is a position of the same filters.
pub async fn page(
    app: &App,
    guild: GuildId,
    filter: &Filter,
    from: &Position,
    limit: i64,
) -> Result<EntryPage, Error> {
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
