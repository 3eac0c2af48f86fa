//! The list of rounds, newest week first, read on from a week: a round that is added meanwhile neither
//! repeats nor hides another.

use std::str::FromStr;

use super::Round;
use super::store::{self, SoFar};
use crate::crypto::Secrets;
use crate::db::Exec;
use crate::http::{Error, cursor};
use crate::ids::{GuildId, RoundId};
use crate::time::Day;

/// Which rounds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    #[default]
    All,
    Pending,
    Evaluated,
    /// Evaluated, and something of it is not paid.
    Unpaid,
}

impl State {
    /// The word in the address; the API's `state` takes all but the first.
    pub fn as_str(self) -> &'static str {
        match self {
            State::All => "all",
            State::Pending => "pending",
            State::Evaluated => "evaluated",
            State::Unpaid => "unpaid",
        }
    }
}

impl FromStr for State {
    type Err = ();
    fn from_str(text: &str) -> Result<State, ()> {
        let all = [State::Pending, State::Evaluated, State::Unpaid];
        all.into_iter().find(|state| state.as_str() == text).ok_or(())
    }
}

/// Which part of which list.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub state: State,
    pub cursor: Option<&'a str>,
    pub limit: i64,
    /// One that stays in the list while its last payment is marked: it stands open there.
    pub keep: Option<RoundId>,
}

/// Rounds, each with its count so far while it is pending.
#[derive(Clone, Debug)]
pub struct Page {
    pub rounds: Vec<(Round, Option<SoFar>)>,
    pub next: Option<String>,
}

/// One statement, and one more when a round of the page is pending. 422 for a cursor of another list.
pub async fn list(
    mut db: impl Exec,
    secrets: &Secrets,
    guild: GuildId,
    asked: Asked<'_>,
) -> Result<Page, Error> {
    let Asked { state, cursor, limit, keep } = asked;
    let scope = format!("rounds {guild} {}", state.as_str());
    let before: i64 = cursor::or_start(secrets, &scope, cursor, || i64::MAX)?;
    let mut rows = store::page(&mut db, guild, state, keep, Day(before), limit + 1).await?;
    let more = rows.len() as i64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = match rows.last().filter(|_| more) {
        Some(last) => Some(cursor::encode(secrets, &scope, &last.week.first().0)?),
        None => None,
    };
    let so_far = so_far(&mut db, guild, &rows).await?;
    let of = |round: &Round| so_far.iter().find(|so_far| so_far.round_id == round.id).copied();
    Ok(Page { rounds: rows.into_iter().map(|round| (round.clone(), of(&round))).collect(), next })
}

async fn so_far(db: &mut impl Exec, guild: GuildId, rounds: &[Round]) -> Result<Vec<SoFar>, Error> {
    let pending = || rounds.iter().filter(|round| round.is_pending()).map(|round| round.week);
    match (pending().min(), pending().max()) {
        (Some(oldest), Some(newest)) => Ok(store::so_far(db, guild, oldest, newest).await?),
        _ => Ok(Vec::new()),
    }
}
