//! The filter form of the posts page.

use maud::{Markup, html};

use crate::tracking::accounts::list::GroupChoice;
use crate::tracking::choose;
use crate::tracking::posts::list::{PostFilter, Sort, When};

pub fn filters(base: &str, filter: &PostFilter, groups: &[GroupChoice]) -> Markup {
    let sort = (filter.sort != Sort::default()).then(|| filter.sort.as_str());
    let account = filter.account_id.map(|id| id.to_string());
    html! {
        form class="filters mb-3" role="search" aria-label="Filter posts" method="get" action=(base)
            hx-get=(base) hx-trigger="change, submit" hx-target="#results" hx-select="#results"
            hx-select-oob={ "#" (choose::GROUP) } hx-swap="outerHTML" hx-push-url="true" hx-sync="#results:replace" {
            input type="hidden" name="sort" value=(sort.unwrap_or_default()) data-filter;
            input type="hidden" name="account_id" value=(account.unwrap_or_default()) data-filter;
            (choose::platforms(filter.platform))
            (choose::brand(groups, filter.brand_id))
            (choose::group(groups, filter.brand_id, filter.group_id, Some(choose::GROUP)))
            (day("from", "From", filter.from))
            (day("to", "To", filter.to))
            noscript { button class="btn btn-quiet" type="submit" { "Filter" } }
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
