//! What the forms of alerts do. Each ends on a page that says so, with Undo where there is one.

pub mod bulk;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

use super::dialogs::Open;
use super::typed::{self, Typed};
use super::{Changing, list, one};
use crate::alerts::changes::{self, Edit, Updated, label, value_fault, watched};
use crate::alerts::settings::{self, Changed, Wanted};
use crate::alerts::store::thresholds::{self as store, Threshold};
use crate::app::App;
use crate::audit::Acting;
use crate::db::Tx;
use crate::guilds::frame::PageRequest;
use crate::http::{Code, Error, Flash, Form, Path, RequestId, back};
use crate::ids::{GroupId, GuildId, ThresholdId};
use crate::tracking::change::{begin, committed, deleted_meanwhile, gone};
use crate::undo;
use crate::web::form::Faults;
use crate::web::meanwhile::Meanwhile;
use crate::web::text::number;

/// Path and query of the page that a form was sent from, without any dialog: that of alerts, or of a group.
fn came_from(app: &App, guild: GuildId, headers: &HeaderMap) -> (String, String) {
    let from = back::within(headers, &app.config.server.origin(), &format!("/guilds/{guild}"));
    let (path, query) = back::parted(&from);
    let alerts = crate::alerts::href(guild);
    match path == alerts || path.starts_with(&format!("/guilds/{guild}/groups/")) {
        true => (path.to_owned(), query),
        false => (alerts, String::new()),
    }
}

/// The address of that page.
fn address(app: &App, guild: GuildId, headers: &HeaderMap) -> String {
    let (path, query) = came_from(app, guild, headers);
    back::joined(&path, &query)
}

/// `POST /guilds/{guild_id}/alerts`
pub async fn create(
    State(app): State<App>,
    scope: Changing,
    request: PageRequest,
    request_id: RequestId,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let (guild, acting) = (scope.guild_id(), scope.acting(&app, &request_id));
    let mut tx = begin(&app, guild).await?;
    let done = async {
        let draft = typed.draft()?;
        let made = changes::create(&mut tx, &acting, &draft).await?;
        if typed.turn_on.is_some() {
            settings::change(&mut tx, &acting, draft.group, Wanted::THRESHOLDS_ON).await?;
        }
        Ok(made)
    }
    .await;
    let (path, query) = came_from(&app, guild, &headers);
    match committed(&app, tx, guild, done).await {
        Ok(made) => {
            let flash = Flash::good(format!("Threshold of {} created.", label(&made)));
            Ok(flash.redirect(&app.secrets, request.session.session_id, &back::joined(&path, &query)))
        }
        Err(error) => {
            let faults = match error.code() {
                // Which one it is, and the way to it, stands in the hint of the form.
                Code::ThresholdExists => {
                    let fault = "has a threshold in this group already".to_owned();
                    Faults::new([("#/metric".to_owned(), fault)])
                }
                Code::NotFound => gone("#/group_id").into_faults()?,
                _ => error.into_faults()?,
            };
            list::with_faults(&app, &scope, &request, &query, Open::New { typed, faults }).await
        }
    }
}

/// Another value, or on or off.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditForm {
    value: Option<String>,
    was_value: Option<String>,
    /// `true` or `false`: a form sends words.
    enabled: Option<String>,
}

impl EditForm {
    /// 422 when somebody else changed the value since the form was drawn.
    async fn settle(&mut self, tx: &mut Tx, acting: &Acting, threshold: &Threshold) -> Result<(), Error> {
        let Some(typed) = &mut self.value else { return Ok(()) };
        if let Some(value) = typed::value(typed) {
            *typed = number(value);
        }
        let now = number(threshold.value);
        let mut meanwhile = Meanwhile::default();
        meanwhile.settle(("value", "value"), &mut self.was_value, typed, &now, &now);
        acting.refuse_clashes(tx, "threshold", threshold.id, meanwhile).await
    }
}

/// 409 that says so when somebody deleted it meanwhile.
async fn living(tx: &mut Tx, acting: &Acting, group: GroupId, id: ThresholdId) -> Result<Threshold, Error> {
    let found = store::find(&mut *tx, acting.guild_id, group, id).await?.ok_or(Code::NotFound)?;
    match found.deleted_at {
        None => Ok(found),
        Some(_) => Err(deleted_meanwhile("threshold")),
    }
}

/// `POST /guilds/{guild_id}/groups/{group_id}/thresholds/{threshold_id}`
pub async fn update(
    State(app): State<App>,
    scope: Changing,
    Path((_, group, id)): Path<(GuildId, GroupId, ThresholdId)>,
    request: PageRequest,
    request_id: RequestId,
    headers: HeaderMap,
    Form(mut form): Form<EditForm>,
) -> Result<Response, Error> {
    let (guild, acting) = (scope.guild_id(), scope.acting(&app, &request_id));
    let mut tx = begin(&app, guild).await?;
    let done = async {
        let threshold = living(&mut tx, &acting, group, id).await?;
        form.settle(&mut tx, &acting, &threshold).await?;
        let value = match form.value.as_deref() {
            Some(text) => Some(typed::value(text).ok_or_else(|| Error::fields(vec![value_fault()]))?),
            None => None,
        };
        let enabled = match form.enabled.as_deref().map(str::parse) {
            Some(Ok(enabled)) => Some(enabled),
            Some(Err(_)) => return Err(Error::field("#/enabled", "must be true or false")),
            None => None,
        };
        let edit = Edit { enabled, value };
        changes::update(&mut tx, &acting, group, id, edit).await
    }
    .await;
    let (path, query) = came_from(&app, guild, &headers);
    match committed(&app, tx, guild, done).await {
        Ok(Updated { threshold, was, change }) => {
            let said = match threshold.enabled {
                _ if threshold.value != was => {
                    let (was, now) = (number(was), number(threshold.value));
                    format!("The threshold of {} changed from {was} to {now}.", watched(&threshold))
                }
                true => format!("{} is on.", label(&threshold)),
                false => format!("{} is off.", label(&threshold)),
            };
            let flash = undo::pages::offered(said, &crate::alerts::href(guild), change);
            Ok(flash.redirect(&app.secrets, request.session.session_id, &back::joined(&path, &query)))
        }
        Err(error) => {
            let error = match Flash::conflict(error) {
                Ok(flash) => {
                    let to = back::joined(&path, &query);
                    return Ok(flash.redirect(&app.secrets, request.session.session_id, &to));
                }
                Err(error) => error,
            };
            let faults = error.into_faults()?;
            let found = store::find(&app.db, guild, group, id).await?;
            let threshold = Box::new(found.ok_or(Code::NotFound)?);
            let (value, was) = (form.value.unwrap_or_default(), form.was_value);
            list::with_faults(&app, &scope, &request, &query, Open::Edit { threshold, value, was, faults })
                .await
        }
    }
}

