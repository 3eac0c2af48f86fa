//! A round: its targets, payments and results, on its own page or opened in the list.

mod dialogs;
pub mod export;
pub mod forms;
mod results;
mod sort;
mod targets;

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use maud::{Markup, html};

use super::place::{Part, Place};
use super::{ADMINS_ONLY, href, payments, round_href, words};
use crate::api_keys::grants::SessionOnly;
use crate::app::App;
use crate::bonus::rounds::{self, Detail, Round};
use crate::guilds::frame::PageRequest;
use crate::guilds::{GuildScope, Viewer};
use crate::http::{Error, Params, Path, back, render};
use crate::ids::{GuildId, RoundId};
use crate::time::Ms;
use crate::web::icons::{icon, icon_sm};
use crate::web::results::results;
use crate::web::status::state;
use crate::web::table::{Choice, tabs_in_place};
use crate::web::{Page, dialog, form, page, panel};

pub use results::summary;
pub use sort::{By, Sort};
pub use targets::{name, streak};

/// A round that stands open, and what its parts need to be drawn.
pub struct Opened<'a> {
    pub guild: GuildId,
    pub detail: &'a Detail,
    pub place: &'a Place,
    pub part: Part,
    pub sort: Sort,
    pub admin: bool,
    pub csrf: &'a str,
    pub now: Ms,
}

/// `GET /guilds/{guild_id}/bonus/rounds/{round_id}`
pub async fn round(
    State(app): State<App>,
    scope: GuildScope<Viewer, SessionOnly>,
    Path((_, id)): Path<(GuildId, RoundId)>,
    request: PageRequest,
    uri: Uri,
    mut params: Params,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let detail = rounds::detail(&app.db, guild, id).await?;
    let frame = request.guild_frame(&app, guild, "/bonus").await?;
    let place = Place::own(round_href(guild, id));
    let opened = Opened {
        guild,
        detail: &detail,
        place: &place,
        part: params.get("tab", "targets, payments or results").unwrap_or_default(),
        sort: Sort::read(&mut params),
        admin: scope.is_admin(),
        csrf: &frame.csrf,
        now: app.clock.now(),
    };
    let dialog = params.text("dialog").and_then(|name| opened.dialog(&name));
    let name = detail.round.week.name();
    let query = back::without_dialog(uri.query().unwrap_or_default());
    let here = back::joined(&round_href(guild, id), &query);
    let body = html! {
        (results(&here, html! {
            (opened.head())
            @for text in notes(&params) { div class="mb-3" { (panel::note(panel::Tone::Warn, html! { (text) })) } }
            (opened.tabs())
            (opened.content(&app).await?)
        }))
        (dialog::place(dialog))
    };
    let crumbs = [
        (scope.guild_name(), Some(format!("/guilds/{guild}"))),
        ("Bonus rounds", Some(href(guild))),
        (name.as_str(), None),
    ];
    let title = format!("Round {name}");
    let page = Page { title: &title, current: "bonus", crumbs: &crumbs, charts: false, body };
    Ok(render::html(self::page(&frame, page)))
}

impl Opened<'_> {
    pub fn round(&self) -> &Round {
        &self.detail.round
    }

    /// The round below its card in the list.
    pub async fn in_place(&self, app: &App) -> Result<Markup, Error> {
        Ok(html! {
            div class="border-t border-line px-4 pb-4 lg:px-5" {
                div class="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 pt-2" {
                    p class="text-small text-muted" { (words::evaluated(self.round(), self.now)) "." }
                    div class="flex flex-wrap items-center gap-2" { (self.actions()) }
                }
                (self.tabs())
                (self.content(app).await?)
            }
        })
    }

    fn head(&self) -> Markup {
        let round = self.round();
        let (kind, word) =
            if round.is_pending() { ("pending", "Pending") } else { ("achieved", "Evaluated") };
        html! {
            div.page-head {
                div {
                    div class="flex flex-wrap items-center gap-x-3 gap-y-1" { h1 { "Round " (words::week(round.week)) } (state(kind, word)) }
                    p { (words::evaluated(round, self.now)) @if round.is_pending() { "." } @else { "; the views stay as they were then." } }
                }
                div.actbar { (self.actions()) }
            }
        }
    }

    /// The one primary button last.
    fn actions(&self) -> Markup {
        html! {
            @if !self.place.is_own() {
                a class="btn btn-quiet" href=(round_href(self.guild, self.round().id)) { "Open the round’s page" (icon_sm("arrow-right")) }
            }
            (self.delete_button())
            a class="btn btn-quiet" href={ (round_href(self.guild, self.round().id)) "/results.csv" } download hx-boost="false" { (icon("download")) span class="max-sm:sr-only" { "Export" } }
            @if self.round().is_pending() { (self.evaluate_button()) } @else { (payments::actions(self)) }
        }
    }

    fn delete_button(&self) -> Markup {
        let label = html! { (icon("trash-2")) span class="max-sm:sr-only" { "Delete round" } };
        let paid = self.detail.payments().any(|payment| payment.paid);
        let reason = match (self.admin, paid) {
            (false, _) => ADMINS_ONLY,
            (true, true) => "Something of this round is paid. Mark it as unpaid first.",
            (true, false) => {
                let href = self.place.dialog(self.part, dialogs::DELETE);
                return dialog::link("delete-round", &href, "btn btn-quiet text-error", label);
            }
        };
        form::button_denied("delete-round", label, reason)
    }

    fn evaluate_button(&self) -> Markup {
        let label = html! { (icon("target")) "Evaluate now" };
        let week = self.round().week;
        if !self.admin {
            return form::button_denied("evaluate-round", label, ADMINS_ONLY);
        }
        if week.is_over(self.now) {
            let href = self.place.dialog(self.part, dialogs::EVALUATE);
            return dialog::link("evaluate-round", &href, "btn btn-primary", label);
        }
        form::button_denied("evaluate-round", label, &dialogs::not_over(week))
    }

    fn tabs(&self) -> Markup {
        let hrefs = Part::ALL.map(|part| self.place.part(part));
        let choices: Vec<Choice<'_>> = Part::ALL
            .iter()
            .zip(&hrefs)
            .map(|(part, href)| Choice { label: html! { (part.title()) }, href, current: *part == self.part })
            .collect();
        tabs_in_place("Parts of the round", &choices)
    }

    async fn content(&self, app: &App) -> Result<Markup, Error> {
        let pending = self.round().is_pending();
        Ok(match self.part {
            Part::Targets => targets::tab(self),
            Part::Payments if pending => self.not_yet("Payments"),
            Part::Payments => payments::tab(app, self).await?,
            Part::Results if pending => self.not_yet("Results"),
            Part::Results => results::tab(self),
        })
    }

    /// What comes with the evaluation.
    fn not_yet(&self, what: &str) -> Markup {
        html! {
            section.panel aria-label=(what) {
                div.blank { (icon("clock")) h2 { (what) " come with the evaluation" } p { (words::evaluated(self.round(), self.now)) "." } }
            }
        }
    }
}

/// One sentence for each thing that was left out.
fn notes(params: &Params) -> Vec<&'static str> {
    const TOLD: &[(&str, &str)] = &[
        ("tab", "The tab is not known: these are the targets."),
        ("sort", "The order is not known: the groups come by name."),
    ];
    params.notes(TOLD, false)
}
