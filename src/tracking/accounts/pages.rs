//! The accounts page: filters, search and paging, all in the address.

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use maud::{Markup, html};

use super::Status;
use super::links::profile_url;
use super::list::{self, AccountFilter, AccountPage, AccountRow, GroupChoice, Position};
use crate::api_keys::grants::SessionOnly;
use crate::app::App;
use crate::guilds::frame::PageRequest;
use crate::guilds::{GuildScope, Viewer};
use crate::http::{Error, Params, render};
use crate::ids::GuildId;
use crate::time::Ms;
use crate::tracking::{Platform, groups};
use crate::web::icons::{platform, platform_bare};
use crate::web::status::state;
use crate::web::table::{chip, clear_filters, pager, search_field};
use crate::web::{Page, page, panel, text, time};

/// Rows of a page.
const ROWS: i64 = 50;

/// What the page is drawn from.
struct View {
    guild: GuildId,
    base: String,
    /// The address of this page of the list.
    here: String,
    filter: AccountFilter,
    /// What of the address could not be used, in words.
    notes: Vec<&'static str>,
    groups: Vec<GroupChoice>,
    page: AccountPage,
    matching: i64,
    total: i64,
    now: Ms,
}

/// `GET /guilds/{guild_id}/accounts`
pub async fn accounts(
    State(app): State<App>,
    scope: GuildScope<Viewer, SessionOnly>,
    request: PageRequest,
    uri: Uri,
    mut params: Params,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let filter = AccountFilter::read(&mut params);
    let cursor = params.text("cursor");
    // A link may be older than the secret, or its filters were changed by hand: begin again and say so.
    let (from, restarted) = match filter.position(&app.secrets, guild, cursor.as_deref()) {
        Ok(position) => (position, false),
        Err(_) => (Position::start(), true),
    };
    let frame = request.guild_frame(&app, guild, "/accounts").await?;
    let total = list::count(&app.db, guild, &AccountFilter::default()).await?;
    let view = View {
        guild,
        base: format!("/guilds/{guild}/accounts"),
        here: uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        notes: notes(&params, restarted),
        groups: list::groups(&app.db, guild).await?,
        page: list::page(&app, guild, &filter, &from, ROWS).await?,
        matching: if filter.is_empty() { total } else { list::count(&app.db, guild, &filter).await? },
        filter,
        total,
        now: app.clock.now(),
    };
    let crumbs = [(scope.guild_name(), Some(format!("/guilds/{guild}"))), ("Accounts", None)];
    let page =
        Page { title: "Accounts", current: "accounts", crumbs: &crumbs, charts: false, body: view.body() };
    Ok(render::html(self::page(&frame, page)))
}

