//! What is wrong, together by what would mend it.

use maud::{Markup, html};

use crate::transfer::import::rules::{Fault, Mend};
use crate::transfer::import::view::Remedy;
use crate::web::icons::icon_sm;
use crate::web::text;

/// A remedy in words: what is the matter, and what to do.
fn words(mend: Mend) -> (&'static str, &'static str) {
    match mend {
        Mend::Columns => ("A column is missing", "Choose below which of the file’s columns holds it."),
        Mend::Shape => ("Rows that do not fit the header", "Check quotes and the number of cells."),
        Mend::Platform => ("Unknown platform", "Use instagram, tiktok, youtube, x or facebook."),
        Mend::Username => ("Username not possible", "Write it as on the platform, or the profile’s address."),
        Mend::Brand => ("Brand not possible", "A name has 1 to 100 characters."),
        Mend::Group => ("Group not possible", "A name has 1 to 100 characters."),
        Mend::DisplayName => ("Display name not possible", "A name has at most 100 characters."),
        Mend::CreateMissing => {
            ("Brand or group not there", "Correct the name, or let the import create what is missing.")
        }
        Mend::TooMany => (
            "Too many brands or groups",
            "A server has at most 1,000 of each. Name fewer, or delete some first.",
        ),
        Mend::Duplicate => ("Same account twice", "Keep one of the rows."),
    }
}

pub fn list(remedies: &[Remedy]) -> Markup {
    html! {
        ul class="rows border-t border-line" { @for remedy in remedies { (one(remedy)) } }
    }
}

fn one(remedy: &Remedy) -> Markup {
    let (title, advice) = words(remedy.mend);
    let count = i64::try_from(remedy.count).unwrap_or(i64::MAX);
    let rest = remedy.count - remedy.errors.len();
    html! {
        li class="px-4 py-3 lg:px-5" {
            div class="flex flex-wrap items-center gap-x-2" {
                span class="text-error" { (icon_sm("circle-x")) }
                h3 class="font-semibold" { (title) }
                span.asof.num { (text::count(count, "place", "places")) }
                p class="w-full ps-6 text-small text-muted" { (advice) }
            }
            ul class="mt-1 grid gap-y-1 ps-6 text-small" { @for fault in &remedy.errors { (place(fault)) } }
            @if rest > 0 { p class="mt-1 ps-6 text-small text-muted num" { "and " (text::number(i64::try_from(rest).unwrap_or(i64::MAX))) " more" } }
        }
    }
}

fn place(fault: &Fault) -> Markup {
    html! {
        li class="flex items-baseline gap-x-3 max-sm:flex-wrap" {
            span class="num w-16 flex-none font-semibold" { "Row " (fault.row) }
            @if !fault.column.is_empty() { span class="text-muted wrap-anywhere sm:w-24 sm:flex-none" { (fault.column) } }
            span class="min-w-0 wrap-anywhere" {
                @if !fault.column.is_empty() {
                    code class="rounded bg-error/15 px-1 py-px font-mono text-micro" { @if fault.value.is_empty() { "(empty)" } @else { bdi { (fault.value) } } } " "
                }
                (fault.message)
            }
        }
    }
}
