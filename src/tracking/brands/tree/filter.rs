//! What the tree is filtered by, and where a page of it begins.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::TreeRow;
use crate::crypto::Secrets;
use crate::http::keyset::Direction;
use crate::http::params::query;
use crate::http::{Error, Params, cursor};
use crate::ids::{BrandId, GroupId, GuildId};
use crate::tracking::fold::fold;

const LONGEST_SEARCH: usize = 100;

/// Filters of the tree; both narrow it down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TreeFilter {
    pub brand_id: Option<BrandId>,
    /// Part of the label of a group, or of a brand with all its groups, as it was typed.
    pub q: Option<String>,
}

/// A row that a page begins after (or ends before).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Position {
    pub direction: Direction,
    pub brand_folded: String,
    pub brand_id: BrandId,
    pub group_folded: String,
    pub group_id: GroupId,
}

impl Position {
    /// Before the first row: labels are never empty.
    pub fn start() -> Position {
        Position {
            direction: Direction::Next,
            brand_folded: String::new(),
            brand_id: BrandId(Uuid::nil()),
            group_folded: String::new(),
            group_id: GroupId(Uuid::nil()),
        }
    }

    pub fn at(row: &TreeRow, direction: Direction) -> Position {
        Position {
            direction,
            brand_folded: row.brand_folded.clone(),
            brand_id: row.brand_id,
            group_folded: row.group_folded.clone(),
            group_id: row.group_id.unwrap_or(GroupId(Uuid::nil())),
        }
    }
}

impl TreeFilter {
    /// Reads the filters; what is wrong stays noted in `params`.
    pub fn read(params: &mut Params) -> TreeFilter {
        let q = params.text("q");
        if q.as_ref().is_some_and(|q| q.chars().count() > LONGEST_SEARCH) {
            params.fault("q", format!("must have at most {LONGEST_SEARCH} characters"));
        }
        TreeFilter {
            brand_id: params.get("brand_id", "the id of a brand"),
            q: q.map(|q| q.chars().take(LONGEST_SEARCH).collect()),
        }
    }

    /// What the search looks for in the folded columns.
    pub fn folded(&self) -> Option<String> {
        let text = fold(self.q.as_deref()?);
        (!text.is_empty()).then_some(text)
    }

    pub fn is_empty(&self) -> bool {
        *self == TreeFilter::default()
    }

    /// The filters as a query string without the page, `?` included when there are any.
    pub fn query(&self) -> String {
        query([("q", self.q.clone()), ("brand_id", self.brand_id.map(|id| id.to_string()))])
    }

    /// Cursors carry a MAC over this: the guild and the filters.
    pub fn scope(&self, guild: GuildId) -> String {
        format!("tree {guild} {}", self.query())
    }

    /// The position in a cursor of this very list.
    pub fn position(
        &self,
        secrets: &Secrets,
        guild: GuildId,
        cursor: Option<&str>,
    ) -> Result<Position, Error> {
        cursor::or_start(secrets, &self.scope(guild), cursor, Position::start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_read_from_the_query_and_written_back() {
        let mut params = Params::parse("q=+La%25&brand_id=7");
        let filter = TreeFilter::read(&mut params);
        assert_eq!((filter.folded().as_deref(), filter.query().as_str()), (Some("la%"), "?q=La%25"));
        assert_eq!(params.ignored(), ["brand_id"]);
    }
}
