//! The tree of brands and their groups as a list: a row for each group, and one for a brand without any.

mod filter;
mod store;

pub use filter::{Position, TreeFilter};
pub use store::{DeletedRow, Matching, TreeRow, deleted, matching};

use super::store::{Brand, between};
use crate::app::App;
use crate::http::Error;
use crate::http::keyset::{Asked, Slice};
use crate::ids::{GroupId, GuildId};
use crate::tracking::by_label::After;

/// A page of the tree.
pub struct TreePage {
    pub slice: Slice<TreeRow>,
    /// The brands of its rows, in their order.
    pub brands: Vec<Brand>,
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
    let rows = store::page(&app.db, guild, filter, from, today, limit + 1).await?;
    let (direction, is_first) = (from.direction, from.brand_folded.is_empty());
    let asked = Asked { direction, before: 0, is_first, limit, scope: &filter.scope(guild) };
    let slice = asked.slice(&app.secrets, rows, |row, direction, _| Position::at(row, direction))?;
    let brand = |row: &TreeRow| After { label_folded: row.brand_folded.clone(), id: row.brand_id };
    let brands = match (slice.rows.first(), slice.rows.last()) {
        (Some(first), Some(last)) => between(&app.db, guild, &brand(first), &brand(last)).await?,
        _ => Vec::new(),
    };
    Ok(TreePage { slice, brands })
}

impl TreeRow {
    /// The group of the row; `None` stands for a brand that has none.
    pub fn group(&self) -> Option<(GroupId, &str)> {
        Some((self.group_id?, self.label.as_deref()?))
    }

    /// Whether its numbers are of days that somebody looked at.
    pub fn is_collected(&self) -> bool {
        self.views_7d != 0 || self.is_checked
    }
}
