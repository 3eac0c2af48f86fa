//! The filters of the list, and what of them is set.

use maud::{Markup, html};

use super::super::list::{AccountFilter, GroupChoice, Sort};
use crate::http::Params;
use crate::tracking::choose;
use crate::web::table::{chip, clear_filters, search_field};
use crate::web::{panel, text};

/// What the filters are drawn from.
pub struct Filters<'a> {
    pub base: &'a str,
    pub filter: &'a AccountFilter,
    pub groups: &'a [GroupChoice],
    pub matching: i64,
    pub total: i64,
    /// What of the address could not be used, in words.
    pub notes: &'a [&'static str],
}

impl Filters<'_> {
    /// The address with these filters.
    pub fn href(&self, filter: &AccountFilter) -> String {
        format!("{}{}", self.base, filter.query())
    }

    pub fn form(&self) -> Markup {
        let filter = self.filter;
        html! {
            form class="filters mb-3" role="search" aria-label="Filter accounts" method="get" action=(self.base)
                hx-get=(self.base) hx-trigger="change, input delay:300ms, submit" hx-target="#results" hx-select="#results"
                hx-select-oob={ "#" (choose::GROUP) } hx-swap="outerHTML" hx-push-url="true" hx-sync="#results:replace" {
                (search_field("q", "Search name or username", filter.q.as_deref().unwrap_or_default()))
                (choose::platforms(filter.platform))
                (choose::brand(self.groups, filter.brand_id))
                (choose::group(self.groups, filter.brand_id, filter.group_id, Some(choose::GROUP)))
                (choose::status(filter.status))
                input type="hidden" name="sort" value=(if filter.sort == Sort::default() { "" } else { filter.sort.as_str() }) data-filter;
                noscript { button class="btn btn-quiet" type="submit" { "Filter" } }
            }
        }
    }

    pub fn summary(&self) -> Markup {
        let filter = self.filter;
        let without = |change: fn(&mut AccountFilter)| {
            let mut filter = filter.clone();
            change(&mut filter);
            self.href(&filter)
        };
        let group = self.groups.iter().find(|group| Some(group.id) == filter.group_id);
        let brand = self.groups.iter().find(|group| Some(group.brand_id) == filter.brand_id);
        html! {
            @for text in self.notes { div class="mb-3" { (panel::note(panel::Tone::Warn, html! { (text) })) } }
            div class="mb-3 flex flex-wrap items-center gap-2 text-small text-muted" {
                span.num data-announce {
                    strong class="text-base-content" { (text::number(self.matching)) }
                    @if !filter.is_empty() { " of " (text::number(self.total)) }
                    @if self.total == 1 { " account" } @else { " accounts" }
                }
                @if let Some(q) = &filter.q { (chip(&format!("“{q}”"), &without(|f| f.q = None))) }
                @if let Some(each) = filter.platform { (chip(each.name(), &without(|f| f.platform = None))) }
                @if let Some(brand) = brand { (chip(&brand.brand, &without(|f| f.brand_id = None))) }
                @if let Some(group) = group { (chip(&group.label, &without(|f| f.group_id = None))) }
                @if let Some(status) = filter.status { (chip(status.word(), &without(|f| f.status = None))) }
                @if !filter.is_empty() { (clear_filters(&self.href(&filter.cleared()))) }
            }
        }
    }
}

/// One sentence for each thing that was left out.
pub fn notes(params: &Params, restarted: bool) -> Vec<&'static str> {
    const TOLD: &[(&str, &str)] = &[
        ("q", "The search is too long or holds characters that no name has; it was shortened or left out."),
        ("platform", "The platform is not known and was left out."),
        ("brand_id", "The brand is not known and was left out."),
        ("group_id", "The group is not known and was left out."),
        ("status", "The state is not known and was left out."),
        ("sort", "The order is not known; these are sorted by username."),
    ];
    params.notes(TOLD, restarted)
}
