//! A group in the rounds it had a target in.

mod store;

use super::Week;
use super::rules::Outcome;
use crate::db::{Exec, Result};
use crate::ids::{GroupId, GuildId, RoundId};

/// A group's target of one round.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct OfGroup {
    pub round_id: RoundId,
    pub week: Week,
    pub bonus_amount_cents: i64,
    pub target_views: i64,
    /// What the evaluation saw, or the count so far.
    pub views: i64,
    /// Empty while the round is pending, as what follows.
    pub achieved: Option<bool>,
    pub near_miss: Option<bool>,
    pub streak: Option<i64>,
}

impl OfGroup {
    pub fn outcome(&self) -> Option<Outcome> {
        Some(Outcome { achieved: self.achieved?, near_miss: self.near_miss? })
    }
}

/// The group's newest rounds. One statement.
pub async fn of_group(db: impl Exec, guild: GuildId, group: GroupId, limit: i64) -> Result<Vec<OfGroup>> {
    store::newest(db, guild, group, limit).await
}
