//! What the forms of the payments do: one switch, one note, many at once, and back.

use axum::extract::State;
use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::html;
use serde::Deserialize;

use super::ask::Ask;
use super::{note, payments_href};
use crate::api_keys::grants::SessionOnly;
use crate::app::App;
use crate::bonus::pages::place::{Part, Place};
use crate::bonus::pages::{back, round_href};
use crate::bonus::payments::{self, Changed, Which};
use crate::bonus::rounds;
use crate::guilds::frame::PageRequest;
use crate::guilds::{Admin, GuildScope};
use crate::http::wanted::Wanted;
use crate::http::{Code, Error, Flash, Form, Params, Path, RequestId, render};
use crate::ids::{GuildId, PaymentId, RoundId};
use crate::tracking::change;
use crate::undo;
use crate::web::{Page, dialog, page, text};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switch {
    paid: String,
}

/// `POST /guilds/{guild_id}/bonus/rounds/{round_id}/payments/{payment_id}`
pub async fn switch(
    State(app): State<App>,
    scope: GuildScope<Admin, SessionOnly>,
    Path((_, round, payment)): Path<(GuildId, RoundId, PaymentId)>,
    request: PageRequest,
    request_id: RequestId,
    headers: HeaderMap,
    Form(form): Form<Switch>,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let paid = is_paid(&form.paid)?;
    let mut tx = change::begin(&app, guild).await?;
    let (acting, which) = (scope.acting(&app, &request_id), [payment]);
    let done = payments::set_paid(&mut tx, &acting, round, Which::These(&which), paid).await;
    let flash = match change::committed(&app, tx, guild, done).await {
        Ok(changed) => {
            let (group, word) =
                (changed.only.as_deref().unwrap_or_default(), if paid { "paid" } else { "unpaid" });
            let said = format!("{group} marked as {word}, {}.", text::money(changed.total_cents));
            said_of(guild, round, &changed, said)
        }
        Err(error) => Flash::conflict(error)?,
    };
    let to = to(&app, guild, round, &headers);
    Ok(flash.redirect(&app.secrets, request.session.session_id, &to))
}

fn is_paid(text: &str) -> Result<bool, Error> {
    text.parse().map_err(|_| Error::field("#/paid", "must be true or false"))
}

fn said_of(guild: GuildId, round: RoundId, changed: &Changed, said: String) -> Flash {
    undo::pages::offered(said, &payments_href(guild, round), changed.change)
}

