//! What the feed is filtered by, and where a page of it begins.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::alerts::{Delivery, Kind};
use crate::crypto::Secrets;
use crate::http::keyset::Direction;
use crate::http::params::query;
use crate::http::{Error, Params, cursor};
use crate::ids::{AlertId, GroupId, GuildId};
use crate::time::Ms;

const KINDS: &str = "threshold, streak or status";

/// Filters of the feed; all of them narrow it down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub group_id: Option<GroupId>,
    pub kind: Option<Kind>,
    pub delivery: Option<Delivery>,
    /// Messages that somebody sent to see whether they arrive: they did not fire.
    pub tests: bool,
}

/// An alert that a page begins after (or ends before).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Position {
    pub direction: Direction,
    pub at: Ms,
    pub id: AlertId,
    /// Alerts before that one and with it (or before it, where the page ends).
    pub before: i64,
}

impl Position {
    /// Before the newest.
    pub fn start() -> Position {
        // Times are written as text in cursors: the greatest that can be.
        let at = Ms(253_402_300_799_999);
        Position { direction: Direction::Next, at, id: AlertId(Uuid::max()), before: 0 }
    }
}

impl Filter {
    /// Reads the filters; what is wrong stays noted in `params`.
    pub fn read(params: &mut Params, tests: bool) -> Filter {
        let kind = params.get("kind", KINDS);
        if kind == Some(Kind::Test) && !tests {
            params.fault("kind", format!("must be {KINDS}"));
        }
        Filter {
            group_id: params.get("group_id", "the id of a group"),
            kind: kind.filter(|kind| tests || *kind != Kind::Test),
            delivery: params.get("delivery", "pending, sent, failed or off"),
            tests,
        }
    }

    pub fn is_empty(&self) -> bool {
        *self == Filter { tests: self.tests, ..Filter::default() }
    }

    /// The filters as a query string without the page, `?` included when there are any.
    pub fn query(&self) -> String {
        query([
            ("tab", self.tests.then(|| "history".to_owned())),
            ("group_id", self.group_id.map(|id| id.to_string())),
            ("kind", self.kind.map(|kind| kind.as_str().to_owned())),
            ("delivery", self.delivery.map(|delivery| delivery.as_str().to_owned())),
        ])
    }

    /// Cursors carry a MAC over this: the guild and the filters.
    pub fn scope(&self, guild: GuildId) -> String {
        format!("alerts {guild} {}", self.query())
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
