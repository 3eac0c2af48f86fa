//! Imports as JSON, and their lists as CSV.

pub mod changes;

use axum::extract::State as Of;
use axum::http::StatusCode;
use axum::response::Response;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::preview::{self, Draft};
use super::store::Kind;
use super::view::{Import, Preview};
use crate::api_keys::Scope;
use crate::api_keys::grants::{ImportsRead, ImportsWrite};
use crate::app::App;
use crate::guilds::{Admin, GuildScope, Viewer};
use crate::http::replay::Answer;
use crate::http::{Error, Operation, Params, Path, RequestId, Upload, csv, cursor, render};
use crate::ids::{GuildId, ImportId};

pub fn operation(summary: &'static str) -> Operation {
    Operation::new("Imports", summary)
}

/// The parts of the form.
#[derive(JsonSchema)]
#[schemars(rename = "ImportUpload")]
#[expect(dead_code, reason = "only its schema is of interest")]
pub struct Form {
    /// CSV with a header, separated by commas, semicolons or tabs; UTF-8, UTF-16 or Windows-1252.
    #[schemars(extend("format" = "binary"))]
    file: String,
    /// `true` or `false`; the guild's setting where it is left out.
    create_missing: Option<String>,
    /// JSON: `{"their header": "ours"}`; an empty name leaves the column out.
    columns: Option<String>,
}

pub fn upload_operation() -> Operation {
    operation("Upload accounts and see what they would change")
        .text("Nothing is changed before the import is confirmed.")
        .scope(Scope::ImportsWrite)
        .upload::<Form>()
        .idempotent()
        .created::<Preview>()
}

/// `POST /api/v1/guilds/{guild_id}/accounts/imports`
pub async fn upload(
    Of(app): Of<App>,
    scope: GuildScope<Admin, ImportsWrite>,
    request_id: RequestId,
    upload: Upload,
) -> Result<Answer, Error> {
    let acting = scope.acting(&app, &request_id);
    let Upload { filename, content, fields, once, place: _place } = upload;
    let mut tx = app.db.begin().await?;
    if let Some(answer) = once.earlier(&mut tx, acting.now).await? {
        return Ok(answer);
    }
    drop(tx);
    let (columns, create_missing) = chosen(&fields)?;
    let draft = Draft { filename, content, columns, create_missing };
    let ready = preview::judge(&app, &acting, draft).await?;
    let mut tx = app.db.begin().await?;
    if let Some(answer) = once.earlier(&mut tx, acting.now).await? {
        return Ok(answer);
    }
    let preview = preview::keep(&mut tx, &acting, ready).await?;
    let answer = once.keep(&mut tx, StatusCode::CREATED, &preview, acting.now).await?;
    tx.commit().await?;
    Ok(answer)
}

type Fields = std::collections::BTreeMap<String, String>;

/// What was chosen beside the file.
fn chosen(fields: &Fields) -> Result<(super::columns::Chosen, Option<bool>), Error> {
    if let Some(name) = fields.keys().find(|name| !matches!(name.as_str(), "create_missing" | "columns")) {
        let name: String = name.chars().take(40).collect();
        return Err(Error::field(format!("#/{name}"), "is not a known field"));
    }
    let create_missing = match fields.get("create_missing").map(String::as_str) {
        None | Some("") => None,
        Some("true") => Some(true),
        Some("false") => Some(false),
        Some(_) => return Err(Error::field("#/create_missing", "must be true or false")),
    };
    let columns = fields.get("columns").filter(|json| !json.trim().is_empty());
    Ok((columns.map(|json| preview::columns(json)).transpose()?.unwrap_or_default(), create_missing))
}

#[derive(Serialize)]
struct List {
    items: Vec<Import>,
    next_cursor: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct After(ImportId);

pub fn history_operation() -> Operation {
    operation("Imports, the newest first").scope(Scope::ImportsRead).pages::<Import>()
}

/// `GET /api/v1/guilds/{guild_id}/accounts/imports`
pub async fn history(
    Of(app): Of<App>,
    scope: GuildScope<Viewer, ImportsRead>,
    mut params: Params,
) -> Result<Response, Error> {
    let (limit, cursor) = (params.limit(), params.text("cursor"));
    params.finish()?;
    let guild = scope.guild_id();
    let list = format!("imports {guild}");
    let after: Option<After> =
        cursor.map(|cursor| cursor::decode(&app.secrets, &list, &cursor)).transpose()?;
    let mut items = preview::history(&app, guild, after.map(|After(id)| id), limit + 1).await?;
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = items.len() > wanted;
    items.truncate(wanted);
    let next_cursor = match items.last().filter(|_| more) {
        Some(last) => Some(cursor::encode(&app.secrets, &list, &After(last.id))?),
        None => None,
    };
    render::json(&List { items, next_cursor })
}

pub fn one_operation() -> Operation {
    operation("An import with its preview").scope(Scope::ImportsRead).ok::<Preview>()
}

/// `GET /api/v1/guilds/{guild_id}/accounts/imports/{import_id}`
pub async fn one(
    Of(app): Of<App>,
    scope: GuildScope<Viewer, ImportsRead>,
    Path((_, id)): Path<(GuildId, ImportId)>,
) -> Result<Response, Error> {
    render::json(&preview::find(&app, scope.guild_id(), id).await?)
}

pub fn errors_operation() -> Operation {
    operation("Every error of an import").scope(Scope::ImportsRead).file("text/csv")
}

/// `GET /api/v1/guilds/{guild_id}/accounts/imports/{import_id}/errors.csv`
pub async fn errors(
    Of(app): Of<App>,
    scope: GuildScope<Viewer, ImportsRead>,
    Path((_, id)): Path<(GuildId, ImportId)>,
) -> Result<Response, Error> {
    let list = preview::list(&app, scope.guild_id(), id, Kind::Errors).await?;
    Ok(csv::attachment(&format!("import_errors_{id}.csv"), list))
}

pub fn rejected_operation() -> Operation {
    operation("The rejected rows of an import as they came, with what is wrong")
        .scope(Scope::ImportsRead)
        .file("text/csv")
}

/// `GET /api/v1/guilds/{guild_id}/accounts/imports/{import_id}/rejected.csv`
pub async fn rejected(
    Of(app): Of<App>,
    scope: GuildScope<Viewer, ImportsRead>,
    Path((_, id)): Path<(GuildId, ImportId)>,
) -> Result<Response, Error> {
    let list = preview::list(&app, scope.guild_id(), id, Kind::Rejected).await?;
    Ok(csv::attachment(&format!("import_rejected_{id}.csv"), list))
}
