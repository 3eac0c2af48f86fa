//! What the accounts list is filtered by, and where a page of it begins.

use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::crypto::Secrets;
use crate::http::keyset::Direction;
use crate::http::params::query;
use crate::http::{Error, Params, cursor};
use crate::ids::{AccountId, BrandId, GroupId, GuildId};
use crate::tracking::Platform;
use crate::tracking::accounts::Status;
use crate::tracking::fold::fold;

const LONGEST_SEARCH: usize = 100;

/// The order of the list; each has the direction that one looks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, JsonSchema)]
#[schemars(inline, rename_all = "snake_case")]
pub enum Sort {
    /// A to Z.
    #[default]
    Username,
    /// Most first.
    Followers,
    /// Views gained in the last seven days, most first.
    #[schemars(rename = "views_7d")]
    Views,
    /// Checked longest ago first.
    #[schemars(rename = "last_checked_at")]
    Checked,
}

impl Sort {
    pub const ALL: [Sort; 4] = [Sort::Username, Sort::Followers, Sort::Views, Sort::Checked];

    pub fn as_str(self) -> &'static str {
        match self {
            Sort::Username => "username",
            Sort::Followers => "followers",
            Sort::Views => "views_7d",
            Sort::Checked => "last_checked_at",
        }
    }
}

impl FromStr for Sort {
    type Err = ();

    fn from_str(text: &str) -> Result<Sort, ()> {
        Sort::ALL.into_iter().find(|sort| sort.as_str() == text).ok_or(())
    }
}

/// Filters and order of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountFilter {
    pub brand_id: Option<BrandId>,
    pub group_id: Option<GroupId>,
    pub platform: Option<Platform>,
    pub status: Option<Status>,
    /// Part of the username or the display name, as it was typed.
    pub q: Option<String>,
    pub sort: Sort,
}

/// What an account is sorted by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Key {
    Number(i64),
    Text(String),
}

/// An account that a page begins after (or ends before).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    pub direction: Direction,
    pub key: Key,
    pub id: AccountId,
    /// Accounts before that one and with it (or before it, where the page ends); for "51 to 100".
    pub before: i64,
}

impl Position {
    /// Before the first account of the order.
    pub fn start(sort: Sort) -> Position {
        let (key, id) = match sort {
            // Usernames are never empty.
            Sort::Username => (Key::Text(String::new()), Uuid::nil()),
            Sort::Checked => (Key::Number(-1), Uuid::nil()),
            Sort::Followers | Sort::Views => (Key::Number(i64::MAX), Uuid::max()),
        };
        Position { direction: Direction::Next, key, id: AccountId(id), before: 0 }
    }
}

impl AccountFilter {
    /// Reads the filters; what is wrong stays noted in `params`.
    pub fn read(params: &mut Params) -> AccountFilter {
        let q = params.text("q");
        if q.as_ref().is_some_and(|q| q.chars().count() > LONGEST_SEARCH) {
            params.fault("q", format!("must have at most {LONGEST_SEARCH} characters"));
        }
        AccountFilter {
            brand_id: params.get("brand_id", "the id of a brand"),
            group_id: params.get("group_id", "the id of a group"),
            platform: params.get("platform", "instagram, tiktok, youtube, x or facebook"),
            status: params.get("status", "active, unavailable or paused"),
            q: q.map(|q| q.chars().take(LONGEST_SEARCH).collect()),
            sort: params.get("sort", "username, followers, views_7d or last_checked_at").unwrap_or_default(),
        }
    }

    /// What the search looks for in the folded column; a leading @ is how people write usernames.
    pub fn folded(&self) -> Option<String> {
        let text = fold(self.q.as_deref()?.trim_start_matches('@'));
        (!text.is_empty()).then_some(text)
    }

    /// Whether it lets every account through.
    pub fn is_empty(&self) -> bool {
        *self == AccountFilter { sort: self.sort, ..AccountFilter::default() }
    }

    /// The same order without any filter.
    pub fn cleared(&self) -> AccountFilter {
        AccountFilter { sort: self.sort, ..AccountFilter::default() }
    }

    /// Filters and order as a query string without the page, `?` included when there are any.
    pub fn query(&self) -> String {
        query([
            ("q", self.q.clone()),
            ("platform", self.platform.map(|p| p.as_str().to_owned())),
            ("brand_id", self.brand_id.map(|id| id.to_string())),
            ("group_id", self.group_id.map(|id| id.to_string())),
            ("status", self.status.map(|s| s.as_str().to_owned())),
            ("sort", (self.sort != Sort::default()).then(|| self.sort.as_str().to_owned())),
        ])
    }

    /// Cursors carry a MAC over this: the guild and the filters.
    pub fn scope(&self, guild: GuildId) -> String {
        format!("accounts {guild} {}", self.query())
    }

    /// The position in a cursor of this very list.
    pub fn position(
        &self,
        secrets: &Secrets,
        guild: GuildId,
        cursor: Option<&str>,
    ) -> Result<Position, Error> {
        cursor::or_start(secrets, &self.scope(guild), cursor, || Position::start(self.sort))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_read_from_the_query_and_written_back() {
        let mut params = Params::parse("q=%40Mira&platform=tiktok&status=");
        let filter = AccountFilter::read(&mut params);
        assert_eq!(filter.folded().as_deref(), Some("mira"));
        assert_eq!(filter.query(), "?q=%40Mira&platform=tiktok");
        assert!(params.finish().is_ok());
    }

    #[test]
    fn an_unknown_value_is_a_fault_of_its_parameter() {
        let mut params = Params::parse("platform=myspace&brand_id=7");
        assert!(AccountFilter::read(&mut params).is_empty());
        assert_eq!(params.ignored(), ["brand_id", "platform"]);
    }

    #[test]
    fn a_cursor_belongs_to_its_filters() {
        let secrets = Secrets::new("secret", None);
        let guild = GuildId::new(1_180_000_000_000_000_001);
        let all = AccountFilter::default();
        let some = AccountFilter { q: Some("x".into()), ..AccountFilter::default() };
        let cursor = cursor::encode(&secrets, &all.scope(guild), &Position::start(Sort::Username)).unwrap();
        assert!(all.position(&secrets, guild, Some(&cursor)).is_ok());
        assert!(some.position(&secrets, guild, Some(&cursor)).is_err());
    }
}