impl View {
    fn body(&self) -> Markup {
        html! {
            (panel::page_head("Accounts", "Every social account the bot follows, with what it gained in the last 7 days.", None))
            (self.filters())
            div #results hx-get=(self.here) hx-trigger="tracked from:body" hx-target="this" hx-select="#results" hx-ext="morph" hx-swap="morph:outerHTML" {
                (self.summary())
                section.panel aria-label="Accounts" {
                    @if self.page.rows.is_empty() { (self.nothing()) } @else {
                        (self.table())
                        div.panel-foot { (self.pager()) }
                    }
                }
            }
        }
    }

    /// The address with these filters.
    fn href(&self, filter: &AccountFilter) -> String {
        format!("{}{}", self.base, filter.query())
    }

    fn filters(&self) -> Markup {
        let filter = &self.filter;
        html! {
            form class="filters mb-3" role="search" aria-label="Filter accounts" method="get" action=(self.base)
                hx-get=(self.base) hx-trigger="change, input delay:300ms, submit" hx-target="#results" hx-select="#results"
                hx-swap="outerHTML" hx-push-url="true" hx-sync="this:replace" {
                (search_field("q", "Search name or username", filter.q.as_deref().unwrap_or_default()))
                (self.platforms())
                label class="max-sm:flex-1" {
                    span.sr-only { "Brand" }
                    select class="select w-full sm:w-36" name="brand_id" {
                        option value="" { "All brands" }
                        @for brand in self.groups.chunk_by(|a, b| a.brand_id == b.brand_id) {
                            option value=(brand[0].brand_id) selected[filter.brand_id == Some(brand[0].brand_id)] { (brand[0].brand) }
                        }
                    }
                }
                label class="max-sm:flex-1" {
                    span.sr-only { "Group" }
                    select class="select w-full sm:w-44" name="group_id" {
                        option value="" { "All groups" }
                        @for brand in self.groups.chunk_by(|a, b| a.brand_id == b.brand_id) {
                            optgroup label=(brand[0].brand) {
                                @for group in brand {
                                    option value=(group.id) selected[filter.group_id == Some(group.id)] { (group.label) }
                                }
                            }
                        }
                    }
                }
                label class="max-sm:flex-1" {
                    span.sr-only { "State" }
                    select class="select w-full sm:w-36" name="status" {
                        option value="" { "Any state" }
                        @for status in Status::ALL {
                            option value=(status.as_str()) selected[filter.status == Some(status)] { (badge(status.as_str()).1) }
                        }
                    }
                }
                noscript { button class="btn btn-quiet" type="submit" { "Filter" } }
            }
        }
    }

    fn platforms(&self) -> Markup {
        let chosen = self.filter.platform;
        html! {
            div class="seg max-sm:w-full" role="radiogroup" aria-label="Platform" {
                label class="max-sm:flex-1" { input.sr-only type="radio" name="platform" value="" checked[chosen.is_none()]; "All" }
                @for each in Platform::ALL {
                    label class="px-2! max-sm:flex-1" title=(each.name()) {
                        input.sr-only type="radio" name="platform" value=(each.as_str()) checked[chosen == Some(each)];
                        (platform_bare(each.as_str()))
                    }
                }
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
                    " accounts"
                }
                @if let Some(q) = &filter.q { (chip(&format!("“{q}”"), &without(|f| f.q = None))) }
                @if let Some(each) = filter.platform { (chip(each.name(), &without(|f| f.platform = None))) }
                @if let Some(brand) = brand { (chip(&brand.brand, &without(|f| f.brand_id = None))) }
                @if let Some(group) = group { (chip(&group.label, &without(|f| f.group_id = None))) }
                @if let Some(status) = filter.status { (chip(badge(status.as_str()).1, &without(|f| f.status = None))) }
                @if !filter.is_empty() { (clear_filters(&self.base)) }
            }
        }
    }

    fn nothing(&self) -> Markup {
        if self.filter.is_empty() {
            let text = "The bot adds accounts when someone uses its /track command in Discord.";
            return panel::empty("users-round", "No accounts yet", text, None);
        }
        panel::no_match("No account matches", "Try another search or remove a filter.", &self.base)
    }

    fn table(&self) -> Markup {
        html! {
            table class="dtable dtable-cards dtable-sticky" {
                thead { tr {
                    th scope="col" { "Account" } th scope="col" { "Group" }
                    th class="r max-lg:hidden" scope="col" { "Followers" }
                    th.r scope="col" { "Views, 7 d" } th.r scope="col" { "Change" }
                    th scope="col" { "State" } th class="max-lg:hidden" scope="col" { "Collected" }
                } }
                tbody { @for row in &self.page.rows { (self.row(row)) } }
            }
        }
    }

    fn row(&self, row: &AccountRow) -> Markup {
        let (kind, word) = badge(&row.status);
        html! {
            tr class="max-sm:grid-cols-3 max-sm:items-start" {
                th scope="row" class="max-sm:col-span-3" {
                    div class="flex items-center gap-2.5" {
                        (platform(&row.platform))
                        div class="min-w-0" {
                            a class="handle hover:underline" href=(profile_url(&row.platform, &row.username)) target="_blank" rel="noopener noreferrer" {
                                "@" (text::handle(&row.username)) span.sr-only { " (opens " (row.platform) ")" }
                            }
                            span class="block text-micro font-normal text-muted break-words" {
                                (row.display_name) span class="sm:hidden" { " · " (row.group_label) " · " (row.brand_label) }
                            }
                        }
                    }
                }
                td class="max-sm:hidden!" { a class="hover:underline" href=(groups::href(self.guild, row.group_id)) { (row.group_label) } span class="text-muted max-lg:hidden" { " · " (row.brand_label) } }
                td class="r sm:max-lg:hidden" data-label="Followers" { (row.followers.map_or_else(|| html! { span.text-muted { "unknown" } }, |n| html! { (text::number(n)) })) }
                td class="r font-semibold" data-label="Views, 7 d" { (text::number(row.views_7d)) }
                td.r data-label="Change" { (text::delta(row.views_7d, row.views_before)) }
                td class="max-sm:col-span-3 max-sm:flex max-sm:items-center max-sm:gap-2" {
                    (state(kind, word))
                    @if let Some(at) = row.last_checked_at { span class="text-small text-muted lg:hidden" { (time::time(self.now.0, at.0)) } }
                }
                td class="whitespace-nowrap text-muted max-lg:hidden!" {
                    @match row.last_checked_at { Some(at) => (time::time(self.now.0, at.0)), None => "never" }
                }
            }
        }
    }

    fn pager(&self) -> Markup {
        let (first, last) = (self.page.before + 1, self.page.before + self.page.rows.len() as i64);
        let shown = format!(
            "{}–{} of {}",
            text::number(first),
            text::number(last),
            text::count(self.matching, "account", "accounts")
        );
        let href = |cursor: &Option<String>| {
            cursor.as_ref().map(|cursor| {
                let query = self.filter.query();
                let joint = if query.is_empty() { "?" } else { "&" };
                format!("{}{query}{joint}cursor={cursor}", self.base)
            })
        };
        // The first page has one address, however one came to it.
        let previous = match href(&self.page.previous) {
            Some(_) if self.page.before <= ROWS => Some(self.href(&self.filter)),
            other => other,
        };
        pager(&shown, previous.as_deref(), href(&self.page.next).as_deref())
    }
}

/// One sentence for each thing that was left out.
fn notes(params: &Params, restarted: bool) -> Vec<&'static str> {
    let ignored = params.ignored();
    let mut notes: Vec<&'static str> = [
        ("q", "The search is too long or holds characters that no name has; it was shortened or left out."),
        ("platform", "The platform in this address is not known and was left out."),
        ("brand_id", "The brand in this address is not known and was left out."),
        ("group_id", "The group in this address is not known and was left out."),
        ("status", "The state in this address is not known and was left out."),
    ]
    .into_iter()
    .filter(|(name, _)| ignored.contains(name))
    .map(|(_, note)| note)
    .collect();
    if restarted {
        notes.push("That page of the list is no longer there; this is the first one.");
    }
    notes
}

/// A status as the badge's kind and word.
fn badge(status: &str) -> (&'static str, &'static str) {
    match status {
        "unavailable" => ("bad", "Unavailable"),
        "paused" => ("off", "Paused"),
        _ => ("ok", "Available"),
    }
}
