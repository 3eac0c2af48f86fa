//! The overview's page and its cards, which refresh one by one.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::cards::{self, Card};
use crate::api_keys::grants::SessionOnly;
use crate::app::App;
use crate::guilds::frame::PageRequest;
use crate::guilds::{GuildScope, Viewer};
use crate::http::{Code, Error, Params, Path, RequestId, render};
use crate::ids::GuildId;
use crate::tracking::period::Period;
use crate::web::table::{Choice, segments};
use crate::web::{Page, page, panel};

/// `GET /guilds/{guild_id}`
pub async fn overview(
    State(app): State<App>,
    scope: GuildScope<Viewer, SessionOnly>,
    request: PageRequest,
    request_id: RequestId,
    mut params: Params,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let period = read_period(&mut params);
    let frame = request.guild_frame(&app, guild, "").await?;
    let body = html! {
        // Not `page_head`: a choice of period is no action and must not stick above the tab bar.
        div.page-head { div { h1 { "Overview" } p { (why(period)) } } (periods(guild, period)) }
        @if !params.ignored().is_empty() {
            div class="mb-3" { (panel::note(panel::Tone::Warn, html! { "The period is not known: these are the last 7 days." })) }
        }
        div class="grid gap-3 lg:gap-4 xl:grid-cols-3" {
            @for card in Card::ALL { (cards::render(&app, &scope, card, period, &request_id).await) }
        }
    };
    let crumbs = [(scope.guild_name(), None), ("Overview", None)];
    let page = Page { title: "Overview", current: "overview", crumbs: &crumbs, charts: true, body };
    Ok(render::html(self::page(&frame, page)))
}

/// `GET /guilds/{guild_id}/cards/{card}`: one card, for refreshing it in place.
pub async fn card(
    State(app): State<App>,
    scope: GuildScope<Viewer, SessionOnly>,
    Path((_, card)): Path<(GuildId, String)>,
    request_id: RequestId,
    mut params: Params,
) -> Result<Response, Error> {
    let card = Card::ALL.into_iter().find(|known| known.id() == card).ok_or(Code::NotFound)?;
    let period = read_period(&mut params);
    Ok(render::html(cards::render(&app, &scope, card, period, &request_id).await))
}

fn read_period(params: &mut Params) -> Period {
    params.get("days", "7, 30 or 90").unwrap_or_default()
}

fn why(period: Period) -> &'static str {
    match period {
        Period::Week => "What your creators did in the last 7 days, today so far included (UTC).",
        Period::Month => "What your creators did in the last 30 days, today so far included (UTC).",
        Period::Quarter => "What your creators did in the last 90 days, today so far included (UTC).",
    }
}

fn periods(guild: GuildId, current: Period) -> Markup {
    let hrefs = Period::ALL.map(|period| format!("/guilds/{guild}?days={}", period.days()));
    let choices: Vec<Choice<'_>> = Period::ALL
        .iter()
        .zip(&hrefs)
        .map(|(period, href)| Choice {
            label: html! { (period.days()) " days" },
            href,
            current: *period == current,
        })
        .collect();
    segments("Period", &choices)
}
