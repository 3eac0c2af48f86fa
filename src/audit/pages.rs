//! The activity page: who changed what, by person, action and day; all in the address.

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use maud::{Markup, html};

use super::changes::Names;
use super::list::{self, ActorRow, EntryPage, EntryRow, Filter};
use super::{row, verbs};
use crate::api_keys::grants::SessionOnly;
use crate::app::App;
use crate::guilds::frame::PageRequest;
use crate::guilds::{GuildScope, Viewer};
use crate::http::{Error, Params, render};
use crate::ids::GuildId;
use crate::time::{Day, Ms};
use crate::web::icons::icon;
use crate::web::results::results_in_force;
use crate::web::table::{chip, clear_filters, cursor_pager};
use crate::web::{Page, page, panel, text, time};

/// Entries of a page.
const ROWS: i64 = 50;
/// Choices of a menu.
const CHOICES: i64 = 200;

/// What the page is drawn from.
struct View {
    guild: GuildId,
    base: String,
    /// The address of this page of the list.
    here: String,
    filter: Filter,
    /// What of the address could not be used, in words.
    notes: Vec<&'static str>,
    actors: Vec<ActorRow>,
    actions: Vec<String>,
    names: Names,
    page: EntryPage,
    now: Ms,
}

/// `GET /guilds/{guild_id}/activity`
pub async fn activity(
    State(app): State<App>,
    scope: GuildScope<Viewer, SessionOnly>,
    request: PageRequest,
    uri: Uri,
    mut params: Params,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let filter = Filter::read(&mut params);
    let cursor = params.text("cursor");
    // A link may be older than the secret, or its filters were changed by hand: begin again and say so.
    let (from, restarted) = match filter.position(&app.secrets, guild, cursor.as_deref()) {
        Ok(position) => (position, false),
        Err(_) => (filter.start(), true),
    };
    let frame = request.guild_frame(&app, guild, "/activity").await?;
    let mut actors = list::actors(&app.db, guild, CHOICES).await?;
    actors.sort_by_key(|actor| (actor.actor_type.kind(), actor.actor_name.to_lowercase()));
    let view = View {
        guild,
        base: format!("/guilds/{guild}/activity"),
        here: uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        notes: notes(&params, restarted),
        actors,
        actions: list::actions(&app.db, guild, CHOICES).await?,
        names: list::names(&app.db, guild).await?,
        page: list::page(&app, guild, &filter, &from, ROWS).await?,
        filter,
        now: app.clock.now(),
    };
    let crumbs = [(scope.guild_name(), Some(format!("/guilds/{guild}"))), ("Activity", None)];
    let page =
        Page { title: "Activity", current: "activity", crumbs: &crumbs, charts: false, body: view.body() };
    Ok(render::html(self::page(&frame, page)))
}

impl View {
    fn body(&self) -> Markup {
        let export = format!("{}.csv{}", self.base, self.filter.query());
        html! {
            (panel::page_head("Activity", "Who changed what, and what it was before. Entries are never altered. Times are UTC.", None))
            (self.filters())
            (results_in_force(&self.here, (!self.notes.is_empty()).then(|| self.filter.query()), html! {
                @for text in &self.notes { div class="mb-3" { (panel::note(panel::Tone::Warn, html! { (text) })) } }
                div class="mb-3 flex flex-wrap items-center gap-2 text-small text-muted" {
                    span.num data-announce { (self.range()) }
                    (self.chips())
                    @if !self.page.rows.is_empty() {
                        a class="btn btn-sm btn-quiet ms-auto" href=(export) download { (icon("download")) "CSV" }
                    }
                }
                section.panel aria-label="Entries" {
                    @if self.page.rows.is_empty() { (self.nothing()) } @else {
                        @for day in self.page.rows.chunk_by(|a, b| a.at.day() == b.at.day()) { (self.day(day)) }
                        div.panel-foot { (self.pager()) }
                    }
                }
            }))
        }
    }

    fn day(&self, rows: &[EntryRow]) -> Markup {
        let day = rows.first().map_or(self.now.day(), |row| row.at.day());
        html! {
            h2 class="border-y border-line bg-base-200 px-4 py-1.5 text-small font-semibold text-muted first:rounded-t-box first:border-t-0 lg:px-5" {
                (day_name(day, self.now.day()))
            }
            ol.rows { @for each in rows { (row::entry(self.guild, each, &self.names, self.now, true)) } }
        }
    }

