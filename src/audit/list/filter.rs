//! What the list of entries is filtered by, and where a page of it begins.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::audit::verbs::is_action;
use crate::crypto::Secrets;
use crate::http::keyset::Direction;
use crate::http::params::{REVERSED, query};
use crate::http::{Error, Params, cursor};
use crate::ids::{AuditId, GuildId};
use crate::time::{DAY, Day, Ms};
use crate::web::time;

const LONGEST_ACTOR: usize = 64;
const WHEN: &str = "must be a date such as 2026-11-15 or a time in UTC such as 2026-11-15T12:00:00Z";

/// Filters of the list; all of them narrow it down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The id of a person, of a key, or of a part of the server.
    pub actor: Option<String>,
    pub action: Option<String>,
    pub from: Option<When>,
    pub to: Option<When>,
}

/// A day or an instant, with the text it was given as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    pub text: String,
    start: Ms,
    end: Ms,
}

impl When {
    fn parse(text: &str) -> Option<When> {
        if let Some(at) = Ms::parse(text) {
            return Some(When { text: text.to_owned(), start: at, end: at.plus(1) });
        }
        let start = Day::parse(text)?.start();
        Some(When { text: text.to_owned(), start, end: start.plus(DAY) })
    }

    /// As people read it.
    pub fn name(&self) -> String {
        let is_day = self.end.since(self.start) == DAY;
        if is_day { time::date(self.start.0) } else { time::moment(self.start.0) }
    }

    /// As a date field has it.
    pub fn date(&self) -> String {
        self.start.day().to_string()
    }
}

/// An entry that a page begins after (or ends before).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Position {
    pub direction: Direction,
    pub at: Ms,
    pub id: AuditId,
    /// Entries before that one and with it (or before it, where the page ends).
    pub before: i64,
}

impl Filter {
    /// Reads the filters; what is wrong stays noted in `params`.
    pub fn read(params: &mut Params) -> Filter {
        let actor = params.text("actor");
        if actor.as_ref().is_some_and(|actor| actor.chars().count() > LONGEST_ACTOR) {
            params.fault("actor", "must be the id of a person or key".into());
        }
        let action = params.text("action");
        if action.as_ref().is_some_and(|action| !is_action(action)) {
            params.fault("action", "must be an action such as brand.renamed".into());
        }
        let (mut from, mut to) = (when(params, "from"), when(params, "to"));
        if let (Some(first), Some(last)) = (&from, &to)
            && last.end <= first.start
        {
            params.fault("to", REVERSED.into());
            (from, to) = (None, None);
        }
        Filter {
            actor: actor.filter(|actor| actor.chars().count() <= LONGEST_ACTOR),
            action: action.filter(|action| is_action(action)),
            from,
            to,
        }
    }

    pub fn is_empty(&self) -> bool {
        *self == Filter::default()
    }

    /// The first instant that is wanted, and the first that is no more.
    pub fn bounds(&self) -> (Ms, Ms) {
        (
            self.from.as_ref().map_or(Ms(0), |from| from.start),
            self.to.as_ref().map_or(Ms(i64::MAX), |to| to.end),
        )
    }

    /// The filters as a query string without the page, `?` included when there are any.
    pub fn query(&self) -> String {
        query([
            ("actor", self.actor.clone()),
            ("action", self.action.clone()),
            ("from", self.from.as_ref().map(|when| when.text.clone())),
            ("to", self.to.as_ref().map(|when| when.text.clone())),
        ])
    }

    /// Cursors carry a MAC over this: the guild and the filters.
    pub fn scope(&self, guild: GuildId) -> String {
        format!("audit {guild} {}", self.query())
    }

    /// Before the newest entry.
    pub fn start(&self) -> Position {
        let (_, end) = self.bounds();
        Position { direction: Direction::Next, at: end, id: AuditId(Uuid::nil()), before: 0 }
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

fn when(params: &mut Params, name: &'static str) -> Option<When> {
    let text = params.text(name)?;
    let when = When::parse(&text);
    if when.is_none() {
        params.fault(name, WHEN.into());
    }
    when
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_whole_days_and_times_are_instants() {
        let mut params = Params::parse("from=2026-11-15&to=2026-11-15");
        let filter = Filter::read(&mut params);
        let start = Ms::parse("2026-11-15T00:00:00Z").unwrap();
        assert_eq!(filter.bounds(), (start, start.plus(DAY)));
        let mut params =
            Params::parse("from=2026-11-15T12:00:00Z&to=2026-11-15T12:00:00Z&action=brand.renamed");
        let filter = Filter::read(&mut params);
        assert_eq!(filter.bounds().1.since(filter.bounds().0), 1);
        assert_eq!(
            filter.query(),
            "?action=brand.renamed&from=2026-11-15T12%3A00%3A00Z&to=2026-11-15T12%3A00%3A00Z"
        );
        assert!(params.finish().is_ok());
    }

    #[test]
    fn what_is_wrong_is_a_fault_of_its_parameter() {
        for (query, fault) in [
            ("from=yesterday", "from"),
            ("to=2026-11-31", "to"),
            ("to=2026-1-5", "to"),
            ("from=2026-11-15T12:00:00%2B01:00", "from"),
            ("from=2026-11-16&to=2026-11-15", "to"),
            ("action=brand", "action"),
        ] {
            let mut params = Params::parse(query);
            assert!(Filter::read(&mut params).is_empty(), "{query}");
            assert_eq!(params.ignored(), [fault], "{query}");
        }
        let mut params = Params::parse(&format!("actor={}", "x".repeat(65)));
        assert!(Filter::read(&mut params).is_empty());
        assert_eq!(params.ignored(), ["actor"]);
    }
}
