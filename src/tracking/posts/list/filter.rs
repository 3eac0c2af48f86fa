//! What the posts list is filtered and sorted by, and where a page of it begins.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::crypto::Secrets;
use crate::http::keyset::Direction;
use crate::http::params::{REVERSED, query};
use crate::http::{Error, Params, cursor};
use crate::ids::{AccountId, BrandId, GroupId, GuildId, PostId};
use crate::time::{Day, Ms};
use crate::tracking::Platform;
use crate::web::time;

/// What the list is sorted by; the greatest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    #[default]
    PostedAt,
    Views,
    Likes,
}

impl Sort {
    const ALL: [Sort; 3] = [Sort::PostedAt, Sort::Views, Sort::Likes];

    pub fn as_str(self) -> &'static str {
        match self {
            Sort::PostedAt => "posted_at",
            Sort::Views => "views",
            Sort::Likes => "likes",
        }
    }
}

impl FromStr for Sort {
    type Err = ();

    fn from_str(text: &str) -> Result<Sort, ()> {
        Sort::ALL.into_iter().find(|sort| sort.as_str() == text).ok_or(())
    }
}

/// An end of a range of time, as it was written: a whole day or an instant. Both belong to the range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Day(Day),
    At(Ms),
}

impl When {
    /// The first instant of it.
    pub fn first(self) -> Ms {
        match self {
            When::Day(day) => day.start(),
            When::At(at) => at,
        }
    }

    /// The first instant after it.
    pub fn after(self) -> Ms {
        match self {
            When::Day(day) => day.plus(1).start(),
            When::At(at) => at.plus(1),
        }
    }

    /// As people read it.
    pub fn name(self) -> String {
        match self {
            When::Day(day) => time::date(day.start().0),
            When::At(at) => time::moment(at.0),
        }
    }

    pub fn day(self) -> Day {
        match self {
            When::Day(day) => day,
            When::At(at) => at.day(),
        }
    }
}

impl FromStr for When {
    type Err = ();

    fn from_str(text: &str) -> Result<When, ()> {
        Day::parse(text).map(When::Day).or_else(|| Ms::parse(text).map(When::At)).ok_or(())
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            When::Day(day) => day.fmt(f),
            When::At(at) => at.fmt(f),
        }
    }
}

/// Filters of the list, all of which narrow it down, and its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostFilter {
    /// Brand and group are those that the post's account has now.
    pub brand_id: Option<BrandId>,
    pub group_id: Option<GroupId>,
    pub account_id: Option<AccountId>,
    pub platform: Option<Platform>,
    pub from: Option<When>,
    pub to: Option<When>,
    pub sort: Sort,
}

/// A post that a page begins after (or ends before).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Position {
    pub direction: Direction,
    /// What the list is sorted by: time, views or likes.
    pub value: i64,
    pub id: PostId,
    /// Posts before that one and with it (or before it, where the page ends); for "51 to 100".
    pub before: i64,
}

impl PostFilter {
    /// Reads the filters; what is wrong stays noted in `params`.
    pub fn read(params: &mut Params) -> PostFilter {
        const WHEN: &str = "a date such as 2026-11-15 or a time in UTC such as 2026-11-15T12:00:00Z";
        let (mut from, mut to): (Option<When>, Option<When>) =
            (params.get("from", WHEN), params.get("to", WHEN));
        if from.zip(to).is_some_and(|(from, to)| from.first() >= to.after()) {
            params.fault("to", REVERSED.into());
            (from, to) = (None, None);
        }
        PostFilter {
            brand_id: params.get("brand_id", "the id of a brand"),
            group_id: params.get("group_id", "the id of a group"),
            account_id: params.get("account_id", "the id of an account"),
            platform: params.get("platform", "instagram, tiktok, youtube, x or facebook"),
            from,
            to,
            sort: params.get("sort", "posted_at, views or likes").unwrap_or_default(),
        }
    }

