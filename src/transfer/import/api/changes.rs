//! Confirming, cancelling and taking back, as JSON.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::operation;
use crate::api_keys::Scope;
use crate::api_keys::grants::ImportsWrite;
use crate::app::App;
use crate::guilds::{Admin, GuildScope};
use crate::http::replay::Answer;
use crate::http::{Code, Error, Once, Operation, Path, RequestId, render};
use crate::ids::{GuildId, ImportId};
use crate::tracking::change;
use crate::transfer::import::view::{Import, Undone};
use crate::transfer::import::{changes, preview};

pub fn confirm_operation() -> Operation {
    operation("Start an import")
        .text("All of its rows, or none, by a job that outlives the request. One at a time in a guild.")
        .scope(Scope::ImportsWrite)
        .idempotent()
        .accepted::<Import>()
        .fails(&[Code::ValidationFailed, Code::ImportHasErrors, Code::ImportInProgress])
}

/// `POST /api/v1/guilds/{guild_id}/accounts/imports/{import_id}/confirm`
pub async fn confirm(
    State(app): State<App>,
    scope: GuildScope<Admin, ImportsWrite>,
    Path((_, id)): Path<(GuildId, ImportId)>,
    request_id: RequestId,
    once: Once,
) -> Result<Answer, Error> {
    let acting = scope.acting(&app, &request_id);
    let mut tx = change::begin(&app, acting.guild_id).await?;
    if let Some(answer) = once.earlier(&mut tx, acting.now).await? {
        return Ok(answer);
    }
    let import = changes::confirm(&mut tx, &acting, id).await?;
    let answer = once.keep(&mut tx, StatusCode::ACCEPTED, &import, acting.now).await?;
    changes::start(&app, tx, acting.guild_id).await?;
    Ok(answer)
}

pub fn cancel_operation() -> Operation {
    operation("Cancel an import before it is applied")
        .scope(Scope::ImportsWrite)
        .idempotent()
        .ok::<Import>()
        .fails(&[Code::ValidationFailed])
}

/// `POST /api/v1/guilds/{guild_id}/accounts/imports/{import_id}/cancel`
pub async fn cancel(
    State(app): State<App>,
    scope: GuildScope<Admin, ImportsWrite>,
    Path((_, id)): Path<(GuildId, ImportId)>,
    request_id: RequestId,
    _: Once,
) -> Result<Response, Error> {
    // Asked again it says the same by itself.
    changes::cancel(&app, &scope.acting(&app, &request_id), id).await?;
    render::json(&preview::find(&app, scope.guild_id(), id).await?.import)
}

pub fn undo_operation() -> Operation {
    operation("Take an import back")
        .text("For seven days. What somebody has changed since is kept, and named.")
        .scope(Scope::ImportsWrite)
        .idempotent()
        .ok::<Undone>()
        .fails(&[Code::ValidationFailed])
}

/// `POST /api/v1/guilds/{guild_id}/accounts/imports/{import_id}/undo`
pub async fn undo(
    State(app): State<App>,
    scope: GuildScope<Admin, ImportsWrite>,
    Path((_, id)): Path<(GuildId, ImportId)>,
    request_id: RequestId,
    once: Once,
) -> Result<Answer, Error> {
    let acting = scope.acting(&app, &request_id);
    let mut tx = change::begin(&app, acting.guild_id).await?;
    if let Some(answer) = once.earlier(&mut tx, acting.now).await? {
        return Ok(answer);
    }
    let undone = changes::undo(&mut tx, &acting, id).await?;
    let answer = once.keep(&mut tx, StatusCode::OK, &undone, acting.now).await?;
    changes::undone(&app, tx, acting.guild_id).await?;
    Ok(answer)
}