    fn range(&self) -> String {
        let (before, count) = (self.page.before, self.page.rows.len() as i64);
        match count {
            0 => "No entries".to_owned(),
            _ if before == 0 && self.page.next.is_none() => text::count(count, "entry", "entries"),
            _ => format!("Entries {}–{}", text::number(before + 1), text::number(before + count)),
        }
    }

    fn filters(&self) -> Markup {
        let filter = &self.filter;
        html! {
            form class="filters mb-3" role="search" aria-label="Filter entries" method="get" action=(self.base)
                hx-get=(self.base) hx-trigger="change, submit" hx-target="#results" hx-select="#results"
                hx-swap="outerHTML" hx-push-url="true" hx-sync="#results:replace" {
                label class="max-sm:flex-1 max-sm:basis-[45%]" {
                    span.sr-only { "Who" }
                    select class="select w-full sm:w-44" name="actor" {
                        option value="" { "Everybody" }
                        @for actor in &self.actors {
                            option value=(actor.actor_id) selected[filter.actor.as_ref() == Some(&actor.actor_id)] {
                                (actor.actor_name) @if let Some(kind) = actor.actor_type.kind() { " (" (kind) ")" }
                            }
                        }
                    }
                }
                label class="max-sm:flex-1 max-sm:basis-[45%]" {
                    span.sr-only { "Action" }
                    select class="select w-full sm:w-48" name="action" {
                        option value="" { "Every action" }
                        @for action in &self.actions {
                            option value=(action) selected[filter.action.as_ref() == Some(action)] { (verbs::name(action)) }
                        }
                    }
                }
                (date("from", "From", filter.from.as_ref()))
                (date("to", "To", filter.to.as_ref()))
                noscript { button class="btn btn-quiet" type="submit" { "Filter" } }
            }
        }
    }

    fn chips(&self) -> Markup {
        let filter = &self.filter;
        let without = |change: fn(&mut Filter)| {
            let mut filter = filter.clone();
            change(&mut filter);
            format!("{}{}", self.base, filter.query())
        };
        let actor = |id: &String| {
            let known = self.actors.iter().find(|actor| actor.actor_id == *id);
            known.map_or("Somebody who did nothing here", |actor| &actor.actor_name).to_owned()
        };
        html! {
            @if let Some(id) = &filter.actor { (chip(&actor(id), &without(|f| f.actor = None))) }
            @if let Some(action) = &filter.action { (chip(&verbs::name(action), &without(|f| f.action = None))) }
            @if let Some(from) = &filter.from { (chip(&format!("from {}", from.name()), &without(|f| f.from = None))) }
            @if let Some(to) = &filter.to { (chip(&format!("to {}", to.name()), &without(|f| f.to = None))) }
            @if !filter.is_empty() { (clear_filters(&self.base)) }
        }
    }

    fn nothing(&self) -> Markup {
        if !self.filter.is_empty() {
            return panel::no_match("No entry matches", "Nobody did that here in that time.", &self.base);
        }
        let text = "Whatever people, API keys, the bot and the server change is written down here.";
        panel::empty("history", "Nothing was changed yet", text, None)
    }

    fn pager(&self) -> Markup {
        let (previous, next) = (self.page.previous.as_deref(), self.page.next.as_deref());
        cursor_pager(
            &self.range(),
            &format!("{}{}", self.base, self.filter.query()),
            previous,
            next,
            self.page.before <= ROWS,
        )
    }
}

fn date(name: &str, label: &str, value: Option<&list::When>) -> Markup {
    html! {
        label class="input w-full sm:w-44" {
            span class="text-small text-muted" { (label) }
            input type="date" name=(name) value=[value.map(list::When::date)];
        }
    }
}

/// `Today`, `Yesterday`, `Monday, 23 November 2026`.
fn day_name(day: Day, today: Day) -> String {
    let name = time::weekday(day.start().0);
    match today.0 - day.0 {
        0 => format!("Today, {name}"),
        1 => format!("Yesterday, {name}"),
        _ => name,
    }
}

/// One sentence for each thing that was left out.
fn notes(params: &Params, restarted: bool) -> Vec<&'static str> {
    const TOLD: &[(&str, &str)] = &[
        ("actor", "The person is not known and was left out."),
        ("action", "The action is not known and was left out."),
        ("from", "The first day is no date and was left out."),
        ("to", "The last day is no date and was left out."),
    ];
    params.notes(TOLD, restarted)
}
