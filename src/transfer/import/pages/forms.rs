//! What the forms of imports do. Each leads to the page of the import, which says what came of it.

use axum::extract::State as Of;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use serde::Deserialize;

use super::result::came_to;
use super::{Changing, Refused, href};
use crate::app::App;
use crate::guilds::frame::PageRequest;
use crate::http::{Error, FieldError, Flash, Form, Params, Path, RequestId, Upload, render};
use crate::ids::{GuildId, ImportId};
use crate::tracking::change;
use crate::transfer::import::changes;
use crate::transfer::import::columns::Chosen;
use crate::transfer::import::preview::{self, Draft};
use crate::transfer::{base, pages};
use crate::web::text;

const CREATE: &str = "create_missing";

/// `POST /guilds/{guild_id}/data/imports`
pub async fn upload(
    Of(app): Of<App>,
    scope: Changing,
    request: PageRequest,
    request_id: RequestId,
    uri: Uri,
    upload: Result<Upload, Error>,
) -> Result<Response, Error> {
    let acting = scope.acting(&app, &request_id);
    let mut create_missing = false;
    let kept = async {
        let Upload { filename, content, fields, place: _place, .. } = upload?;
        create_missing = fields.contains_key(CREATE);
        let columns = Chosen::default();
        let draft = Draft { filename, content, columns, create_missing: Some(create_missing) };
        let ready = preview::judge(&app, &acting, draft).await?;
        let mut tx = app.db.begin().await?;
        let preview = preview::keep(&mut tx, &acting, ready).await?;
        tx.commit().await?;
        Ok(preview.import.id)
    };
    match kept.await {
        Ok(id) => Ok(render::see_other(&href(scope.guild_id(), id))),
        Err(error) => {
            let faults = about_the_file(error).into_faults()?;
            let refused = Some(Refused { faults, create_missing });
            let page = pages::draw(&app, &scope, &request, &uri, Params::default(), refused).await?;
            Ok(render::html_as(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
    }
}

/// What was too large or no form at all is said beside the file, too.
fn about_the_file(error: Error) -> Error {
    match error.code().status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::field("#/file", "file is larger than what can be imported"),
        _ => error,
    }
}

/// How the file is to be read: its columns in their order, as the page showed them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Again {
    #[serde(default)]
    columns: Vec<String>,
    create_missing: Option<String>,
}

/// `POST /guilds/{guild_id}/data/imports/{import_id}/again`
pub async fn again(
    Of(app): Of<App>,
    scope: Changing,
    request: PageRequest,
    request_id: RequestId,
    Path((_, id)): Path<(GuildId, ImportId)>,
    Form(wanted): Form<Again>,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let acting = scope.acting(&app, &request_id);
    let remapped = async {
        let _place = app.uploads.place_of(scope.caller())?;
        let before = preview::find(&app, guild, id).await?;
        let named = before.details.columns.into_iter().filter(|mapped| !mapped.header.is_empty());
        let columns: Result<Chosen, Error> = named
            .zip(&wanted.columns)
            .map(|(mapped, ours)| match ours.as_str() {
                "" => Ok((mapped.header, None)),
                ours => {
                    let column =
                        ours.parse().map_err(|()| FieldError::new("#/columns", "must be one of ours"));
                    Ok((mapped.header, Some(column.map_err(|fault| Error::fields(vec![fault]))?)))
                }
            })
            .collect();
        preview::remap(&app, &acting, id, columns?, wanted.create_missing.is_some()).await
    };
    let flash = match remapped.await {
        Ok(preview) if preview.import.invalid_rows == 0 => Flash::good("Every row is right now."),
        Ok(preview) => Flash::bad(format!(
            "{} still wrong.",
            text::count(preview.import.invalid_rows, "row is", "rows are")
        )),
        Err(error) => said(error)?,
    };
    Ok(flash.redirect(&app.secrets, request.session.session_id, &href(guild, id)))
}

/// What stands in the way is said on the page; any other error stays one.
fn said(error: Error) -> Result<Flash, Error> {
    match error.problem.errors.first() {
        Some(fault) if error.code().status() == StatusCode::UNPROCESSABLE_ENTITY => {
            let column = fault.pointer.rsplit_once('/').map_or("", |(_, name)| name);
            Ok(Flash::bad(format!(
                "The column {} {}.",
                column.replace("~1", "/").replace("~0", "~"),
                fault.detail
            )))
        }
        None if error.code().status() == StatusCode::UNPROCESSABLE_ENTITY => {
            Ok(Flash::bad(error.problem.detail))
        }
        _ => Flash::conflict(error),
    }
}

/// `POST /guilds/{guild_id}/data/imports/{import_id}/confirm`
pub async fn confirm(
    Of(app): Of<App>,
    scope: Changing,
    request: PageRequest,
    request_id: RequestId,
    Path((_, id)): Path<(GuildId, ImportId)>,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let confirmed = async {
        let mut tx = change::begin(&app, guild).await?;
        changes::confirm(&mut tx, &scope.acting(&app, &request_id), id).await?;
        changes::start(&app, tx, guild).await
    };
    match confirmed.await {
        Ok(()) => Ok(render::see_other(&href(guild, id))),
        Err(error) => Ok(said(error)?.redirect(&app.secrets, request.session.session_id, &href(guild, id))),
    }
}

/// `POST /guilds/{guild_id}/data/imports/{import_id}/cancel`
pub async fn cancel(
    Of(app): Of<App>,
    scope: Changing,
    request: PageRequest,
    request_id: RequestId,
    Path((_, id)): Path<(GuildId, ImportId)>,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let (flash, to) = match changes::cancel(&app, &scope.acting(&app, &request_id), id).await {
        Ok(import) => (Flash::good(format!("The import of {} was cancelled.", import.filename)), base(guild)),
        Err(error) => (said(error)?, href(guild, id)),
    };
    Ok(flash.redirect(&app.secrets, request.session.session_id, &to))
}

/// `POST /guilds/{guild_id}/data/imports/{import_id}/undo`
pub async fn undo(
    Of(app): Of<App>,
    scope: Changing,
    request: PageRequest,
    request_id: RequestId,
    Path((_, id)): Path<(GuildId, ImportId)>,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let undone = async {
        let mut tx = change::begin(&app, guild).await?;
        let undone = changes::undo(&mut tx, &scope.acting(&app, &request_id), id).await?;
        changes::undone(&app, tx, guild).await?;
        Ok(undone)
    };
    let flash = match undone.await {
        Ok(undone) => Flash::good(format!("Undone: {}", came_to(&undone))),
        Err(error) => said(error)?,
    };
    Ok(flash.redirect(&app.secrets, request.session.session_id, &href(guild, id)))
}
