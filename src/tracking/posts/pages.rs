//! The posts page: filters, order and paging, all in the address.

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use maud::{Markup, html};

use super::list::{self, PostFilter, PostPage, PostRow, Sort};
use crate::api_keys::grants::SessionOnly;
use crate::app::App;
use crate::guilds::frame::PageRequest;
use crate::guilds::{GuildScope, Viewer};
use crate::http::{Error, Params, render};
use crate::time::Ms;
use crate::tracking::accounts::links::profile_url;
use crate::tracking::accounts::list::{GroupChoice, groups};
use crate::tracking::choose;
use crate::web::icons::{icon_sm, platform, platform_name};
use crate::web::results::results_in_force;
use crate::web::table::{self, Choice, chip, clear_filters, cursor_pager, sort_choices, sort_header};
use crate::web::{Page, page, panel, text, time};

mod form;

/// Rows of a page.
const ROWS: i64 = 50;

/// What the page is drawn from.
struct View {
    base: String,
    /// The address of this page of the list.
    here: String,
    filter: PostFilter,
    /// What of the address could not be used, in words.
    notes: Vec<&'static str>,
    groups: Vec<GroupChoice>,
    page: PostPage,
    /// How many there are, where that is known without counting.
    matching: Option<i64>,
    now: Ms,
}

/// `GET /guilds/{guild_id}/posts`
pub async fn posts(
    State(app): State<App>,
    scope: GuildScope<Viewer, SessionOnly>,
    request: PageRequest,
    uri: Uri,
    mut params: Params,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let mut filter = PostFilter::read(&mut params);
    let groups = groups(&app.db, guild).await?;
    choose::drop_other_brand(&groups, &mut filter.brand_id, filter.group_id, &mut params);
    let cursor = params.text("cursor");
    // A link may be older than the secret, or its filters were changed by hand: begin again and say so.
    let (from, restarted) = match filter.position(&app.secrets, guild, cursor.as_deref()) {
        Ok(position) => (position, false),
        Err(_) => (filter.start(), true),
    };
    let frame = request.guild_frame(&app, guild, "/posts").await?;
    let view = View {
        base: format!("/guilds/{guild}/posts"),
        here: uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        notes: notes(&params, restarted),
        groups,
        page: list::page(&app, guild, &filter, &from, ROWS).await?,
        matching: list::count(&app.db, guild, &filter).await?,
        filter,
        now: app.clock.now(),
    };
    let crumbs = [(scope.guild_name(), Some(format!("/guilds/{guild}"))), ("Posts", None)];
    let page = Page { title: "Posts", current: "posts", crumbs: &crumbs, charts: false, body: view.body() };
    Ok(render::html(self::page(&frame, page)))
}

impl View {
    fn body(&self) -> Markup {
        html! {
            (panel::page_head("Posts", "What the tracked accounts published, with the numbers last collected.", None))
            (form::filters(&self.base, &self.filter, &self.groups))
            (results_in_force(&self.here, (!self.notes.is_empty()).then(|| self.filter.query()), html! {
                (self.summary())
                @if !self.page.rows.is_empty() { (self.orders()) }
                section.panel aria-label="Posts" {
                    @if self.page.rows.is_empty() { (self.nothing()) } @else {
                        (self.table())
                        div.panel-foot { (self.pager()) }
                    }
                }
            }))
        }
    }

    /// The address with these filters.
    fn href(&self, filter: &PostFilter) -> String {
        format!("{}{}", self.base, filter.query())
    }

    /// The address with something changed.
    fn with(&self, change: impl FnOnce(&mut PostFilter)) -> String {
        let mut filter = self.filter.clone();
        change(&mut filter);
        self.href(&filter)
    }

