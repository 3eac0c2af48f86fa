//! Choosing rows of a list: the boxes that choose all of a page, and the parts of the bar of what can be done
//! with those that are chosen (selection.ts).

use maud::{Markup, html};

use super::icons::icon;

/// The column of the boxes.
pub fn head(label: &str) -> Markup {
    html! {
        th class="w-8" scope="col" { input class="checkbox needs-js" type="checkbox" aria-label=(label) data-select-all; }
    }
}

/// The same above the table on a phone, where rows are cards and the head is hidden.
pub fn all(label: &str) -> Markup {
    html! {
        label class="needs-js flex min-h-11 cursor-pointer items-center gap-3 border-b border-line px-4 text-small font-semibold sm:hidden" {
            input class="checkbox" type="checkbox" data-select-all;
            (label)
        }
    }
}

/// Without scripts it always stands there; with them, while rows are chosen.
pub fn bar(form: Markup) -> Markup {
    html! { div.selbar data-selection { (form) } }
}

/// How many are chosen, and the key that leads here.
pub fn count() -> Markup {
    html! {
        span class="num needs-js" role="status" { strong data-count { "0" } " selected" span.sr-only data-bar-key {} }
        kbd class="key needs-js me-1 max-sm:hidden" title="This key leads here, Esc back to the row" aria-hidden="true" data-bar-key-shown { "b" }
    }
}

/// The last of the bar: none is chosen any more.
pub fn none() -> Markup {
    html! { button class="btn btn-sm btn-square btn-ghost needs-js" type="button" data-select-none aria-label="Clear selection" { (icon("x")) } }
}
