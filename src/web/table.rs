//! Parts of data pages: sort headers, paging, chips, segmented choices and tabs, all of them plain links.
//!
//! What changes the list is a link that with scripts swaps `#results` alone; filters.ts then sets the filter
//! form from the new address and puts the focus on what `data-announce` says of the list.

use maud::{Markup, html};

use super::icons::{icon, icon_sm};

/// Whether and how a column is sorted now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    None,
    Ascending,
    Descending,
}

/// A sortable column's header; `href` leads to the next order. `class` as `r` for numbers.
pub fn sort_header(label: &str, sort: Sort, href: &str, class: &str) -> Markup {
    let (aria, arrow) = match sort {
        Sort::None => (None, None),
        Sort::Ascending => (Some("ascending"), Some("arrow-up")),
        Sort::Descending => (Some("descending"), Some("arrow-down")),
    };
    let link = in_place("", href, html! { (label) @if let Some(arrow) = arrow { (icon_sm(arrow)) } });
    html! { th scope="col" class=(class) aria-sort=[aria] { (link) } }
}

/// A link that swaps `#results` of the page it leads to into this page.
pub fn in_place(class: &str, href: &str, label: Markup) -> Markup {
    html! {
        a class=[(!class.is_empty()).then_some(class)] href=(href) hx-boost="true" hx-target="#results" hx-sync="#results:replace" hx-select="#results" hx-select-oob="#filter-group" hx-swap="outerHTML show:none" { (label) }
    }
}

/// The address without any filter, after the chips.
pub fn clear_filters(href: &str) -> Markup {
    in_place("link inline-flex min-h-6 items-center", href, html! { "Clear filters" })
}

/// Paging: what is shown, in the caller's words (`50 of 230`), and the neighbours. A missing neighbour says why.
pub fn pager(shown: &str, previous: Option<&str>, next: Option<&str>) -> Markup {
    html! {
        span.num { (shown) }
        nav class="join ms-auto" aria-label="Pages" {
            (step("Previous", "prev", previous, "This is the first page"))
            (step("Next", "next", next, "This is the last page"))
        }
    }
}

/// Paging of a list whose address, filters included, is `list`: the neighbours by their cursors. The first
/// page has one address, however one came to it: `before_is_first` says that it is the neighbour.
pub fn cursor_pager(
    shown: &str,
    list: &str,
    previous: Option<&str>,
    next: Option<&str>,
    before_is_first: bool,
) -> Markup {
    let joint = if list.contains('?') { '&' } else { '?' };
    let to = |cursor: &str| format!("{list}{joint}cursor={cursor}");
    let previous = previous.map(|cursor| if before_is_first { list.to_owned() } else { to(cursor) });
    pager(shown, previous.as_deref(), next.map(to).as_deref())
}

fn step(label: &str, rel: &str, href: Option<&str>, reason: &str) -> Markup {
    html! {
        @match href {
            Some(href) => a class="btn btn-sm btn-quiet join-item" href=(href) rel=(rel) hx-boost="true" hx-target="#results" hx-sync="#results:replace" hx-select="#results" hx-swap="outerHTML show:#results:top" { (label) },
            None => a class="btn btn-sm btn-quiet join-item" role="link" aria-disabled="true" tabindex="0" title=(reason) { (label) span.sr-only { " (" (reason) ")" } },
        }
    }
}

/// A filter that is set; the cross leads to the page without it.
pub fn chip(label: &str, without: &str) -> Markup {
    let cross = html! { span.sr-only { "Remove filter " (label) } (icon_sm("x")) };
    html! { span.chip { (label) (in_place("", without, cross)) } }
}

/// A link of a segmented choice or of tabs.
#[derive(Clone, Debug)]
pub struct Choice<'a> {
    pub label: Markup,
    pub href: &'a str,
    pub current: bool,
}

/// A choice among few, each an address: `7 days | 30 days | 90 days`.
pub fn segments(label: &str, choices: &[Choice<'_>]) -> Markup {
    html! {
        nav.seg aria-label=(label) { @for choice in choices { a href=(choice.href) aria-current=[choice.current.then_some("true")] { (choice.label) } } }
    }
}

/// The same where the choice changes `#results` in place and keeps the focus.
pub fn segments_in_place(label: &str, choices: &[Choice<'_>]) -> Markup {
    html! {
        nav.seg aria-label=(label) {
            @for choice in choices {
                a href=(choice.href) aria-current=[choice.current.then_some("true")] hx-get=(choice.href) hx-target="#results" hx-sync="#results:replace"
                    hx-select="#results" hx-ext="morph" hx-swap="morph:outerHTML" hx-push-url="true" { (choice.label) }
            }
        }
    }
}

/// The order of a list on a phone, where rows are cards and the headers that sort are hidden.
pub fn sort_choices(choices: &[Choice<'_>]) -> Markup {
    html! {
        div class="mb-3 flex flex-wrap items-center gap-2 sm:hidden" {
            span class="text-small text-muted" aria-hidden="true" { "Sort by" }
            (segments_in_place("Sort by", choices))
        }
    }
}

/// Tabs that are pages of their own.
pub fn tabs(label: &str, choices: &[Choice<'_>]) -> Markup {
    html! {
        nav.tabs-line aria-label=(label) { @for choice in choices { a href=(choice.href) aria-current=[choice.current.then_some("page")] { (choice.label) } } }
    }
}

/// Tabs that change `#results` in place and keep the focus.
pub fn tabs_in_place(label: &str, choices: &[Choice<'_>]) -> Markup {
    html! {
        nav.tabs-line aria-label=(label) {
            @for choice in choices {
                a href=(choice.href) aria-current=[choice.current.then_some("page")] hx-get=(choice.href) hx-target="#results" hx-sync="#results:replace"
                    hx-select="#results" hx-ext="morph" hx-swap="morph:outerHTML" hx-push-url="true" { (choice.label) }
            }
        }
    }
}

/// A search field of a filter form; `/` puts the cursor in it.
pub fn search_field(name: &str, label: &str, value: &str) -> Markup {
    html! {
        label class="input w-full sm:w-60" {
            (icon("search"))
            span.sr-only { (label) }
            input type="search" name=(name) value=(value) placeholder=(label) maxlength="100" data-search;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorting_is_said() {
        let header = sort_header("Views", Sort::Descending, "?sort=views", "r").into_string();
        assert!(header.contains("aria-sort=\"descending\"") && header.contains("href=\"?sort=views\""));
        assert!(!sort_header("Views", Sort::None, "?", "").into_string().contains("aria-sort"));
    }

    #[test]
    fn a_missing_page_has_a_reason() {
        let pager = pager("50 of 230", None, Some("?after=x")).into_string();
        assert!(pager.contains("This is the first page") && pager.contains("rel=\"next\""));
        assert!(!pager.contains("This is the last page"));
    }

    #[test]
    fn the_current_choice_is_marked() {
        let choices = [
            Choice { label: html! { "7 days" }, href: "?days=7", current: true },
            Choice { label: html! { "30 days" }, href: "?days=30", current: false },
        ];
        assert_eq!(segments("Range", &choices).into_string().matches("aria-current").count(), 1);
        assert!(tabs("Bonus", &choices).into_string().contains("aria-current=\"page\""));
        assert!(chip("<x>", "?").into_string().contains("Remove filter &lt;x&gt;"));
    }
}
