//! Bonus rounds: made, evaluated, deleted, and read.

mod create;
mod delete;
pub mod evaluate;
mod list;
pub mod store;

pub use create::create;
pub use delete::delete;
pub use list::{Asked, Page, State, list};

use super::Week;
use super::rules::{self, Outcome};
use crate::audit::Target as Audited;
use crate::db::{Exec, Tx};
use crate::http::{Code, Error};
use crate::ids::{BrandId, GroupId, GuildId, PaymentId, RoundId, TargetId};
use crate::time::Ms;

/// A round with the sums of its targets and payments.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Round {
    pub id: RoundId,
    pub week: Week,
    pub bonus_amount_cents: i64,
    pub target_count: i64,
    pub created_at: Ms,
    pub created_by_id: String,
    pub created_by: String,
    /// Everything from here on is empty while the round is pending.
    pub evaluated_at: Option<Ms>,
    pub evaluated_by_id: Option<String>,
    pub evaluated_by: Option<String>,
    pub near_miss_percent: Option<i64>,
    pub achieved_count: Option<i64>,
    pub near_miss_count: Option<i64>,
    pub total_paid_cents: i64,
}

impl Round {
    pub fn is_pending(&self) -> bool {
        self.evaluated_at.is_none()
    }

    /// Groups that achieved; none while the round is pending.
    pub fn achieved(&self) -> i64 {
        self.achieved_count.unwrap_or(0)
    }

    /// Near misses are missed too.
    pub fn missed(&self) -> i64 {
        if self.is_pending() { 0 } else { self.target_count - self.achieved() }
    }

    pub fn near_misses(&self) -> i64 {
        self.near_miss_count.unwrap_or(0)
    }

    pub fn total_bonus_cents(&self) -> i64 {
        self.achieved().saturating_mul(self.bonus_amount_cents)
    }

    pub fn total_unpaid_cents(&self) -> i64 {
        self.total_bonus_cents().saturating_sub(self.total_paid_cents)
    }

    /// It was made when its week was over already.
    pub fn is_retroactive(&self) -> bool {
        self.week.is_over(self.created_at)
    }
}

/// How the audit log names a round.
pub(super) fn audited(id: RoundId, week: Week) -> Audited {
    Audited::new("round", id, week.name())
}

/// A target with its group, and its payment once it is achieved.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Target {
    pub id: TargetId,
    pub group_id: GroupId,
    pub group_label: String,
    pub group_is_deleted: bool,
    pub brand_id: BrandId,
    pub brand_label: String,
    pub target_views: i64,
    /// What the rollups say now: the count so far of a pending round.
    pub views_now: i64,
    /// What the evaluation saw and said; empty until then.
    pub actual_views: Option<i64>,
    /// The same by platform, as JSON: `[{"platform", "posts", "views"}]`.
    pub evidence: Option<String>,
    pub achieved: Option<bool>,
    pub near_miss: Option<bool>,
    pub streak: Option<i64>,
    pub payment_id: Option<PaymentId>,
    pub amount_cents: Option<i64>,
    pub paid: Option<bool>,
    pub paid_at: Option<Ms>,
    pub paid_by_id: Option<String>,
    pub paid_by: Option<String>,
    pub notes: Option<String>,
}

impl Target {
    /// What the evaluation saw, or the count so far.
    pub fn actual(&self) -> i64 {
        self.actual_views.unwrap_or(self.views_now)
    }

    pub fn delta(&self) -> i64 {
        self.actual().saturating_sub(self.target_views)
    }

    pub fn delta_percent(&self) -> f64 {
        rules::delta_percent(self.actual(), self.target_views)
    }

    /// How it turned out; empty while the round is pending.
    pub fn outcome(&self) -> Option<Outcome> {
        Some(Outcome { achieved: self.achieved?, near_miss: self.near_miss? })
    }

    /// Posts changed since the evaluation.
    pub fn differs_now(&self) -> bool {
        self.actual_views.is_some_and(|seen| seen != self.views_now)
    }

    pub fn payment(&self) -> Option<Payment<'_>> {
        Some(Payment {
            id: self.payment_id?,
            amount_cents: self.amount_cents?,
            paid: self.paid?,
            paid_at: self.paid_at,
            paid_by_id: self.paid_by_id.as_deref(),
            paid_by: self.paid_by.as_deref(),
            notes: self.notes.as_deref().unwrap_or_default(),
            target: self,
        })
    }
}

/// The payment of a target that was achieved.
#[derive(Clone, Copy, Debug)]
pub struct Payment<'t> {
    pub id: PaymentId,
    pub amount_cents: i64,
    pub paid: bool,
    pub paid_at: Option<Ms>,
    pub paid_by_id: Option<&'t str>,
    pub paid_by: Option<&'t str>,
    pub notes: &'t str,
    pub target: &'t Target,
}

/// A round with its targets, by brand and group.
#[derive(Clone, Debug)]
pub struct Detail {
    pub round: Round,
    pub targets: Vec<Target>,
}

impl Detail {
    pub fn payments(&self) -> impl Iterator<Item = Payment<'_>> {
        self.targets.iter().filter_map(Target::payment)
    }
}

/// The round with its targets; 404 when it is not this guild's. Two statements.
pub async fn detail(mut db: impl Exec, guild: GuildId, id: RoundId) -> Result<Detail, Error> {
    let round = store::find(&mut db, guild, id).await?.ok_or(Code::NotFound)?;
    let targets = store::targets(&mut db, &round).await?;
    Ok(Detail { round, targets })
}

/// The round, inside a transaction that changes it.
pub(super) async fn found(tx: &mut Tx, guild: GuildId, id: RoundId) -> Result<Round, Error> {
    Ok(store::find(&mut &mut *tx, guild, id).await?.ok_or(Code::NotFound)?)
}
