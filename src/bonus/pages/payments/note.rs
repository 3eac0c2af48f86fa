//! A note that somebody else wrote meanwhile, without scripts: both texts, and the way to replace the other.

use axum::http::StatusCode;
use axum::response::Response;
use maud::html;

use super::payment_href;
use crate::api_keys::grants::SessionOnly;
use crate::app::App;
use crate::bonus::pages::place::{Part, Place};
use crate::bonus::pages::round_href;
use crate::bonus::payments::{Clashing, MOST_NOTES};
use crate::bonus::rounds;
use crate::guilds::frame::PageRequest;
use crate::guilds::{Admin, GuildScope};
use crate::http::{Code, Error, render};
use crate::ids::{PaymentId, RoundId};
use crate::web::dialog::{self, Dialog};
use crate::web::form::Field;
use crate::web::meanwhile::was;
use crate::web::{Page, page};

/// The page of that question alone.
pub async fn again(
    app: &App,
    scope: &GuildScope<Admin, SessionOnly>,
    request: &PageRequest,
    (round, payment): (RoundId, PaymentId),
    typed: &str,
    clashing: &Clashing,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let detail = rounds::detail(&app.db, guild, round).await?;
    let found = detail.payments().find(|each| each.id == payment).ok_or(Code::NotFound)?;
    let frame = request.guild_frame(app, guild, "/bonus").await?;
    let title = format!("Note on {}", found.target.group_label);
    let close = Place::own(round_href(guild, round)).part(Part::Payments);
    let field = Field { id: "note", label: "Your note", hint: None, error: Some(&clashing.detail) };
    let body = html! {
        (field.with(html! {
            // A line break right after the tag would be dropped.
            textarea #note .textarea.w-full name="notes" rows="4" maxlength=(MOST_NOTES) aria-describedby=[field.described_by()] aria-invalid="true" { "\n" (typed) }
        }))
        (was("notes", Some(&clashing.notes)))
    };
    let foot = html! { button class="btn btn-primary" { "Save note" } };
    let action = format!("{}/notes", payment_href(guild, round, payment));
    let drawn = Dialog { id: "note-dialog", title: &title, open: true, close: &close };
    let drawn = drawn.form(&action, &frame.csrf, body, foot);
    let name = detail.round.week.name();
    let crumbs = [
        (scope.guild_name(), Some(format!("/guilds/{guild}"))),
        ("Bonus rounds", Some(crate::bonus::href(guild))),
        (name.as_str(), Some(round_href(guild, round))),
        ("Payments", Some(close.clone())),
        (title.as_str(), None),
    ];
    let body = html! { h1.sr-only { (title) } (dialog::place(Some(drawn))) };
    let page_ = Page { title: &title, current: "bonus", crumbs: &crumbs, charts: false, body };
    Ok(render::html_as(StatusCode::UNPROCESSABLE_ENTITY, page(&frame, page_)))
}
