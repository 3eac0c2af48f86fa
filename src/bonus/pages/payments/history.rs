//! What happened to a payment: its entries of the audit log. Loaded into its row, and a page of its own.

use axum::extract::State;
use axum::response::Response;
use maud::html;

use crate::api_keys::grants::SessionOnly;
use crate::app::App;
use crate::audit;
use crate::bonus::pages::place::{Part, Place};
use crate::bonus::pages::round_href;
use crate::bonus::rounds;
use crate::guilds::frame::PageRequest;
use crate::guilds::{GuildScope, Viewer};
use crate::http::{Code, Error, Path, render};
use crate::ids::{GuildId, PaymentId, RoundId};
use crate::web::{Page, page as full_page, panel};

/// `GET /guilds/{guild_id}/bonus/rounds/{round_id}/payments/{payment_id}/history`
pub async fn page(
    State(app): State<App>,
    scope: GuildScope<Viewer, SessionOnly>,
    Path((_, round, payment)): Path<(GuildId, RoundId, PaymentId)>,
    request: PageRequest,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let detail = rounds::detail(&app.db, guild, round).await?;
    let found = detail.payments().find(|each| each.id == payment).ok_or(Code::NotFound)?;
    let entries = audit::of_payment(&app.db, guild, payment, app.clock.now()).await?;
    let frame = request.guild_frame(&app, guild, "/bonus").await?;
    let name = detail.round.week.name();
    let back = Place::own(round_href(guild, round)).part(Part::Payments);
    let crumbs = [
        (scope.guild_name(), Some(format!("/guilds/{guild}"))),
        ("Bonus rounds", Some(crate::bonus::href(guild))),
        (name.as_str(), Some(back)),
        (found.target.group_label.as_str(), None),
    ];
    let title = format!("Payment of {}", found.target.group_label);
    let body = html! {
        (panel::page_head(&title, &format!("What happened to it in the round of {name}."), None))
        (panel::panel("history-of-payment", "History", None, html! { div #history { (entries) } }, None))
    };
    let page = Page { title: &title, current: "bonus", crumbs: &crumbs, charts: false, body };
    Ok(render::html(full_page(&frame, page)))
}
