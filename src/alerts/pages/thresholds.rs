//! The tab of thresholds: filters, the table, and the bar for those that are chosen.

use maud::{Markup, html};

use super::list::Around;
use super::{ADMINS_ONLY, one, parts};
use crate::alerts::list::{self, Filter, Position, ThresholdPage};
use crate::alerts::metric::Metric;
use crate::alerts::rules::Reach;
use crate::alerts::settings;
use crate::alerts::store::thresholds::Threshold;
use crate::app::App;
use crate::http::{Error, Params};
use crate::tracking::{Platform, choose, groups};
use crate::web::form::{icon_button, icon_denied, post_form_named};
use crate::web::icons::{icon, icon_sm};
use crate::web::results::results_in_force;
use crate::web::table::{chip, clear_filters, cursor_pager, search_field};
use crate::web::{dialog, panel, text};

/// Rows of a page.
const ROWS: i64 = 50;
/// The form that the boxes of the rows belong to.
const CHOSEN: &str = "chosen";

struct View<'a> {
    around: &'a Around<'a>,
    filter: Filter,
    notes: Vec<&'static str>,
    page: ThresholdPage,
    matching: i64,
    total: i64,
    /// The switches of the group that is filtered by.
    switches: Markup,
}

pub async fn tab(app: &App, around: &Around<'_>, mut params: Params) -> Result<Markup, Error> {
    let guild = around.guild;
    let filter = Filter::read(&mut params);
    let cursor = params.text("cursor");
    // A link may be older than the secret, or its filters were changed by hand: begin again and say so.
    let (from, restarted) = match filter.position(&app.secrets, guild, cursor.as_deref()) {
        Ok(position) => (position, false),
        Err(_) => (Position::start(), true),
    };
    let settings = match filter.group_id {
        Some(group) => settings::load(&app.db, guild, group).await?.map(|settings| (group, settings)),
        None => None,
    };
    let view = View {
        notes: notes(&params, restarted),
        page: list::page(app, guild, &filter, &from, ROWS).await?,
        matching: list::count(&app.db, guild, &filter).await?,
        total: list::count(&app.db, guild, &Filter::default()).await?,
        switches: match &settings {
            Some((group, settings)) => parts::switches(guild, *group, settings, around.admin, around.csrf),
            None => html! {},
        },
        filter,
        around,
    };
    Ok(view.draw())
}

