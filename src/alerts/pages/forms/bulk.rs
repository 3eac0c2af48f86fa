//! Changing many thresholds from the page, and taking that back. Many are deleted only after a question.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::address;
use crate::alerts::changes::{self, Action};
use crate::alerts::pages::Changing;
use crate::app::App;
use crate::guilds::frame::PageRequest;
use crate::http::{Error, Flash, Form, Params, RequestId, back};
use crate::ids::ThresholdId;
use crate::tracking::change::{begin, commit, committed};
use crate::undo;
use crate::web::text;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bulk {
    #[serde(default)]
    ids: Vec<ThresholdId>,
    action: String,
    /// The question was answered.
    #[serde(default)]
    sure: Option<String>,
}

/// `POST /guilds/{guild_id}/alerts/bulk`
pub async fn change(
    State(app): State<App>,
    scope: Changing,
    request: PageRequest,
    request_id: RequestId,
    headers: HeaderMap,
    Form(form): Form<Bulk>,
) -> Result<Response, Error> {
    let (guild, session) = (scope.guild_id(), request.session.session_id);
    let from = address(&app, guild, &headers);
    if form.ids.is_empty() {
        return Ok(Flash::bad("Choose at least one threshold first.").redirect(&app.secrets, session, &from));
    }
    let action = match form.action.as_str() {
        "enable" => Action::Enable,
        "disable" => Action::Disable,
        "delete" => Action::Delete,
        _ => return Err(Error::field("#/action", "must be enable, disable or delete")),
    };
    if action == Action::Delete && form.ids.len() > 1 && form.sure.is_none() {
        let ids: Vec<String> = form.ids.iter().take(changes::MOST).map(ToString::to_string).collect();
        let to = back::with(&from, &format!("dialog=delete-thresholds&ids={}", ids.join(",")));
        return Ok(Redirect::to(&to).into_response());
    }
    let mut tx = begin(&app, guild).await?;
    let done = changes::apply(&mut tx, &scope.acting(&app, &request_id), &form.ids, action).await;
    let changed = match committed(&app, tx, guild, done).await {
        Ok(changed) => changed,
        Err(error) => {
            let said = "A threshold that you chose is no longer there, so nothing was changed.";
            return Ok(Flash::gone(error, said)?.redirect(&app.secrets, session, &from));
        }
    };
    let said = said(action, changed.count);
    let flash = undo::pages::offered(said, &crate::alerts::href(guild), changed.change);
    Ok(flash.redirect(&app.secrets, session, &from))
}

fn said(action: Action, count: usize) -> String {
    let thresholds = text::count(i64::try_from(count).unwrap_or(i64::MAX), "threshold", "thresholds");
    match action {
        Action::Enable => format!("Turned {thresholds} on."),
        Action::Disable => format!("Turned {thresholds} off."),
        Action::Delete => format!("Deleted {thresholds}."),
    }
}

/// `POST /guilds/{guild_id}/alerts/undo?change=`
pub async fn undo(
    State(app): State<App>,
    scope: Changing,
    request: PageRequest,
    request_id: RequestId,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, Error> {
    let change = undo::pages::asked(params)?;
    let guild = scope.guild_id();
    let mut tx = begin(&app, guild).await?;
    let flash = match changes::undo(&mut tx, &scope.acting(&app, &request_id), change).await {
        Ok(undone) => {
            commit(&app, tx, guild).await?;
            undone.said("threshold was", "thresholds were")
        }
        Err(error) => undo::pages::gone(error)?,
    };
    let to = address(&app, guild, &headers);
    Ok(flash.redirect(&app.secrets, request.session.session_id, &to))
}
