//! The tab of the export: filters, how many accounts match, the first ten, and the file.

use axum::http::Uri;
use maud::{Markup, html};

use super::api::FIRST;
use super::format::Format;
use super::make::most_rows;
use super::rows::ExportRow;
use super::{filter, store};
use crate::app::App;
use crate::guilds::GuildAccess;
use crate::http::{Error, Params};
use crate::ids::GuildId;
use crate::tracking::accounts::Status;
use crate::tracking::accounts::list::{self, AccountFilter, GroupChoice};
use crate::tracking::choose;
use crate::transfer::base;
use crate::web::form::button_denied;
use crate::web::icons::{icon, platform};
use crate::web::results::results_in_force;
use crate::web::table::{chip, clear_filters};
use crate::web::{panel, text};

const DENIED: &str = "Only administrators of this server can export accounts.";

/// What the tab is drawn from.
struct View {
    guild: GuildId,
    admin: bool,
    /// The address of this very page.
    here: String,
    filter: AccountFilter,
    /// What of the address could not be used, in words.
    notes: Vec<&'static str>,
    groups: Vec<GroupChoice>,
    matching: i64,
    total: i64,
    first: Vec<ExportRow>,
    /// Accounts that an XLSX file takes.
    xlsx_rows: i64,
}

/// The tab for this address.
pub async fn tab(app: &App, scope: &GuildAccess, uri: &Uri, mut params: Params) -> Result<Markup, Error> {
    let guild = scope.guild_id();
    let mut filter = filter::read(&mut params);
    let groups = list::groups(&app.db, guild).await?;
    choose::drop_other_brand(&groups, &mut filter.brand_id, filter.group_id, &mut params);
    let total = list::count(&app.db, guild, &AccountFilter::default()).await?;
    let view = View {
        guild,
        admin: scope.is_admin(),
        here: uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        notes: notes(&params),
        groups,
        matching: if filter.is_empty() { total } else { list::count(&app.db, guild, &filter).await? },
        total,
        first: store::first(&app.db, guild, &filter, FIRST).await?,
        filter,
        xlsx_rows: most_rows(app, Format::Xlsx),
    };
    Ok(view.body())
}

impl View {
    fn body(&self) -> Markup {
        html! {
            (self.filters())
            (results_in_force(&self.here, (!self.notes.is_empty()).then(|| self.filter.query()), html! {
                (self.summary())
                div class="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]" {
                    div class="xl:order-last" { (panel::panel("file", "File", None, self.form(), None)) }
                    (self.rows())
                }
            }))
        }
    }

    fn href(&self, filter: &AccountFilter) -> String {
        format!("{}?tab=export{}", base(self.guild), filter.query().replacen('?', "&", 1))
    }

    fn filters(&self) -> Markup {
        let (filter, base) = (&self.filter, base(self.guild));
        html! {
            form class="filters mb-3" role="search" aria-label="Filter accounts" method="get" action=(base)
                hx-get=(base) hx-trigger="change, submit" hx-target="#results" hx-select="#results"
                hx-select-oob={ "#" (choose::GROUP) } hx-swap="outerHTML" hx-push-url="true" hx-sync="#results:replace" {
                input type="hidden" name="tab" value="export";
                (choose::platforms(filter.platform))
                (choose::brand(&self.groups, filter.brand_id))
                (choose::group(&self.groups, filter.brand_id, filter.group_id, Some(choose::GROUP)))
                (choose::status(filter.status))
                noscript { button class="btn btn-quiet" type="submit" { "Filter" } }
            }
        }
    }

    fn summary(&self) -> Markup {
        let filter = &self.filter;
        let without = |change: fn(&mut AccountFilter)| {
            let mut filter = filter.clone();
            change(&mut filter);
            self.href(&filter)
        };
        let group = self.groups.iter().find(|group| Some(group.id) == filter.group_id);
        let brand = self.groups.iter().find(|group| Some(group.brand_id) == filter.brand_id);
        html! {
            @for text in &self.notes { div class="mb-3" { (panel::note(panel::Tone::Warn, html! { (text) })) } }
            div class="mb-3 flex flex-wrap items-center gap-2 text-small text-muted" {
                span.num data-announce {
                    strong class="text-base-content" { (text::number(self.matching)) }
                    @if !filter.is_empty() { " of " (text::number(self.total)) }
                    @if self.total == 1 { " account" } @else { " accounts" }
                }
                @if let Some(each) = filter.platform { (chip(each.name(), &without(|f| f.platform = None))) }
                @if let Some(brand) = brand { (chip(&brand.brand, &without(|f| f.brand_id = None))) }
                @if let Some(group) = group { (chip(&group.label, &without(|f| f.group_id = None))) }
                @if let Some(status) = filter.status { (chip(status.word(), &without(|f| f.status = None))) }
                @if !filter.is_empty() { (clear_filters(&self.href(&AccountFilter::default()))) }
            }
        }
    }