/// `POST /guilds/{guild_id}/groups/{group_id}/thresholds/{threshold_id}/delete`
pub async fn delete(
    State(app): State<App>,
    scope: Changing,
    Path((_, group, id)): Path<(GuildId, GroupId, ThresholdId)>,
    request: PageRequest,
    request_id: RequestId,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (guild, acting) = (scope.guild_id(), scope.acting(&app, &request_id));
    let mut tx = begin(&app, guild).await?;
    let done = async {
        living(&mut tx, &acting, group, id).await?;
        changes::delete(&mut tx, &acting, group, id).await
    }
    .await;
    let flash = match committed(&app, tx, guild, done).await {
        Ok(threshold) => Flash::good(format!("Threshold of {} deleted.", label(&threshold)))
            .with_undo(format!("{}/restore", one(guild, group, id))),
        Err(error) => Flash::conflict(error)?,
    };
    let to = address(&app, guild, &headers);
    Ok(flash.redirect(&app.secrets, request.session.session_id, &to))
}

/// `POST /guilds/{guild_id}/groups/{group_id}/thresholds/{threshold_id}/restore`
pub async fn restore(
    State(app): State<App>,
    scope: Changing,
    Path((_, group, id)): Path<(GuildId, GroupId, ThresholdId)>,
    request: PageRequest,
    request_id: RequestId,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let mut tx = begin(&app, guild).await?;
    let done = changes::restore(&mut tx, &scope.acting(&app, &request_id), group, id).await;
    let flash = match committed(&app, tx, guild, done).await {
        Ok(threshold) => Flash::good(format!("Threshold of {} restored.", label(&threshold))),
        Err(error) => Flash::conflict(error)?,
    };
    let to = address(&app, guild, &headers);
    Ok(flash.redirect(&app.secrets, request.session.session_id, &to))
}

/// One switch of a group: the others stay as they are.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switches {
    streak_alerts: Option<String>,
    threshold_alerts: Option<String>,
    status_alerts: Option<String>,
}

fn is_on(pointer: &'static str, text: Option<String>) -> Result<Option<bool>, Error> {
    match text.as_deref() {
        None => Ok(None),
        Some("on") => Ok(Some(true)),
        Some("off") => Ok(Some(false)),
        Some(_) => Err(Error::field(pointer, "must be on or off")),
    }
}

/// `POST /guilds/{guild_id}/groups/{group_id}/alert-settings`
pub async fn settings(
    State(app): State<App>,
    scope: Changing,
    Path((_, group)): Path<(GuildId, GroupId)>,
    request: PageRequest,
    request_id: RequestId,
    headers: HeaderMap,
    Form(form): Form<Switches>,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let wanted = Wanted {
        streak_alerts: is_on("#/streak_alerts", form.streak_alerts)?,
        threshold_alerts: is_on("#/threshold_alerts", form.threshold_alerts)?,
        status_alerts: is_on("#/status_alerts", form.status_alerts)?,
    };
    let mut tx = begin(&app, guild).await?;
    let done = settings::change(&mut tx, &scope.acting(&app, &request_id), group, wanted).await;
    let Changed { settings, change } = committed(&app, tx, guild, done).await?;
    let word = |on: bool| if on { "on" } else { "off" };
    let said = [
        wanted.threshold_alerts.map(|_| ("Threshold alerts", settings.threshold_alerts)),
        wanted.streak_alerts.map(|_| ("Streak alerts", settings.streak_alerts)),
        wanted.status_alerts.map(|_| ("Status alerts", settings.status_alerts)),
    ];
    let said: Vec<String> = said
        .into_iter()
        .flatten()
        .map(|(what, on)| format!("{what} of {} are {}.", settings.group_label, word(on)))
        .collect();
    let flash = undo::pages::offered(said.join(" "), &crate::alerts::href(guild), change);
    let to = address(&app, guild, &headers);
    Ok(flash.redirect(&app.secrets, request.session.session_id, &to))
}

/// `POST /guilds/{guild_id}/groups/{group_id}/alert-test`
pub async fn test(
    State(app): State<App>,
    scope: Changing,
    Path((_, group)): Path<(GuildId, GroupId)>,
    request: PageRequest,
    request_id: RequestId,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let mut tx = begin(&app, guild).await?;
    let done = crate::alerts::test(&mut tx, &scope.acting(&app, &request_id), group).await;
    committed(&app, tx, guild, done).await?;
    let flash = Flash::good("A test is on its way. Here stands what becomes of it.");
    let to = format!("{}?tab=history&group_id={group}", crate::alerts::href(guild));
    Ok(flash.redirect(&app.secrets, request.session.session_id, &to))
}
