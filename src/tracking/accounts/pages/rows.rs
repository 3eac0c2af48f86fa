//! The table of the list: its rows, and the bar for those that are chosen.

use maud::{Markup, html};

use super::super::links::profile_url;
use super::super::list::{AccountFilter, AccountRow, GroupChoice, Sort};
use super::state_of;
use crate::ids::GuildId;
use crate::time::Ms;
use crate::tracking::choose::group_options;
use crate::tracking::groups;
use crate::tracking::period::Period;
use crate::web::form::post_form_named;
use crate::web::icons::{icon, icon_sm, platform, platform_name};
use crate::web::status::state;
use crate::web::table::{self, Choice, sort_choices, sort_header};
use crate::web::{text, time};

/// The form that the boxes of the rows belong to.
const CHOSEN: &str = "chosen";

/// What the table is drawn from.
pub struct Rows<'a> {
    pub guild: GuildId,
    pub base: &'a str,
    pub filter: &'a AccountFilter,
    pub rows: &'a [AccountRow],
    /// Whether rows can be chosen.
    pub admin: bool,
    pub now: Ms,
}

impl Rows<'_> {
    pub fn table(&self) -> Markup {
        html! {
            table class="dtable dtable-cards dtable-sticky" {
                thead { tr {
                    @if self.admin {
                        th class="w-8" scope="col" {
                            input class="checkbox needs-js" type="checkbox" aria-label="Select all on this page" data-select-all;
                        }
                    }
                    (self.sorted("Account", Sort::Username, ""))
                    th scope="col" { "Group" }
                    (self.sorted("Followers", Sort::Followers, "r max-xl:hidden"))
                    (self.sorted("Views, 7 d", Sort::Views, "r"))
                    th.r scope="col" { "Change" }
                    th scope="col" { "State" }
                    (self.sorted("Collected", Sort::Checked, "max-lg:hidden"))
                } }
                tbody { @for row in self.rows { (self.row(row)) } }
            }
        }
    }

    /// The same orders where the headers are hidden.
    pub fn orders(&self) -> Markup {
        const LABELS: [(Sort, &str); 4] = [
            (Sort::Username, "Name"),
            (Sort::Followers, "Followers"),
            (Sort::Views, "Views"),
            (Sort::Checked, "Collected"),
        ];
        let href = |sort| format!("{}{}", self.base, AccountFilter { sort, ..self.filter.clone() }.query());
        let hrefs = LABELS.map(|(sort, _)| href(sort));
        let choices: Vec<_> = LABELS
            .iter()
            .zip(&hrefs)
            .map(|((sort, label), href)| Choice {
                label: html! { (label) },
                href,
                current: self.filter.sort == *sort,
            })
            .collect();
        sort_choices(&choices)
    }

    /// Pressed again, a header goes back to the usual order.
    fn sorted(&self, label: &str, sort: Sort, class: &str) -> Markup {
        let current = self.filter.sort == sort;
        let next = if current { Sort::default() } else { sort };
        let order = match sort {
            _ if !current => table::Sort::None,
            Sort::Username | Sort::Checked => table::Sort::Ascending,
            Sort::Followers | Sort::Views => table::Sort::Descending,
        };
        let filter = AccountFilter { sort: next, ..self.filter.clone() };
        sort_header(label, order, &format!("{}{}", self.base, filter.query()), class)
    }

    fn row(&self, row: &AccountRow) -> Markup {
        let (kind, word) = state_of(row);
        let (views, change) = self.gained(row);
        html! {
            tr id={ "account-" (row.id) } class={ @if self.admin { "max-sm:grid-cols-[1.25rem_minmax(0,1fr)_minmax(0,1fr)_minmax(0,1fr)]" } @else { "max-sm:grid-cols-3" } " max-sm:items-start" } {
                @if self.admin {
                    td { input class="checkbox" type="checkbox" name="ids[]" value=(row.id) form=(CHOSEN) aria-label={ "Select @" (row.username) } data-select; }
                }
                th scope="row" class="max-sm:col-span-3" {
                    div class="flex items-center gap-2.5" {
                        (platform(&row.platform))
                        div class="min-w-0 sm:min-w-24" {
                            span class="inline-flex max-w-full items-center gap-1.5" {
                                a class="handle min-w-0 wrap-anywhere hover:underline" href={ (self.base) "/" (row.id) } { "@" (text::handle(&row.username)) }
                                a class="text-muted hover:text-base-content inline-flex min-h-6 min-w-6 items-center justify-center" href=(profile_url(&row.platform, &row.username)) target="_blank" rel="noopener noreferrer" aria-label={ "@" (row.username) " on " (platform_name(&row.platform)) ", opens there" } { (icon_sm("external-link")) }
                            }
                            span class="block text-micro font-normal text-muted wrap-anywhere" {
                                bdi { (row.display_name) } span class="sm:hidden" { " · " (row.group_label) " · " (row.brand_label) }
                            }
                        }
                    }
                }
                td class="min-w-32 wrap-anywhere max-sm:hidden!" {
                    a class="hover:underline" href=(groups::href(self.guild, row.group_id)) { bdi { (row.group_label) } }
                    span class="text-muted max-lg:hidden" { " · " bdi { (row.brand_label) } }
                }
                td class={ "r sm:max-xl:hidden" @if self.admin { " max-sm:col-start-2" } } data-label="Followers" { (row.followers.map_or_else(|| html! { span.text-muted { "unknown" } }, |n| html! { (text::number(n)) })) }
                td class="r font-semibold" data-label="Views, 7 d" { (views) }
                td.r data-label="Change" { (change) }
                td class={ @if self.admin { "max-sm:col-start-2 " } "max-sm:col-span-3 max-sm:flex max-sm:items-center max-sm:gap-2" } {
                    (state(kind, word))
                    @if let Some(at) = row.last_checked_at { span class="text-small whitespace-nowrap text-muted sm:mt-0.5 sm:block lg:hidden" { (time::time(self.now.0, at.0)) } }
                }
                td class="whitespace-nowrap text-muted max-lg:hidden!" {
                    @match row.last_checked_at { Some(at) => (time::time(self.now.0, at.0)), None => "never" }
                }
            }
        }
    }

    /// The views of seven days and their change.
    fn gained(&self, row: &AccountRow) -> (Markup, Markup) {
        let today = self.now.day();
        if !row.is_collected(today) {
            return (text::not_collected(), text::not_collected());
        }
        let earlier = row.was_tracked_on(Period::Week.first_before(today));
        let before = earlier.then_some(row.views_before);
        (html! { (text::number(row.views_7d)) }, text::delta(row.views_7d, before))
    }

    /// Without scripts it always stands there; with them, while rows are chosen (selection.ts).
    pub fn chosen(&self, csrf: &str, groups: &[GroupChoice]) -> Markup {
        if !self.admin || self.rows.is_empty() {
            return html! {};
        }
        let bar = html! {
            span class="num needs-js me-1" role="status" { strong data-count { "0" } " selected" }
            label {
                span.sr-only { "Group to move to" }
                select class="select select-sm w-44" name="group_id" { (group_options(groups, "", "Move to…")) }
            }
            button class="btn btn-sm btn-quiet" name="action" value="move" data-needs="group_id" data-needs-text="Choose a group to move to." { (icon_sm("folder-input")) "Move" }
            button class="btn btn-sm btn-quiet" name="action" value="pause" { (icon_sm("pause")) "Pause" }
            button class="btn btn-sm btn-quiet" name="action" value="resume" { (icon_sm("play")) "Resume" }
            button class="btn btn-sm btn-quiet text-error" name="action" value="delete" { (icon_sm("trash-2")) "Delete" }
            button class="btn btn-sm btn-square btn-ghost needs-js" type="button" data-select-none aria-label="Clear selection" { (icon("x")) }
        };
        let form = post_form_named(Some(CHOSEN), &format!("{}/bulk", self.base), csrf, "contents", bar);
        html! { div.selbar data-selection { (form) } }
    }
}