    /// A plain form: the answer is a file, and the page stays as it is.
    fn form(&self) -> Markup {
        let filter = &self.filter;
        let hidden = [
            ("brand_id", filter.brand_id.map(|id| id.to_string())),
            ("group_id", filter.group_id.map(|id| id.to_string())),
            ("platform", filter.platform.map(|each| each.as_str().to_owned())),
            ("status", filter.status.map(|each| each.as_str().to_owned())),
        ];
        html! {
            form class="panel-body" method="get" action={ (base(self.guild)) "/export" } {
                @for (name, value) in &hidden { @if let Some(value) = value { input type="hidden" name=(name) value=(value); } }
                fieldset {
                    legend class="field-label" { "Kind of file" }
                    div.seg { @for format in Format::ALL { (self.choice(format)) } }
                }
                p class="field-hint" { "CSV can be imported again as it is. JSON and XLSX also have the state, the followers and the profile’s address." }
                @if !self.fits(Format::Xlsx) {
                    p class="field-hint" { "XLSX takes up to " (text::number(self.xlsx_rows)) " accounts: filter them, or choose another kind." }
                }
                div class="mt-4 flex flex-wrap items-center gap-3" { (self.button()) span class="text-small text-muted num" { (text::count(self.matching, "account", "accounts")) } }
            }
        }
    }

    fn choice(&self, format: Format) -> Markup {
        let fits = self.fits(format);
        html! {
            label class=[(!fits).then_some("opacity-60")] {
                input.sr-only type="radio" name="format" value=(format.as_str()) checked[format == Format::default()] disabled[!fits] data-kept;
                (format.name())
            }
        }
    }

    fn fits(&self, format: Format) -> bool {
        format != Format::Xlsx || self.matching <= self.xlsx_rows
    }

    fn button(&self) -> Markup {
        let label = html! { (icon("download")) "Export" };
        match (self.admin, self.matching) {
            (false, _) => button_denied("export", label, DENIED),
            (true, 0) => button_denied("export", label, "No account matches: there is nothing to export."),
            (true, _) => html! { button class="btn btn-primary" { (label) } },
        }
    }

    fn rows(&self) -> Markup {
        if self.first.is_empty() {
            return html! { section.panel aria-label="Accounts" { (self.nothing()) } };
        }
        let shown = if self.matching > FIRST { "The first ten" } else { "What it holds" };
        let table = html! {
            table class="dtable dtable-cards" {
                thead { tr { th scope="col" { "Account" } th scope="col" { "Brand" } th scope="col" { "Group" } th scope="col" { "State" } } }
                tbody { @for row in &self.first { (tr(row)) } }
            }
        };
        panel::panel("first", shown, None, table, None)
    }

    fn nothing(&self) -> Markup {
        if !self.filter.is_empty() {
            let clear = self.href(&AccountFilter::default());
            return panel::no_match("No account matches", "Remove a filter.", &clear);
        }
        let action =
            html! { a class="btn btn-quiet" href={ "/guilds/" (self.guild) "/accounts" } { "Accounts" } };
        panel::empty("users-round", "No accounts yet", "What is tracked can be exported.", Some(action))
    }
}

fn tr(row: &ExportRow) -> Markup {
    let word = row.status.parse().map_or("", Status::word);
    html! {
        tr class="max-sm:grid-cols-3" {
            th scope="row" class="max-sm:col-span-3" {
                div class="flex items-center gap-2.5" {
                    (platform(&row.platform))
                    span class="min-w-0" {
                        span.handle { "@" (text::handle(&row.username)) }
                        span class="block text-micro font-normal text-muted wrap-anywhere" { bdi { (row.display_name) } }
                    }
                }
            }
            td data-label="Brand" { bdi { (row.brand) } }
            td data-label="Group" { bdi { (row.group_label) } }
            td data-label="State" { (word) }
        }
    }
}

/// One sentence for each thing that was left out.
fn notes(params: &Params) -> Vec<&'static str> {
    const TOLD: &[(&str, &str)] = &[
        ("platform", "The platform is not known and was left out."),
        ("brand_id", "The brand is not known and was left out."),
        ("group_id", "The group is not known and was left out."),
        ("status", "The state is not known and was left out."),
    ];
    params.notes(TOLD, false)
}