    /// Whether every post of the guild is in the list.
    pub fn is_empty(&self) -> bool {
        *self == PostFilter { sort: self.sort, ..PostFilter::default() }
    }

    /// Filters and order as a query string without the page, `?` included when there is anything.
    pub fn query(&self) -> String {
        let sort = (self.sort != Sort::default()).then(|| self.sort.as_str().to_owned());
        query([
            ("platform", self.platform.map(|p| p.as_str().to_owned())),
            ("brand_id", self.brand_id.map(|id| id.to_string())),
            ("group_id", self.group_id.map(|id| id.to_string())),
            ("account_id", self.account_id.map(|id| id.to_string())),
            ("from", self.from.map(|from| from.to_string())),
            ("to", self.to.map(|to| to.to_string())),
            ("sort", sort),
        ])
    }

    /// Cursors carry a MAC over this: the guild, the filters and the order.
    pub fn scope(&self, guild: GuildId) -> String {
        format!("posts {guild} {}", self.query())
    }

    /// Before the first post.
    pub fn start(&self) -> Position {
        let value = match (self.sort, self.to) {
            // Exclusive, as any position: so the end of the range needs no condition of its own.
            (Sort::PostedAt, Some(to)) => to.after().0,
            _ => i64::MAX,
        };
        Position { direction: Direction::Next, value, id: PostId(uuid::Uuid::nil()), before: 0 }
    }

    /// The position in a cursor of this very list.
    pub fn position(
        &self,
        secrets: &Secrets,
        guild: GuildId,
        cursor: Option<&str>,
    ) -> Result<Position, Error> {
        cursor::or_start(secrets, &self.scope(guild), cursor, || self.start())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_read_from_the_query_and_written_back() {
        let query = "?platform=tiktok&from=2026-11-01&to=2026-11-15T12%3A00%3A00.000Z&sort=views";
        let mut params = Params::parse(&query[1..]);
        let filter = PostFilter::read(&mut params);
        assert_eq!(filter.query(), query);
        assert!(params.finish().is_ok());
        let mut plain = Params::parse("sort=posted_at&platform=");
        assert_eq!(PostFilter::read(&mut plain).query(), "");
    }

    #[test]
    fn an_unknown_value_is_a_fault_of_its_parameter() {
        let mut params =
            Params::parse("platform=myspace&sort=shares&account_id=7&from=yesterday&to=2026-02-30");
        assert_eq!(PostFilter::read(&mut params), PostFilter::default());
        assert_eq!(params.ignored(), ["from", "to", "account_id", "platform", "sort"]);
    }

    #[test]
    fn a_range_that_ends_before_it_begins_is_none() {
        let read = |query| {
            let mut params = Params::parse(query);
            let filter = PostFilter::read(&mut params);
            (filter.from.is_some() && filter.to.is_some(), params.finish().is_ok())
        };
        assert_eq!(read("from=2026-11-02&to=2026-11-01"), (false, false));
        assert_eq!(read("from=2026-11-01&to=2026-11-01"), (true, true));
        assert_eq!(read("from=2026-11-01T10:00:00Z&to=2026-11-01"), (true, true));
        assert_eq!(read("from=2026-11-01T10:00:00Z&to=2026-11-01T09:59:59Z"), (false, false));
    }

    #[test]
    fn a_cursor_belongs_to_its_guild_its_filters_and_its_order() {
        let secrets = Secrets::new("secret", None);
        let guild = GuildId::new(1_180_000_000_000_000_001);
        let newest = PostFilter::default();
        let cursor = cursor::encode(&secrets, &newest.scope(guild), &newest.start()).unwrap();
        let good = |filter: &PostFilter, guild| filter.position(&secrets, guild, Some(&cursor)).is_ok();
        assert!(good(&newest, guild));
        assert!(!good(&newest, GuildId::new(1_180_000_000_000_000_002)));
        assert!(!good(&PostFilter { sort: Sort::Views, ..newest.clone() }, guild));
        assert!(!good(&PostFilter { platform: Some(Platform::X), ..newest }, guild));
    }
}
