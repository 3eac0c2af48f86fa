//! How rounds, targets and payments look as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use crate::bonus::rounds::{Detail, Payment, Round, Target};
use crate::ids::{BrandId, GroupId, PaymentId, RoundId, TargetId};
use crate::time::{Day, Ms};

/// Who did it, with the name of that day; the server itself is `bonus`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct By {
    id: String,
    name: String,
}

fn by(id: Option<&str>, name: Option<&str>) -> Option<By> {
    Some(By { id: id?.to_owned(), name: name?.to_owned() })
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct GroupRef {
    id: GroupId,
    label: String,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct BrandRef {
    id: BrandId,
    label: String,
}

pub fn group_ref(id: GroupId, label: &str) -> GroupRef {
    GroupRef { id, label: label.to_owned() }
}

pub fn brand_ref(id: BrandId, label: &str) -> BrandRef {
    BrandRef { id, label: label.to_owned() }
}

#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "RoundState")]
pub enum State {
    Pending,
    Evaluated,
}

/// A round. While it is pending nothing is achieved, missed or owed yet.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Round")]
pub struct RoundJson {
    id: RoundId,
    /// A Sunday.
    week_start: Day,
    /// The last day of the week.
    week_end: Day,
    bonus_amount_cents: i64,
    state: State,
    evaluated_at: Option<Ms>,
    evaluated_by: Option<By>,
    created_by: By,
    created_at: Ms,
    target_count: i64,
    achieved_count: i64,
    /// Near misses are missed too.
    missed_count: i64,
    near_miss_count: i64,
    /// By which the evaluation called a miss near.
    near_miss_percent: Option<i64>,
    total_bonus_cents: i64,
    total_paid_cents: i64,
}

impl From<&Round> for RoundJson {
    fn from(round: &Round) -> RoundJson {
        RoundJson {
            id: round.id,
            week_start: round.week.first(),
            week_end: round.week.last(),
            bonus_amount_cents: round.bonus_amount_cents,
            state: if round.is_pending() { State::Pending } else { State::Evaluated },
            evaluated_at: round.evaluated_at,
            evaluated_by: by(round.evaluated_by_id.as_deref(), round.evaluated_by.as_deref()),
            created_by: By { id: round.created_by_id.clone(), name: round.created_by.clone() },
            created_at: round.created_at,
            target_count: round.target_count,
            achieved_count: round.achieved(),
            missed_count: round.missed(),
            near_miss_count: round.near_misses(),
            near_miss_percent: round.near_miss_percent,
            total_bonus_cents: round.total_bonus_cents(),
            total_paid_cents: round.total_paid_cents,
        }
    }
}

/// A target; of a pending round the views are the count so far, and nothing is decided.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Target")]
pub struct TargetJson {
    id: TargetId,
    group: GroupRef,
    brand: BrandRef,
    target_views: i64,
    actual_views: i64,
    achieved: Option<bool>,
    delta: i64,
    delta_percent: f64,
    near_miss: Option<bool>,
}

impl From<&Target> for TargetJson {
    fn from(target: &Target) -> TargetJson {
        TargetJson {
            id: target.id,
            group: group_ref(target.group_id, &target.group_label),
            brand: brand_ref(target.brand_id, &target.brand_label),
            target_views: target.target_views,
            actual_views: target.actual(),
            achieved: target.achieved,
            delta: target.delta(),
            delta_percent: target.delta_percent(),
            near_miss: target.near_miss,
        }
    }
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Payment")]
pub struct PaymentJson {
    id: PaymentId,
    group: GroupRef,
    amount_cents: i64,
    paid: bool,
    paid_at: Option<Ms>,
    paid_by: Option<By>,
    notes: String,
}

impl From<Payment<'_>> for PaymentJson {
    fn from(payment: Payment<'_>) -> PaymentJson {
        PaymentJson {
            id: payment.id,
            group: group_ref(payment.target.group_id, &payment.target.group_label),
            amount_cents: payment.amount_cents,
            paid: payment.paid,
            paid_at: payment.paid_at,
            paid_by: by(payment.paid_by_id, payment.paid_by),
            notes: payment.notes.to_owned(),
        }
    }
}

/// A round with its targets, by brand and group, and its payments.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "RoundDetail")]
pub struct DetailJson {
    #[serde(flatten)]
    round: RoundJson,
    targets: Vec<TargetJson>,
    payments: Vec<PaymentJson>,
}

impl From<&Detail> for DetailJson {
    fn from(detail: &Detail) -> DetailJson {
        DetailJson {
            round: RoundJson::from(&detail.round),
            targets: detail.targets.iter().map(TargetJson::from).collect(),
            payments: detail.payments().map(PaymentJson::from).collect(),
        }
    }
}

/// How an evaluated round turned out.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "RoundResults")]
pub struct ResultsJson {
    round: RoundJson,
    summary: Summary,
    results: Vec<ResultJson>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Summary {
    total_groups: i64,
    achieved_count: i64,
    missed_count: i64,
    near_miss_count: i64,
    total_bonus_cents: i64,
    total_paid_cents: i64,
    total_unpaid_cents: i64,
}

/// A target with its payment, if it was achieved.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "RoundResult")]
struct ResultJson {
    #[serde(flatten)]
    target: TargetJson,
    payment: Option<PaymentJson>,
}

impl From<&Detail> for ResultsJson {
    fn from(Detail { round, targets }: &Detail) -> ResultsJson {
        let result = |target: &Target| ResultJson {
            target: TargetJson::from(target),
            payment: target.payment().map(PaymentJson::from),
        };
        ResultsJson {
            round: RoundJson::from(round),
            summary: Summary {
                total_groups: round.target_count,
                achieved_count: round.achieved(),
                missed_count: round.missed(),
                near_miss_count: round.near_misses(),
                total_bonus_cents: round.total_bonus_cents(),
                total_paid_cents: round.total_paid_cents,
                total_unpaid_cents: round.total_unpaid_cents(),
            },
            results: targets.iter().map(result).collect(),
        }
    }
}