    fn summary(&self) -> Markup {
        let filter = &self.filter;
        let group = self.groups.iter().find(|group| Some(group.id) == filter.group_id);
        let brand = self.groups.iter().find(|group| Some(group.brand_id) == filter.brand_id);
        let unfiltered = PostFilter { sort: filter.sort, ..PostFilter::default() };
        html! {
            @for text in &self.notes { div class="mb-3" { (panel::note(panel::Tone::Warn, html! { (text) })) } }
            div class="mb-3 flex flex-wrap items-center gap-2 text-small text-muted" {
                span.num data-announce { (self.said()) }
                @if filter.account_id.is_some() { (chip(&self.account(), &self.with(|f| f.account_id = None))) }
                @if let Some(each) = filter.platform { (chip(each.name(), &self.with(|f| f.platform = None))) }
                @if let Some(brand) = brand { (chip(&brand.brand, &self.with(|f| f.brand_id = None))) }
                @if let Some(group) = group { (chip(&group.label, &self.with(|f| f.group_id = None))) }
                @if let Some(from) = filter.from { (chip(&format!("from {}", from.name()), &self.with(|f| f.from = None))) }
                @if let Some(to) = filter.to { (chip(&format!("to {}", to.name()), &self.with(|f| f.to = None))) }
                @if !filter.is_empty() { (clear_filters(&self.href(&unfiltered))) }
            }
        }
    }

    /// How many posts match; where nobody counted, which of them are shown.
    fn said(&self) -> Markup {
        html! {
            @match self.matching {
                Some(1) => { strong class="text-base-content" { "1" } " post" }
                Some(count) => { strong class="text-base-content" { (text::number(count)) } " posts" }
                None if self.page.rows.is_empty() => "No posts",
                None => { "Posts " strong class="text-base-content" { (self.range()) } }
            }
        }
    }

    /// The account that is filtered by, as its posts name it.
    fn account(&self) -> String {
        self.page.rows.first().map_or_else(|| "one account".to_owned(), |row| format!("@{}", row.username))
    }

    fn nothing(&self) -> Markup {
        if self.filter.is_empty() {
            let text = "The bot reports posts of the accounts it follows soon after they are published.";
            return panel::empty("image-play", "No posts yet", text, None);
        }
        let clear = PostFilter { sort: self.filter.sort, ..PostFilter::default() };
        panel::no_match("No post matches", "Remove a filter or widen the dates.", &self.href(&clear))
    }

    fn table(&self) -> Markup {
        html! {
            table class="dtable dtable-cards dtable-sticky" {
                thead { tr {
                    th scope="col" { "Account" } th class="max-xl:hidden" scope="col" { "Group" }
                    (self.header("Posted", Sort::PostedAt, ""))
                    (self.header("Views", Sort::Views, "r"))
                    (self.header("Likes", Sort::Likes, "r"))
                    th class="r max-lg:hidden" scope="col" { "Comments" } th class="r max-lg:hidden" scope="col" { "Shares" }
                    th class="max-lg:hidden" scope="col" { "Collected" } th scope="col" { span.sr-only { "Link" } }
                } }
                tbody { @for row in &self.page.rows { (self.row(row)) } }
            }
        }
    }

