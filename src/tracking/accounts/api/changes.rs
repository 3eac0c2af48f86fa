//! Changing accounts through the API.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::Status;
use super::super::changes::{self, Action, Add, Edit};
use super::AccountJson;
use super::list;
use crate::api_keys;
use crate::api_keys::grants::TrackingWrite;
use crate::app::App;
use crate::db::Tx;
use crate::guilds::{Admin, GuildScope};
use crate::http::json::given;
use crate::http::{Code, Error, Json, JsonOnce, Once, Operation, Path, RequestId, render};
use crate::ids::{AccountId, ChangeId, GroupId, GuildId};
use crate::tracking::change::{begin, commit};
use crate::tracking::{Label, Platform, Username};

type Scope = GuildScope<Admin, TrackingWrite>;

fn operation(summary: &'static str) -> Operation {
    Operation::new("Accounts", summary).scope(api_keys::Scope::TrackingWrite)
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NewAccount")]
pub struct AddBody {
    platform: Platform,
    username: Username,
    group_id: GroupId,
    display_name: Option<Label>,
}

pub fn add_operation() -> Operation {
    operation("Add an account")
        .text("An account that was deleted comes back.")
        .body::<AddBody>()
        .idempotent()
        .created::<AccountJson>()
}

/// `POST /api/v1/guilds/{guild_id}/accounts`: 201, also when a deleted account came back.
pub async fn add(
    State(app): State<App>,
    scope: Scope,
    request_id: RequestId,
    JsonOnce { value, once }: JsonOnce<AddBody>,
) -> Result<Response, Error> {
    let acting = scope.acting(&app, &request_id);
    let AddBody { platform, username, group_id, display_name } = value;
    // Of two at the same time the second waits here, and then finds the answer of the first.
    let mut tx = begin(&app, scope.guild_id()).await?;
    if let Some(answer) = once.earlier(&mut tx, acting.now).await? {
        return Ok(answer.into_response());
    }
    let new = Add { platform, username, group: group_id, display_name };
    let added = changes::add(&mut tx, &acting, &new).await?;
    let json = read(&mut tx, &app, scope.guild_id(), added.id).await?;
    let answer = once.keep(&mut tx, StatusCode::CREATED, &json, acting.now).await?;
    commit(&app, tx, scope.guild_id()).await?;
    Ok(answer.into_response())
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AccountEdit")]
pub struct EditBody {
    #[serde(default, deserialize_with = "given")]
    username: Option<Username>,
    #[serde(default, deserialize_with = "given")]
    display_name: Option<Option<Label>>,
    #[serde(default, deserialize_with = "given")]
    group_id: Option<GroupId>,
    #[serde(default, deserialize_with = "given")]
    status: Option<Status>,
}

pub fn edit_operation() -> Operation {
    operation("Rename, move, pause or resume an account")
        .body::<EditBody>()
        .ok::<AccountJson>()
        .fails(&[Code::Conflict])
}

/// `PATCH /api/v1/guilds/{guild_id}/accounts/{account_id}`
pub async fn edit(
    State(app): State<App>,
    scope: Scope,
    Path((_, id)): Path<(GuildId, AccountId)>,
    request_id: RequestId,
    Json(body): Json<EditBody>,
) -> Result<Response, Error> {
    let EditBody { username, display_name, group_id, status } = body;
    let edit = Edit { username, display_name, group: group_id, status };
    let mut tx = begin(&app, scope.guild_id()).await?;
    changes::edit(&mut tx, &scope.acting(&app, &request_id), id, &edit).await?;
    let json = read(&mut tx, &app, scope.guild_id(), id).await?;
    commit(&app, tx, scope.guild_id()).await?;
    render::json(&json)
}

pub fn delete_operation() -> Operation {
    operation("Delete an account").text("It can be taken back for 30 days.")
}

/// `DELETE /api/v1/guilds/{guild_id}/accounts/{account_id}`
pub async fn delete(
    State(app): State<App>,
    scope: Scope,
    Path((_, id)): Path<(GuildId, AccountId)>,
    request_id: RequestId,
) -> Result<StatusCode, Error> {
    let mut tx = begin(&app, scope.guild_id()).await?;
    changes::delete(&mut tx, &scope.acting(&app, &request_id), id).await?;
    commit(&app, tx, scope.guild_id()).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub fn restore_operation() -> Operation {
    operation("Take a deleted account back")
        .idempotent()
        .fails(&[Code::ValidationFailed])
        .ok::<AccountJson>()
        .fails(&[Code::Conflict])
}

/// `POST /api/v1/guilds/{guild_id}/accounts/{account_id}/restore`: 200 with the account.
pub async fn restore(
    State(app): State<App>,
    scope: Scope,
    Path((_, id)): Path<(GuildId, AccountId)>,
    request_id: RequestId,
    once: Once,
) -> Result<Response, Error> {
    let acting = scope.acting(&app, &request_id);
    let mut tx = begin(&app, scope.guild_id()).await?;
    if let Some(answer) = once.earlier(&mut tx, acting.now).await? {
        return Ok(answer.into_response());
    }
    changes::restore(&mut tx, &acting, id).await?;
    let json = read(&mut tx, &app, scope.guild_id(), id).await?;
    let answer = once.keep(&mut tx, StatusCode::OK, &json, acting.now).await?;
    commit(&app, tx, scope.guild_id()).await?;
    Ok(answer.into_response())
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AccountsChange")]
pub struct BulkBody {
    ids: Vec<AccountId>,
    action: BulkAction,
    /// Where `move` leads to.
    group_id: Option<GroupId>,
}

#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum BulkAction {
    Move,
    Pause,
    Resume,
    Delete,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AccountsChanged")]
struct BulkAnswer {
    changed: usize,
    /// By which it can be taken back within the hour; null when nothing changed.
    change_id: Option<ChangeId>,
}

pub fn bulk_operation() -> Operation {
    operation("Change many accounts, all of them or none").body::<BulkBody>().idempotent().ok::<BulkAnswer>()
}

/// `POST /api/v1/guilds/{guild_id}/accounts/bulk`: all of them or none.
pub async fn bulk(
    State(app): State<App>,
    scope: Scope,
    request_id: RequestId,
    JsonOnce { value, once }: JsonOnce<BulkBody>,
) -> Result<Response, Error> {
    let action = match (value.action, value.group_id) {
        (BulkAction::Move, Some(group)) => Action::Move(group),
        (BulkAction::Move, None) => return Err(Error::field("#/group_id", "is required to move")),
        (_, Some(_)) => return Err(Error::field("#/group_id", "is for the action move only")),
        (BulkAction::Pause, None) => Action::Pause,
        (BulkAction::Resume, None) => Action::Resume,
        (BulkAction::Delete, None) => Action::Delete,
    };
    if value.ids.is_empty() {
        return Err(Error::field("#/ids", "must have at least one id"));
    }
    let acting = scope.acting(&app, &request_id);
    // Of two at the same time the second waits here, and then finds the answer of the first.
    let mut tx = begin(&app, scope.guild_id()).await?;
    if let Some(answer) = once.earlier(&mut tx, acting.now).await? {
        return Ok(answer.into_response());
    }
    let changed = changes::apply(&mut tx, &acting, &value.ids, action).await?;
    let answer = BulkAnswer { changed: changed.count, change_id: changed.change };
    let answer = once.keep(&mut tx, StatusCode::OK, &answer, acting.now).await?;
    commit(&app, tx, scope.guild_id()).await?;
    Ok(answer.into_response())
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AccountsUndo")]
pub struct UndoBody {
    change_id: ChangeId,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AccountsUndone")]
struct UndoAnswer {
    restored: usize,
    /// Changed since, and left as they are.
    kept: usize,
}

pub fn undo_operation() -> Operation {
    operation("Take a change of many accounts back").body::<UndoBody>().idempotent().ok::<UndoAnswer>()
}

/// `POST /api/v1/guilds/{guild_id}/accounts/bulk/undo`
pub async fn undo(
    State(app): State<App>,
    scope: Scope,
    request_id: RequestId,
    JsonOnce { value, once }: JsonOnce<UndoBody>,
) -> Result<Response, Error> {
    let acting = scope.acting(&app, &request_id);
    // Of two at the same time the second waits here, and then finds the answer of the first.
    let mut tx = begin(&app, scope.guild_id()).await?;
    if let Some(answer) = once.earlier(&mut tx, acting.now).await? {
        return Ok(answer.into_response());
    }
    let undone = changes::undo(&mut tx, &acting, value.change_id).await?;
    let answer = UndoAnswer { restored: undone.count, kept: undone.kept };
    let answer = once.keep(&mut tx, StatusCode::OK, &answer, acting.now).await?;
    commit(&app, tx, scope.guild_id()).await?;
    Ok(answer.into_response())
}

async fn read(tx: &mut Tx, app: &App, guild: GuildId, id: AccountId) -> Result<AccountJson, Error> {
    let found = list::one(tx, guild, id, app.clock.now().day()).await?;
    Ok(found.ok_or(Code::NotFound)?.into())
}
