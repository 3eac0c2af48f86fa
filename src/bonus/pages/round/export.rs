//! A round as CSV: its targets with their payments.

use axum::extract::State;
use axum::response::Response;

use crate::api_keys::grants::BonusRead;
use crate::app::App;
use crate::bonus::money::dollars;
use crate::bonus::rounds::{self, Round, Target};
use crate::guilds::{GuildScope, Viewer};
use crate::http::{Error, Params, Path, csv};
use crate::ids::{GuildId, RoundId};

const HEADER: [&str; 15] = [
    "week_start",
    "week_end",
    "brand",
    "group",
    "target_views",
    "actual_views",
    "percent_of_target",
    "missing_views",
    "result",
    "streak",
    "bonus_dollars",
    "paid",
    "paid_at",
    "paid_by",
    "notes",
];

/// `GET /guilds/{guild_id}/bonus/rounds/{round_id}/results.csv`
pub async fn csv(
    State(app): State<App>,
    scope: GuildScope<Viewer, BonusRead>,
    Path((_, id)): Path<(GuildId, RoundId)>,
    params: Params,
) -> Result<Response, Error> {
    params.finish()?;
    let guild = scope.guild_id();
    let detail = rounds::detail(&app.db, guild, id).await?;
    let rows = detail.targets.iter().map(|target| record(&detail.round, target));
    let body = csv::records(std::iter::once(HEADER.map(str::to_owned)).chain(rows))?;
    Ok(csv::attachment(&format!("bonus_{guild}_{}.csv", detail.round.week), body))
}

/// Differences are said as what is missing: a number that begins with a minus would become text.
fn record(round: &Round, target: &Target) -> [String; 15] {
    let result = match target.outcome() {
        None => "pending",
        Some(outcome) if outcome.achieved => "achieved",
        Some(outcome) if outcome.near_miss => "near_miss",
        Some(_) => "missed",
    };
    let payment = target.payment();
    let of = |value: Option<String>| value.unwrap_or_default();
    [
        round.week.to_string(),
        round.week.last().to_string(),
        target.brand_label.clone(),
        target.group_label.clone(),
        target.target_views.to_string(),
        target.actual().to_string(),
        format!("{:.1}", 100.0 + target.delta_percent()),
        target.delta().saturating_neg().max(0).to_string(),
        result.to_owned(),
        of(target.streak.map(|rounds| rounds.to_string())),
        of(payment.map(|payment| dollars(payment.amount_cents))),
        of(payment.map(|payment| payment.paid.to_string())),
        of(payment.and_then(|payment| payment.paid_at).map(|at| at.to_string())),
        of(payment.and_then(|payment| payment.paid_by).map(str::to_owned)),
        of(payment.map(|payment| payment.notes.to_owned())),
    ]
}
