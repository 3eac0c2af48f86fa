//! The imports of a guild by pages, the newest first.

use serde::{Deserialize, Serialize};

use super::store;
use super::view::Import;
use crate::app::App;
use crate::http::keyset::{Asked, Direction, Slice};
use crate::http::{Error, cursor};
use crate::ids::{GuildId, ImportId};

/// An import that a page begins after (or ends before).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    pub direction: Direction,
    pub id: ImportId,
    /// Imports before that one and with it (or before it, where the page ends).
    pub before: i64,
}

impl Position {
    /// Before the newest.
    pub fn start() -> Position {
        Position { direction: Direction::Next, id: ImportId(uuid::Uuid::max()), before: 0 }
    }

    /// The position in a cursor of this guild's list.
    pub fn read(app: &App, guild: GuildId, cursor: Option<&str>) -> Result<Position, Error> {
        cursor::or_start(&app.secrets, &scope(guild), cursor, Position::start)
    }
}

fn scope(guild: GuildId) -> String {
    format!("imports {guild}")
}

/// Reads one page.
pub async fn page(app: &App, guild: GuildId, from: &Position, limit: i64) -> Result<Slice<Import>, Error> {
    let back = from.direction == Direction::Previous;
    let rows = match back {
        false => store::page(&app.db, guild, from.id, limit + 1).await?,
        true => store::page_after(&app.db, guild, from.id, limit + 1).await?,
    };
    let now = app.clock.now();
    let complete = |import: Import| {
        let done = app.imports.done(import.id);
        import.complete(now, done)
    };
    let rows = rows.into_iter().map(complete).collect();
    let (direction, before, is_first) = (from.direction, from.before, *from == Position::start());
    let asked = Asked { direction, before, is_first, limit, scope: &scope(guild) };
    asked.slice(&app.secrets, rows, |row, direction, before| Position { direction, id: row.id, before })
}