    /// The same orders where the headers are hidden.
    fn orders(&self) -> Markup {
        let orders = [(Sort::PostedAt, "Posted"), (Sort::Views, "Views"), (Sort::Likes, "Likes")];
        let hrefs = orders.map(|(sort, _)| self.with(|filter| filter.sort = sort));
        let choice = |((sort, label), href): (&(Sort, &'static str), _)| Choice {
            label: html! { (label) },
            href,
            current: self.filter.sort == *sort,
        };
        let choices: Vec<_> = orders.iter().zip(hrefs.iter().map(String::as_str)).map(choice).collect();
        sort_choices(&choices)
    }

    fn header(&self, label: &str, sort: Sort, class: &str) -> Markup {
        let now = if self.filter.sort == sort { table::Sort::Descending } else { table::Sort::None };
        sort_header(label, now, &self.with(|filter| filter.sort = sort), class)
    }

    fn row(&self, row: &PostRow) -> Markup {
        let platform_said = platform_name(&row.platform);
        html! {
            tr id={ "post-" (row.id) } class="max-sm:grid-cols-4 max-sm:items-start" {
                th scope="row" class="max-sm:col-span-3" {
                    div class="flex items-center gap-2.5" {
                        a href=(profile_url(&row.platform, &row.username)) target="_blank" rel="noopener noreferrer" {
                            (platform(&row.platform)) span.sr-only { "Profile of @" (row.username) " (opens " (platform_said) ")" }
                        }
                        div class="min-w-0 sm:min-w-24" {
                            a class="handle wrap-anywhere hover:underline" href=(self.with(|filter| filter.account_id = Some(row.account_id))) {
                                "@" (text::handle(&row.username)) span.sr-only { ": its posts" }
                            }
                            span class="block text-micro font-normal text-muted break-words xl:hidden" { (row.group_label) }
                        }
                    }
                }
                td class="min-w-32 wrap-anywhere max-xl:hidden!" { (row.group_label) }
                td class="whitespace-nowrap max-sm:col-span-4 max-sm:row-start-2 max-sm:text-small max-sm:text-muted" { (time::time(self.now.0, row.posted_at.0)) }
                td class="r font-semibold" data-label="Views" { (count(row, row.views)) }
                td.r data-label="Likes" { (count(row, row.likes)) }
                td class="r sm:max-lg:hidden" data-label="Comments" { (count(row, row.comments)) }
                td class="r sm:max-lg:hidden" data-label="Shares" { (count(row, row.shares)) }
                td class="whitespace-nowrap text-muted max-lg:hidden!" {
                    @match row.last_checked_at { Some(at) => (time::time(self.now.0, at.0)), None => "never" }
                }
                td class="r max-sm:col-start-4 max-sm:row-start-1 max-sm:justify-self-end" {
                    a class="btn btn-ghost btn-square btn-sm" href=(row.url) target="_blank" rel="noopener noreferrer" title={ "Open on " (platform_said) } {
                        (icon_sm("external-link"))
                        span.sr-only { "Post of @" (row.username) " (opens " (platform_said) ")" }
                    }
                }
            }
        }
    }

    fn range(&self) -> String {
        let (first, last) = (self.page.before + 1, self.page.before + self.page.rows.len() as i64);
        format!("{}–{}", text::number(first), text::number(last))
    }

    fn pager(&self) -> Markup {
        let shown = match self.matching {
            Some(count) => format!("{} of {}", self.range(), text::count(count, "post", "posts")),
            None => format!("{} by {}", self.range(), ordered(self.filter.sort)),
        };
        let (previous, next) = (self.page.previous.as_deref(), self.page.next.as_deref());
        cursor_pager(&shown, &self.href(&self.filter), previous, next, self.page.before <= ROWS)
    }
}

fn ordered(sort: Sort) -> &'static str {
    match sort {
        Sort::PostedAt => "time, newest first",
        Sort::Views => "views",
        Sort::Likes => "likes",
    }
}

/// A number in short, exact on hover and for machines; none before the first was collected.
fn count(row: &PostRow, value: i64) -> Markup {
    if row.last_checked_at.is_none() {
        return html! { span class="text-muted" title="Nothing was collected yet" { "–" } };
    }
    html! { data value=(value) title=(text::number(value)) { (text::compact(value)) } }
}

/// One sentence for each thing that was left out.
fn notes(params: &Params, restarted: bool) -> Vec<&'static str> {
    const TOLD: &[(&str, &str)] = &[
        ("platform", "The platform is not known and was left out."),
        ("brand_id", "The brand is not known and was left out."),
        ("group_id", "The group is not known and was left out."),
        ("account_id", "The account is not known and was left out."),
        ("from", "The first day is no date and was left out."),
        ("to", "The last day is no date and was left out."),
        ("sort", "The order is not known: the newest posts come first."),
    ];
    params.notes(TOLD, restarted)
}
