//! `#results`: the part of a page that follows the data, and that filters, orders and pages of a list swap.
//!
//! What a person asks of it replaces what is under way. A refresh gives way to that, and live.ts makes up for it.

use maud::{Markup, html};

/// Asked for again at `here` when something changed.
pub fn results(here: &str, body: Markup) -> Markup {
    results_in_force(here, None, body)
}

/// As [`results`], with the query that is in force where it is not the one in the address.
pub fn results_in_force(here: &str, in_force: Option<String>, body: Markup) -> Markup {
    html! {
        div #results data-in-force=[in_force] hx-get=(here) hx-trigger="tracked from:body" hx-sync="this:drop" hx-disinherit="hx-sync"
            hx-target="this" hx-select="#results" hx-ext="morph" hx-swap="morph:outerHTML" { (body) }
    }
}
