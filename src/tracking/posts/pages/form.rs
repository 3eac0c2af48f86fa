//! The filter form of the posts page.

use maud::{Markup, html};

use crate::tracking::Platform;
use crate::tracking::accounts::list::GroupChoice;
use crate::tracking::posts::list::{PostFilter, Sort, When};
use crate::web::icons::platform_bare;

pub fn filters(base: &str, filter: &PostFilter, groups: &[GroupChoice]) -> Markup {
    let sort = (filter.sort != Sort::default()).then(|| filter.sort.as_str());
    let account = filter.account_id.map(|id| id.to_string());
    html! {
        form class="filters mb-3" role="search" aria-label="Filter posts" method="get" action=(base)
            hx-get=(base) hx-trigger="change, submit" hx-target="#results" hx-select="#results"
            hx-swap="outerHTML" hx-push-url="true" hx-sync="this:replace" {
            input type="hidden" name="sort" value=(sort.unwrap_or_default()) data-filter;
            input type="hidden" name="account_id" value=(account.unwrap_or_default()) data-filter;
            (platforms(filter))
            (brands(filter, groups))
            (groups_of(filter, groups))
            (day("from", "From", filter.from))
            (day("to", "To", filter.to))
            noscript { button class="btn btn-quiet" type="submit" { "Filter" } }
        }
    }
}

fn platforms(filter: &PostFilter) -> Markup {
    let chosen = filter.platform;
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

fn brands(filter: &PostFilter, groups: &[GroupChoice]) -> Markup {
    html! {
        label class="max-sm:w-[calc(50%-0.25rem)]" {
            span.sr-only { "Brand" }
            select class="select w-full sm:w-36" name="brand_id" {
                option value="" { "All brands" }
                @for brand in groups.chunk_by(|a, b| a.brand_id == b.brand_id) {
                    option value=(brand[0].brand_id) selected[filter.brand_id == Some(brand[0].brand_id)] { (brand[0].brand) }
                }
            }
        }
    }
}

fn groups_of(filter: &PostFilter, groups: &[GroupChoice]) -> Markup {
    html! {
        label class="max-sm:w-[calc(50%-0.25rem)]" {
            span.sr-only { "Group" }
            select class="select w-full sm:w-44" name="group_id" {
                option value="" { "All groups" }
                @for brand in groups.chunk_by(|a, b| a.brand_id == b.brand_id) {
                    optgroup label=(brand[0].brand) {
                        @for group in brand {
                            option value=(group.id) selected[filter.group_id == Some(group.id)] { (group.label) }
                        }
                    }
                }
            }
        }
    }
}

/// A day in UTC, as everything here.
fn day(name: &str, label: &str, when: Option<When>) -> Markup {
    html! {
        label class="input w-full sm:w-46" title="Days are UTC" {
            span class="text-small text-muted" { (label) }
            input type="date" name=(name) value=[when.map(|when| when.day())];
        }
    }
}
