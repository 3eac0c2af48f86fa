//! Counters: a number with its line of days and what it was before.

use maud::{Markup, html};

use super::chart::spark;
use super::icons::icon_sm;
use super::text;

pub struct Counter<'a> {
    pub icon: &'a str,
    pub label: &'a str,
    /// None: nothing was collected.
    pub value: Option<i64>,
    /// A value each day; what they are, in words. None: no line.
    pub days: Option<(Vec<Option<i64>>, String)>,
    /// What stands below the number, as [`since`].
    pub note: Markup,
}

/// The change against `before`, which is said too where it is known. `span`: as `in the 7 days before`.
pub fn since(value: i64, before: Option<i64>, span: &str) -> Markup {
    let Some(before) = before else { return text::delta(value, None) };
    html! { (text::delta(value, before)) span.num { "from " (text::number(before)) span class="max-sm:sr-only" { " " (span) } } }
}

/// Counters in a row, or in as many as they need. `class`: the columns on a wide screen.
pub fn counters(class: &str, all: &[Counter<'_>]) -> Markup {
    html! {
        ul class={ "grid grid-cols-[repeat(auto-fit,minmax(min(100%,8rem),1fr))] gap-3 sm:grid-cols-2 lg:gap-4 " (class) } {
            @for counter in all {
                li class="panel p-3.5 lg:px-5 lg:py-4" {
                    p class="flex items-center gap-1.5 text-small font-medium text-muted" { (icon_sm(counter.icon)) (counter.label) }
                    div class="mt-1 grid grid-cols-1 items-end gap-x-4 sm:grid-cols-[auto_minmax(0,1fr)]" {
                        p class="metric max-sm:text-xl!" { @match counter.value { Some(value) => (text::number(value)), None => (text::not_collected()) } }
                        @if let Some((days, label)) = &counter.days { div class="max-sm:mt-1" { (spark(days, label)) } }
                    }
                    p class="mt-1.5 flex flex-wrap items-center gap-x-1.5 text-small text-muted" { (counter.note) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_says_what_it_was_before() {
        let note = since(12_345, Some(10_000), "in the 7 days before");
        let counter = Counter {
            icon: "eye",
            label: "Views <gained>",
            value: Some(12_345),
            days: Some((vec![Some(1), None], "per day".into())),
            note,
        };
        let markup = counters("xl:grid-cols-4", &[counter]).into_string();
        for part in [
            "12,345",
            "Views &lt;gained&gt;",
            "+23.5 %",
            "from 10,000",
            "aria-label=\"per day\"",
            "xl:grid-cols-4",
        ] {
            assert!(markup.contains(part), "{part} in {markup}");
        }
    }
}
