//! The tree of brands and their groups as a list: a row for each group, and one for a brand without any.

mod filter;
mod store;

pub use filter::{Direction, Position, TreeFilter};
pub use store::{DeletedRow, Matching, TreeRow, deleted, matching};

use super::store::{Brand, between};
use crate::app::App;
use crate::http::{Error, cursor};
use crate::ids::{GroupId, GuildId};
use crate::tracking::by_label::After;

/// A page of the tree with the cursors to its neighbours.
pub struct TreePage {
    pub rows: Vec<TreeRow>,
    /// The brands of these rows, in their order.
    pub brands: Vec<Brand>,
    pub next: Option<String>,
    pub previous: Option<String>,
}

/// Reads one page in two statements; `from` is a position of the same filters.
pub async fn page(
    app: &App,
    guild: GuildId,
    filter: &TreeFilter,
    from: &Position,
    limit: i64,
) -> Result<TreePage, Error> {
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
    let has_next = backwards || more;
    let has_previous = if backwards { more } else { !from.brand_folded.is_empty() };
    let to = |row: Option<&TreeRow>, direction, wanted: bool| match row {
        Some(row) if wanted => {
            let position = Position::at(row, direction);
            cursor::encode(&app.secrets, &filter.scope(guild), &position).map(Some)
        }
        _ => Ok(None),
    };
    let brand = |row: &TreeRow| After { label_folded: row.brand_folded.clone(), id: row.brand_id };
    let brands = match (rows.first(), rows.last()) {
        (Some(first), Some(last)) => between(&app.db, guild, &brand(first), &brand(last)).await?,
        _ => Vec::new(),
    };
    Ok(TreePage {
        next: to(rows.last(), Direction::Next, has_next)?,
        previous: to(rows.first(), Direction::Previous, has_previous)?,
        brands,
        rows,
    })
}

impl TreeRow {
    /// The group of the row; `None` stands for a brand that has none.
    pub fn group(&self) -> Option<(GroupId, &str)> {
        Some((self.group_id?, self.label.as_deref()?))
    }
}
