//! Payments: one, many at once, and taking a change back.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::json::PaymentJson;
use crate::api_keys;
use crate::api_keys::grants::BonusWrite;
use crate::app::App;
use crate::bonus::payments::{self, Changed, Which};
use crate::bonus::rounds;
use crate::bonus::rules::MOST_TARGETS;
use crate::guilds::{Admin, GuildScope};
use crate::http::json::given;
use crate::http::replay::Answer;
use crate::http::{Code, Error, Json, JsonOnce, Operation, Path, RequestId, render};
use crate::ids::{ChangeId, GuildId, PaymentId, RoundId};
use crate::tracking::change;

type Scope = GuildScope<Admin, BonusWrite>;

fn operation(summary: &'static str) -> Operation {
    Operation::new("Bonus", summary).scope(api_keys::Scope::BonusWrite)
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PaymentEdit")]
pub struct EditBody {
    #[serde(default, deserialize_with = "given")]
    paid: Option<bool>,
    /// At most 500 characters.
    #[serde(default, deserialize_with = "given")]
    notes: Option<String>,
}

pub fn one_operation() -> Operation {
    operation("Mark a payment as paid or unpaid, or write its notes")
        .text("Each field stands alone: a note never changes whether it is paid.")
        .body::<EditBody>()
        .ok::<PaymentJson>()
        .fails(&[Code::RoundNotEvaluated])
}

/// `PATCH /api/v1/guilds/{guild_id}/bonus/rounds/{round_id}/payments/{payment_id}`
pub async fn one(
    State(app): State<App>,
    scope: Scope,
    Path((_, round, payment)): Path<(GuildId, RoundId, PaymentId)>,
    request_id: RequestId,
    Json(edit): Json<EditBody>,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let acting = scope.acting(&app, &request_id);
    let mut tx = change::begin(&app, guild).await?;
    if let Some(notes) = edit.notes {
        payments::write_notes(&mut tx, &acting, round, payment, &notes, None).await?;
    }
    if let Some(paid) = edit.paid {
        payments::set_paid(&mut tx, &acting, round, Which::These(&[payment]), paid).await?;
    }
    let detail = rounds::detail(&mut tx, guild, round).await?;
    let found = detail.payments().find(|found| found.id == payment).ok_or(Code::NotFound)?;
    let json = PaymentJson::from(found);
    change::commit(&app, tx, guild).await?;
    render::json(&json)
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PaymentsEdit")]
pub struct BulkBody {
    paid: bool,
    /// All of the round when left out.
    #[serde(default, deserialize_with = "given")]
    #[schemars(length(min = 1, max = 500))]
    payment_ids: Option<Vec<PaymentId>>,
}

/// What a change of payments came to.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PaymentsChanged")]
pub struct ChangedJson {
    /// Payments that are other than before.
    changed: usize,
    /// The sum of what changed.
    total_cents: i64,
    /// By which it can be taken back for an hour; null when nothing changed.
    change_id: Option<ChangeId>,
}

impl From<Changed> for ChangedJson {
    fn from(Changed { count, total_cents, change, .. }: Changed) -> ChangedJson {
        ChangedJson { changed: count, total_cents, change_id: change }
    }
}

pub fn bulk_operation() -> Operation {
    operation("Mark payments of a round as paid or unpaid, all or none")
        .body::<BulkBody>()
        .ok::<ChangedJson>()
        .fails(&[Code::RoundNotEvaluated])
}

/// `PATCH /api/v1/guilds/{guild_id}/bonus/rounds/{round_id}/payments`
pub async fn bulk(
    State(app): State<App>,
    scope: Scope,
    Path((_, round)): Path<(GuildId, RoundId)>,
    request_id: RequestId,
    Json(body): Json<BulkBody>,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let which = match &body.payment_ids {
        Some(ids) if ids.is_empty() || ids.len() > MOST_TARGETS => {
            return Err(Error::field("#/payment_ids", "must have 1 to 500 ids, or be left out for all"));
        }
        Some(ids) => Which::These(ids),
        None => Which::All,
    };
    let mut tx = change::begin(&app, guild).await?;
    let changed =
        payments::set_paid(&mut tx, &scope.acting(&app, &request_id), round, which, body.paid).await?;
    change::commit(&app, tx, guild).await?;
    render::json(&ChangedJson::from(changed))
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PaymentsUndo")]
pub struct UndoBody {
    change_id: ChangeId,
}

pub fn undo_operation() -> Operation {
    operation("Take a change of payments back")
        .text("Paid-by and dates are as they were before. Possible for an hour.")
        .body::<UndoBody>()
        .idempotent()
        .ok::<ChangedJson>()
        .fails(&[Code::ChangedSince])
}

/// `POST /api/v1/guilds/{guild_id}/bonus/rounds/{round_id}/payments/undo`
pub async fn undo(
    State(app): State<App>,
    scope: Scope,
    Path((_, round)): Path<(GuildId, RoundId)>,
    request_id: RequestId,
    JsonOnce { value, once }: JsonOnce<UndoBody>,
) -> Result<Answer, Error> {
    let guild = scope.guild_id();
    let acting = scope.acting(&app, &request_id);
    let mut tx = change::begin(&app, guild).await?;
    if let Some(answer) = once.earlier(&mut tx, acting.now).await? {
        return Ok(answer);
    }
    let undone = payments::undo(&mut tx, &acting, round, value.change_id).await?;
    let answer = once.keep(&mut tx, StatusCode::OK, &ChangedJson::from(undone), acting.now).await?;
    change::commit(&app, tx, guild).await?;
    Ok(answer)
}
