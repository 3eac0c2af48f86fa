//! Rounds: the list, one, its results, making, evaluating and deleting it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::json::{DetailJson, ResultsJson, RoundJson};
use crate::api_keys;
use crate::api_keys::grants::{BonusRead, BonusWrite};
use crate::app::App;
use crate::bonus::rounds::{self, Asked};
use crate::bonus::rules::{Draft, NewTarget};
use crate::guilds::{Admin, GuildScope, Viewer};
use crate::http::replay::Answer;
use crate::http::{Code, Error, JsonOnce, Once, Operation, Params, Path, RequestId, render};
use crate::ids::{GroupId, GuildId, RoundId};
use crate::time::Day;
use crate::tracking::change;

fn read(summary: &'static str) -> Operation {
    Operation::new("Bonus", summary).scope(api_keys::Scope::BonusRead)
}

fn write(summary: &'static str) -> Operation {
    Operation::new("Bonus", summary).scope(api_keys::Scope::BonusWrite)
}

#[derive(Serialize)]
struct List {
    items: Vec<RoundJson>,
    next_cursor: Option<String>,
}

/// The words of the filter, for the description.
#[derive(JsonSchema)]
#[schemars(inline, rename_all = "lowercase")]
#[expect(dead_code, reason = "only its schema is of interest")]
enum Filter {
    Pending,
    Evaluated,
    Unpaid,
}

pub fn list_operation() -> Operation {
    read("Rounds, the newest week first")
        .query::<Filter>(
            "state",
            "Only those pending, only those evaluated, or of these only those with a payment that is not paid.",
        )
        .pages::<RoundJson>()
}

/// `GET /api/v1/guilds/{guild_id}/bonus/rounds`
pub async fn list(
    State(app): State<App>,
    scope: GuildScope<Viewer, BonusRead>,
    mut params: Params,
) -> Result<Response, Error> {
    let state: Option<rounds::State> = params.get("state", "pending, evaluated or unpaid");
    let (limit, cursor) = (params.limit(), params.text("cursor"));
    params.finish()?;
    let asked = Asked { state: state.unwrap_or_default(), cursor: cursor.as_deref(), limit, keep: None };
    let page = rounds::list(&app.db, &app.secrets, scope.guild_id(), asked).await?;
    let items = page.rounds.iter().map(|(round, _)| RoundJson::from(round)).collect();
    render::json(&List { items, next_cursor: page.next })
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NewRound")]
pub struct CreateBody {
    /// A Sunday, not in the future.
    week_start: Day,
    /// For each group that achieves.
    #[schemars(range(min = 1, max = 100_000_000))]
    bonus_amount_cents: i64,
    #[schemars(length(min = 1, max = 500))]
    targets: Vec<TargetBody>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NewTarget")]
pub struct TargetBody {
    group_id: GroupId,
    #[schemars(range(min = 1, max = 1_000_000_000_000_i64))]
    target_views: i64,
}

impl From<CreateBody> for Draft {
    fn from(body: CreateBody) -> Draft {
        let target = |target: TargetBody| NewTarget { group: target.group_id, views: target.target_views };
        Draft {
            week_start: body.week_start,
            amount_cents: body.bonus_amount_cents,
            targets: body.targets.into_iter().map(target).collect(),
        }
    }
}

pub fn create_operation() -> Operation {
    write("Make a round")
        .text("A round of a week that is over is evaluated at once.")
        .body::<CreateBody>()
        .idempotent()
        .created::<DetailJson>()
        .fails(&[Code::RoundExists])
}

/// `POST /api/v1/guilds/{guild_id}/bonus/rounds`
pub async fn create(
    State(app): State<App>,
    scope: GuildScope<Admin, BonusWrite>,
    request_id: RequestId,
    JsonOnce { value, once }: JsonOnce<CreateBody>,
) -> Result<Answer, Error> {
    let acting = scope.acting(&app, &request_id);
    let mut tx = change::begin(&app, scope.guild_id()).await?;
    if let Some(answer) = once.earlier(&mut tx, acting.now).await? {
        return Ok(answer);
    }
    let round = rounds::create(&mut tx, &acting, &Draft::from(value)).await?;
    let detail = rounds::detail(&mut tx, scope.guild_id(), round.id).await?;
    let answer = once.keep(&mut tx, StatusCode::CREATED, &DetailJson::from(&detail), acting.now).await?;
    change::commit(&app, tx, scope.guild_id()).await?;
    Ok(answer)
}

pub fn one_operation() -> Operation {
    read("A round with its targets and payments").ok::<DetailJson>()
}

/// `GET /api/v1/guilds/{guild_id}/bonus/rounds/{round_id}`
pub async fn one(
    State(app): State<App>,
    scope: GuildScope<Viewer, BonusRead>,
    Path((_, id)): Path<(GuildId, RoundId)>,
) -> Result<Response, Error> {
    let detail = rounds::detail(&app.db, scope.guild_id(), id).await?;
    render::json(&DetailJson::from(&detail))
}

pub fn results_operation() -> Operation {
    read("How an evaluated round turned out").ok::<ResultsJson>().fails(&[Code::RoundNotEvaluated])
}

/// `GET /api/v1/guilds/{guild_id}/bonus/rounds/{round_id}/results`
pub async fn results(
    State(app): State<App>,
    scope: GuildScope<Viewer, BonusRead>,
    Path((_, id)): Path<(GuildId, RoundId)>,
) -> Result<Response, Error> {
    let detail = rounds::detail(&app.db, scope.guild_id(), id).await?;
    if detail.round.is_pending() {
        return Err(Code::RoundNotEvaluated.into());
    }
    render::json(&ResultsJson::from(&detail))
}

pub fn evaluate_operation() -> Operation {
    write("Evaluate a round whose week is over")
        .text("Rounds are evaluated by themselves two hours after their week.")
        .idempotent()
        .ok::<RoundJson>()
        .fails(&[Code::RoundNotOver, Code::AlreadyEvaluated, Code::ValidationFailed])
}

/// `POST /api/v1/guilds/{guild_id}/bonus/rounds/{round_id}/evaluate`
pub async fn evaluate(
    State(app): State<App>,
    scope: GuildScope<Admin, BonusWrite>,
    Path((_, id)): Path<(GuildId, RoundId)>,
    request_id: RequestId,
    once: Once,
) -> Result<Answer, Error> {
    let acting = scope.acting(&app, &request_id);
    let mut tx = change::begin(&app, scope.guild_id()).await?;
    if let Some(answer) = once.earlier(&mut tx, acting.now).await? {
        return Ok(answer);
    }
    let round = rounds::evaluate::evaluate(&mut tx, &acting, id).await?;
    let answer = once.keep(&mut tx, StatusCode::OK, &RoundJson::from(&round), acting.now).await?;
    change::commit(&app, tx, scope.guild_id()).await?;
    Ok(answer)
}

pub fn delete_operation() -> Operation {
    write("Delete a round of which nothing is paid").fails(&[Code::RoundPaid])
}

/// `DELETE /api/v1/guilds/{guild_id}/bonus/rounds/{round_id}`
pub async fn delete(
    State(app): State<App>,
    scope: GuildScope<Admin, BonusWrite>,
    Path((_, id)): Path<(GuildId, RoundId)>,
    request_id: RequestId,
) -> Result<Response, Error> {
    let mut tx = change::begin(&app, scope.guild_id()).await?;
    rounds::delete(&mut tx, &scope.acting(&app, &request_id), id).await?;
    change::commit(&app, tx, scope.guild_id()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