/// The page of the form. The question of [`bulk`] has no page of its own.
fn to(app: &App, guild: GuildId, round: RoundId, headers: &HeaderMap) -> String {
    let back = back::back(app, guild, headers);
    let asked = back.starts_with(&payments_href(guild, round));
    if asked { Place::own(round_href(guild, round)).part(Part::Payments) } else { back }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notes {
    notes: String,
    was_notes: Option<String>,
}

/// `POST /guilds/{guild_id}/bonus/rounds/{round_id}/payments/{payment_id}/notes`: a script that saves what was
/// typed gets no page.
pub async fn notes(
    State(app): State<App>,
    scope: GuildScope<Admin, SessionOnly>,
    Path((_, round, payment)): Path<(GuildId, RoundId, PaymentId)>,
    request: PageRequest,
    request_id: RequestId,
    headers: HeaderMap,
    Form(form): Form<Notes>,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let mut tx = change::begin(&app, guild).await?;
    let acting = scope.acting(&app, &request_id);
    let was = form.was_notes.as_deref();
    let done = payments::write_notes(&mut tx, &acting, round, payment, &form.notes, was).await;
    let clashing = change::committed(&app, tx, guild, done).await?;
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    match (clashing, accept.and_then(Wanted::of) == Some(Wanted::Json)) {
        (None, true) => return Ok(StatusCode::NO_CONTENT.into_response()),
        (Some(clashing), true) => return render::json_as(StatusCode::CONFLICT, &clashing),
        (Some(clashing), false) => {
            return note::again(&app, &scope, &request, (round, payment), &form.notes, &clashing).await;
        }
        (None, false) => {}
    }
    let to = to(&app, guild, round, &headers);
    Ok(Flash::good("Note saved.").redirect(&app.secrets, request.session.session_id, &to))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bulk {
    paid: String,
    #[serde(default)]
    ids: Vec<PaymentId>,
    /// Every payment of the round.
    all: Option<String>,
    /// The question was answered.
    sure: Option<String>,
}

/// `POST /guilds/{guild_id}/bonus/rounds/{round_id}/payments`: all or those that were chosen. It asks first.
pub async fn bulk(
    State(app): State<App>,
    scope: GuildScope<Admin, SessionOnly>,
    Path((_, round)): Path<(GuildId, RoundId)>,
    request: PageRequest,
    request_id: RequestId,
    headers: HeaderMap,
    Form(form): Form<Bulk>,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let paid = is_paid(&form.paid)?;
    let which = if form.all.is_some() { Which::All } else { Which::These(&form.ids) };
    let to = to(&app, guild, round, &headers);
    let say = |flash: Flash| Ok(flash.redirect(&app.secrets, request.session.session_id, &to));
    if form.all.is_none() && form.ids.is_empty() {
        return say(Flash::bad("Choose at least one payment first."));
    }
    if form.sure.is_none() {
        return ask(&app, &scope, &request, round, which, paid).await;
    }
    let mut tx = change::begin(&app, guild).await?;
    let done = payments::set_paid(&mut tx, &scope.acting(&app, &request_id), round, which, paid).await;
    match change::committed(&app, tx, guild, done).await {
        Ok(changed) => {
            let count = text::count(changed.count as i64, "payment", "payments");
            let word = if paid { "paid" } else { "unpaid" };
            let said = format!("{count} marked as {word}, {} in all.", text::money(changed.total_cents));
            say(said_of(guild, round, &changed, said))
        }
        Err(error) => say(Flash::conflict(error)?),
    }
}

/// A page of the question alone; with scripts only its dialog is taken from it.
async fn ask(
    app: &App,
    scope: &GuildScope<Admin, SessionOnly>,
    request: &PageRequest,
    round: RoundId,
    which: Which<'_>,
    paid: bool,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let detail = rounds::detail(&app.db, guild, round).await?;
    if detail.round.is_pending() {
        return Err(Code::RoundNotEvaluated.into());
    }
    let ids = match which {
        Which::All => None,
        Which::These(ids) => Some(ids),
    };
    let ask = Ask::new(guild, &detail, ids, paid).ok_or(Code::NotFound)?;
    let frame = request.guild_frame(app, guild, "/bonus").await?;
    let close = Place::own(round_href(guild, round)).part(Part::Payments);
    let name = detail.round.week.name();
    let crumbs = [
        (scope.guild_name(), Some(format!("/guilds/{guild}"))),
        ("Bonus rounds", Some(crate::bonus::href(guild))),
        (name.as_str(), Some(round_href(guild, round))),
        ("Payments", None),
    ];
    let title = ask.title();
    let body = html! { h1.sr-only { (title) } (dialog::place(Some(ask.draw(&frame.csrf, &close)))) };
    let page_ = Page { title: &title, current: "bonus", crumbs: &crumbs, charts: false, body };
    Ok(render::html(page(&frame, page_)))
}

/// `POST /guilds/{guild_id}/bonus/rounds/{round_id}/payments/undo?change=`
pub async fn undo(
    State(app): State<App>,
    scope: GuildScope<Admin, SessionOnly>,
    Path((_, round)): Path<(GuildId, RoundId)>,
    request: PageRequest,
    request_id: RequestId,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let change = undo::pages::asked(params)?;
    rounds::detail(&app.db, guild, round).await?;
    let mut tx = change::begin(&app, guild).await?;
    let done = payments::undo(&mut tx, &scope.acting(&app, &request_id), round, change).await;
    let flash = match change::committed(&app, tx, guild, done).await {
        Ok(changed) => {
            let count = text::count(changed.count as i64, "payment is", "payments are");
            Flash::good(format!("Undone: {count} as before, {} in all.", text::money(changed.total_cents)))
        }
        Err(error) if error.code() == Code::ChangedSince => {
            let names = error.problem.errors.iter().map(|fault| fault.detail.as_ref());
            Flash::bad(format!("Nothing was undone: {}.", names.collect::<Vec<_>>().join(", ")))
        }
        Err(error) => undo::pages::gone(error).or_else(Flash::conflict)?,
    };
    let to = to(&app, guild, round, &headers);
    Ok(flash.redirect(&app.secrets, request.session.session_id, &to))
}