impl View<'_> {
    fn draw(&self) -> Markup {
        html! {
            (self.filters())
            (results_in_force(self.around.here, (!self.notes.is_empty()).then(|| self.filter.query()), html! {
                (self.summary())
                (self.switches)
                section.panel aria-label="Thresholds" {
                    @if self.page.rows.is_empty() { (self.nothing()) } @else {
                        (self.table())
                        div.panel-foot { (self.pager()) }
                    }
                }
            }))
            (self.chosen())
        }
    }

    fn filters(&self) -> Markup {
        let (filter, base) = (&self.filter, self.around.base);
        html! {
            form class="filters mb-3" role="search" aria-label="Filter thresholds" method="get" action=(base)
                hx-get=(base) hx-trigger="change, input delay:300ms, submit" hx-target="#results" hx-select="#results"
                hx-swap="outerHTML" hx-push-url="true" hx-sync="#results:replace" {
                (search_field("q", "Search group or brand", filter.q.as_deref().unwrap_or_default()))
                (choose::group(self.around.groups, None, filter.group_id, None))
                label class="max-sm:min-w-36 max-sm:flex-1" {
                    span.sr-only { "Metric" }
                    select class="select w-full sm:w-36" name="metric" {
                        option value="" { "Any metric" }
                        @for each in Metric::ALL { option value=(each.as_str()) selected[filter.metric == Some(each)] { (each.word()) } }
                    }
                }
                label class="max-sm:min-w-36 max-sm:flex-1" {
                    span.sr-only { "Platform" }
                    select class="select w-full sm:w-40" name="platform" {
                        option value="" { "Any platform" }
                        option value="all" selected[filter.platform == Some(Reach::All)] { "For all platforms" }
                        @for each in Platform::ALL {
                            option value=(each.as_str()) selected[filter.platform == Some(Reach::One(each))] { (each.name()) }
                        }
                    }
                }
                label class="max-sm:min-w-36 max-sm:flex-1" {
                    span.sr-only { "State" }
                    select class="select w-full sm:w-32" name="active" {
                        option value="" { "Any state" }
                        option value="true" selected[filter.active == Some(true)] { "Active" }
                        option value="false" selected[filter.active == Some(false)] { "Off" }
                    }
                }
                noscript { button class="btn btn-quiet" type="submit" { "Filter" } }
            }
        }
    }

    fn summary(&self) -> Markup {
        let filter = &self.filter;
        let without = |change: fn(&mut Filter)| {
            let mut filter = filter.clone();
            change(&mut filter);
            format!("{}{}", self.around.base, filter.query())
        };
        let group = self.around.groups.iter().find(|group| Some(group.id) == filter.group_id);
        html! {
            @for text in &self.notes { div class="mb-3" { (panel::note(panel::Tone::Warn, html! { (text) })) } }
            div class="mb-3 flex flex-wrap items-center gap-2 text-small text-muted" {
                span.num data-announce {
                    strong class="text-base-content" { (text::number(self.matching)) }
                    @if !filter.is_empty() { " of " (text::number(self.total)) }
                    @if self.total == 1 { " threshold" } @else { " thresholds" }
                }
                @if let Some(q) = &filter.q { (chip(&format!("“{q}”"), &without(|f| f.q = None))) }
                @if let Some(group) = group { (chip(&group.label, &without(|f| f.group_id = None))) }
                @if let Some(metric) = filter.metric { (chip(metric.word(), &without(|f| f.metric = None))) }
                @if let Some(platform) = filter.platform { (chip(platform.name(), &without(|f| f.platform = None))) }
                @if let Some(enabled) = filter.enabled { (chip(if enabled { "Turned on" } else { "Turned off" }, &without(|f| f.enabled = None))) }
                @if let Some(active) = filter.active { (chip(if active { "Active" } else { "Off" }, &without(|f| f.active = None))) }
                @if !filter.is_empty() { (clear_filters(self.around.base)) }
            }
        }
    }

    fn table(&self) -> Markup {
        html! {
            table class="dtable dtable-cards dtable-sticky" {
                thead { tr {
                    @if self.around.admin {
                        th class="w-8" scope="col" {
                            input class="checkbox needs-js" type="checkbox" aria-label="Select all on this page" data-select-all;
                        }
                    }
                    th scope="col" { "Group" } th scope="col" { "Metric" } th scope="col" { "Platform" }
                    th.r scope="col" { "Fires at" } th scope="col" { "State" } th scope="col" { "Last triggered" }
                    th scope="col" { span.sr-only { "Actions" } }
                } }
                tbody { @for row in &self.page.rows { (self.row(row)) } }
            }
        }
    }

    fn row(&self, row: &Threshold) -> Markup {
        let label = crate::alerts::changes::label(row);
        html! {
            tr id={ "threshold-" (row.id) } class={ @if self.around.admin { "max-sm:grid-cols-[1.25rem_minmax(0,1fr)_minmax(0,1fr)]" } @else { "max-sm:grid-cols-2" } " max-sm:items-start" } {
                @if self.around.admin {
                    td { input class="checkbox" type="checkbox" name="ids[]" value=(row.id) form=(CHOSEN) aria-label={ "Select " (label) } data-select; }
                }
                th scope="row" class="max-sm:col-span-2" {
                    a class="wrap-anywhere hover:underline" href=(groups::href(self.around.guild, row.group_id)) { bdi { (row.group_label) } }
                    span class="font-normal text-muted wrap-anywhere" { " · " bdi { (row.brand_label) } }
                }
                (parts::cells(row, self.around.now, self.around.admin))
                td class={ "r whitespace-nowrap" @if self.around.admin { " max-sm:col-start-2 max-sm:col-span-2" } @else { " max-sm:col-span-2" } } { (self.actions(row, &label)) }
            }
        }
    }

    fn actions(&self, row: &Threshold, label: &str) -> Markup {
        let (guild, csrf) = (self.around.guild, self.around.csrf);
        let href = one(guild, row.group_id, row.id);
        let (edit, delete) = (format!("Change {label}"), format!("Delete {label}"));
        html! {
            div class="flex items-center justify-end gap-1" {
                (parts::toggle(row, guild, self.around.admin, csrf))
                @if self.around.admin {
                    (dialog::icon_link(&format!("edit-{}", row.id), &format!("{}&id={}", self.around.asks("edit-threshold"), row.id), "pencil", &edit))
                    (icon_button(&format!("delete-{}", row.id), &format!("{href}/delete"), csrf, "trash-2", &delete))
                } @else {
                    (icon_denied("pencil", &edit, ADMINS_ONLY))
                    (icon_denied("trash-2", &delete, ADMINS_ONLY))
                }
            }
        }
    }

    fn nothing(&self) -> Markup {
        if !self.filter.is_empty() {
            return panel::no_match(
                "No threshold matches",
                "Try another search or remove a filter.",
                self.around.base,
            );
        }
        let text =
            "Say once what matters, as 100,000 views of a post, and hear of it in Discord when it happens.";
        panel::empty("bell", "No thresholds yet", text, None)
    }

    fn pager(&self) -> Markup {
        let (first, last) = (self.page.before + 1, self.page.before + self.page.rows.len() as i64);
        let of = text::count(self.matching, "threshold", "thresholds");
        let shown = format!("{}–{} of {of}", text::number(first), text::number(last));
        let list = format!("{}{}", self.around.base, self.filter.query());
        let (previous, next) = (self.page.previous.as_deref(), self.page.next.as_deref());
        cursor_pager(&shown, &list, previous, next, self.page.before <= ROWS)
    }

    /// Without scripts it always stands there; with them, while rows are chosen (selection.ts).
    fn chosen(&self) -> Markup {
        if !self.around.admin || self.page.rows.is_empty() {
            return html! {};
        }
        let bar = html! {
            span class="num needs-js me-1" role="status" { strong data-count { "0" } " selected" }
            button class="btn btn-sm btn-quiet" name="action" value="enable" { (icon_sm("play")) "Turn on" }
            button class="btn btn-sm btn-quiet" name="action" value="disable" { (icon_sm("pause")) "Turn off" }
            button class="btn btn-sm btn-quiet text-error" name="action" value="delete" { (icon_sm("trash-2")) "Delete" }
            button class="btn btn-sm btn-square btn-ghost needs-js" type="button" data-select-none aria-label="Clear selection" { (icon("x")) }
        };
        let action = format!("{}/bulk", self.around.base);
        let form = post_form_named(Some(CHOSEN), &action, self.around.csrf, "contents", bar);
        html! { div.selbar data-selection { (form) } }
    }
}

/// One sentence for each thing that was left out.
fn notes(params: &Params, restarted: bool) -> Vec<&'static str> {
    const TOLD: &[(&str, &str)] = &[
        ("q", "The search is too long or holds characters that no name has; it was shortened or left out."),
        ("group_id", "The group is not known and was left out."),
        ("metric", "The metric is not known and was left out."),
        ("platform", "The platform is not known and was left out."),
        ("enabled", "The state is not known and was left out."),
        ("active", "The state is not known and was left out."),
    ];
    params.notes(TOLD, restarted)
}
