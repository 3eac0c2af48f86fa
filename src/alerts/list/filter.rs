//! What the list of thresholds is filtered by, and where a page of it begins.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::alerts::metric::Metric;
use crate::alerts::rules::Reach;
use crate::crypto::Secrets;
use crate::http::keyset::Direction;
use crate::http::params::query;
use crate::http::{Error, Params, cursor};
use crate::ids::{GroupId, GuildId, ThresholdId};
use crate::tracking::fold::fold;

const LONGEST_SEARCH: usize = 100;

/// Filters of the list; all of them narrow it down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub group_id: Option<GroupId>,
    pub metric: Option<Metric>,
    pub platform: Option<Reach>,
    pub enabled: Option<bool>,
    /// On, in a group whose threshold alerts are on: it can fire.
    pub active: Option<bool>,
    /// Part of the name of a group or brand, as it was typed.
    pub q: Option<String>,
}

/// The values of `platform`.
#[derive(JsonSchema)]
#[schemars(inline, rename_all = "lowercase")]
pub enum ReachText {
    All,
    Instagram,
    TikTok,
    YouTube,
    X,
    Facebook,
}

/// A threshold that a page begins after (or ends before).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    pub direction: Direction,
    pub group_folded: String,
    pub id: ThresholdId,
    /// Thresholds before that one and with it (or before it, where the page ends).
    pub before: i64,
}

impl Position {
    /// Before the first one.
    pub fn start() -> Position {
        let id = ThresholdId(Uuid::nil());
        Position { direction: Direction::Next, group_folded: String::new(), id, before: 0 }
    }
}

impl Filter {
    /// Reads the filters; what is wrong stays noted in `params`.
    pub fn read(params: &mut Params) -> Filter {
        let q = params.text("q");
        if q.as_ref().is_some_and(|q| q.chars().count() > LONGEST_SEARCH) {
            params.fault("q", format!("must have at most {LONGEST_SEARCH} characters"));
        }
        Filter {
            group_id: params.get("group_id", "the id of a group"),
            metric: params.get("metric", "views, likes, comments, shares or followers"),
            platform: params.get("platform", "all, instagram, tiktok, youtube, x or facebook"),
            enabled: params.get("enabled", "true or false"),
            active: params.get("active", "true or false"),
            q: q.map(|q| q.chars().take(LONGEST_SEARCH).collect()),
        }
    }

    /// What the search looks for in the folded names.
    pub fn folded(&self) -> Option<String> {
        self.q.as_deref().map(fold).filter(|text| !text.is_empty())
    }

    pub fn is_empty(&self) -> bool {
        *self == Filter::default()
    }

    /// The filters as a query string without the page, `?` included when there are any.
    pub fn query(&self) -> String {
        query([
            ("q", self.q.clone()),
            ("group_id", self.group_id.map(|id| id.to_string())),
            ("metric", self.metric.map(|metric| metric.as_str().to_owned())),
            ("platform", self.platform.map(|platform| platform.as_str().to_owned())),
            ("enabled", self.enabled.map(|enabled| enabled.to_string())),
            ("active", self.active.map(|active| active.to_string())),
        ])
    }

    /// Cursors carry a MAC over this: the guild and the filters.
    pub fn scope(&self, guild: GuildId) -> String {
        format!("thresholds {guild} {}", self.query())
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
        let text = "q=Aur&metric=views&platform=all&enabled=false&active=true";
        let mut params = Params::parse(text);
        let filter = Filter::read(&mut params);
        assert_eq!(filter.query(), format!("?{text}"));
        assert_eq!((filter.folded().as_deref(), filter.platform), (Some("aur"), Some(Reach::All)));
        assert!(params.finish().is_ok());
    }

    #[test]
    fn an_unknown_value_is_a_fault_of_its_parameter() {
        let mut params = Params::parse("metric=posts&platform=myspace&enabled=1&group_id=7");
        assert!(Filter::read(&mut params).is_empty());
        assert_eq!(params.ignored(), ["group_id", "metric", "platform", "enabled"]);
    }
}
