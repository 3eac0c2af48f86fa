//! The address of the list: which rounds, how many of them, and which one is open.

use super::ROWS;
use crate::bonus::rounds::State;
use crate::bonus::rules::OLDEST_WEEKS;
use crate::http::Params;
use crate::http::params::query;
use crate::ids::{GuildId, RoundId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub state: State,
    /// Rounds from the newest on; with a cursor those that are shown before it.
    pub show: i64,
    /// Where the ten begin that are read on.
    pub cursor: Option<String>,
    pub open: Option<RoundId>,
}

impl Default for Address {
    fn default() -> Address {
        Address { state: State::All, show: ROWS, cursor: None, open: None }
    }
}

impl Address {
    pub fn read(params: &mut Params) -> Address {
        let state = match params.text("state").as_deref() {
            None | Some("all") => State::All,
            Some(text) => text.parse().unwrap_or_else(|()| {
                params.fault("state", "must be all, pending, evaluated or unpaid".into());
                State::All
            }),
        };
        let show = params.get::<i64>("show", "a number of rounds").unwrap_or(ROWS);
        Address {
            state,
            show: show.clamp(ROWS, OLDEST_WEEKS + ROWS),
            cursor: params.text("cursor"),
            open: params.get("open", "the id of a round"),
        }
    }

    pub fn href(&self, guild: GuildId) -> String {
        let given = |wanted: bool, text: String| wanted.then_some(text);
        let query = query([
            ("state", given(self.state != State::All, self.state.as_str().to_owned())),
            ("show", given(self.show > ROWS, self.show.to_string())),
            ("cursor", self.cursor.clone()),
            ("open", self.open.map(|id| id.to_string())),
        ]);
        format!("{}{query}", super::super::href(guild))
    }

    /// Where the list is read again: how many are shown by then is added by what asks.
    pub fn refresh(&self, guild: GuildId) -> String {
        Address { show: ROWS, ..self.clone() }.href(guild)
    }

    /// How many rounds are shown with these, at the end of the list.
    pub fn shown(&self, rows: usize) -> i64 {
        let rows = i64::try_from(rows).unwrap_or(ROWS);
        if self.cursor.is_some() { self.show + rows } else { rows.max(ROWS) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUILD: GuildId = GuildId::new(1_180_000_000_000_000_001);

    fn read(query: &str) -> (String, Vec<String>) {
        let mut params = Params::parse(query);
        let href = Address::read(&mut params).href(GUILD);
        let ignored = params.ignored().into_iter().map(str::to_owned).collect();
        (href.replace(&super::super::super::href(GUILD), ""), ignored)
    }

    #[test]
    fn the_address_is_read_and_written_back() {
        let open = "0192f0c0-0000-7000-8000-000000000000";
        let query = format!("state=pending&show=30&open={open}");
        assert_eq!(read(&query), (format!("?{query}"), vec![]));
        assert_eq!(read("state=unpaid").0, "?state=unpaid");
        assert_eq!(read("state=all&show=10"), (String::new(), vec![]));
        assert_eq!(read("show=-7").0, "");
        assert_eq!(read("show=99999999").0, format!("?show={}", OLDEST_WEEKS + ROWS));
    }

    #[test]
    fn what_is_wrong_is_dropped_and_named() {
        let (href, ignored) = read("state=done&show=many&open=7");
        assert_eq!((href.as_str(), ignored), ("", vec!["state".into(), "show".into(), "open".into()]));
    }

    #[test]
    fn what_was_read_on_counts_to_what_is_shown() {
        let first = Address::default();
        assert_eq!((first.shown(10), first.shown(3)), (10, 10));
        let on = Address { cursor: Some("x".into()), show: 20, ..first };
        assert_eq!(on.shown(4), 24);
    }
}
