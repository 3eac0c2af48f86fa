//! What wants to be done: lines that features hand to the overview.

use maud::{Markup, html};

use super::icons::icon;

/// One thing that needs somebody, and the way to it.
#[derive(Clone, Debug)]
pub struct Attention {
    pub urgency: Urgency,
    pub icon: &'static str,
    /// What is the matter, with its number: "3 accounts are unavailable".
    pub title: String,
    /// One more line: since when, or what comes of it.
    pub detail: String,
    pub href: String,
    /// The word on the button, as "Review".
    pub action: &'static str,
}

/// Sorted from what is broken to what is only open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    Broken,
    Late,
    Open,
}

impl Urgency {
    fn class(self) -> &'static str {
        match self {
            Urgency::Broken => "text-error",
            Urgency::Late => "text-warning",
            Urgency::Open => "text-info",
        }
    }
}

/// The list, or that all is well.
pub fn attention(mut all: Vec<Attention>) -> Markup {
    all.sort_by_key(|one| one.urgency);
    html! {
        @if all.is_empty() {
            div class="flex items-center gap-3 px-4 py-4 lg:px-5" {
                span class="text-success" { (icon("circle-check")) }
                div { p class="font-semibold" { "All good" } p class="text-small text-muted" { "Nothing waits for you here." } }
            }
        } @else {
            ul.rows {
                @for one in &all {
                    li class="flex items-center gap-3 px-4 py-3 lg:px-5" {
                        span class=(one.urgency.class()) { (icon(one.icon)) }
                        div class="min-w-0 flex-1" {
                            p class="font-semibold" { (one.title) }
                            p class="text-small text-muted" { (one.detail) }
                        }
                        a class="btn btn-sm btn-quiet" href=(one.href) { (one.action) span.sr-only { ": " (one.title) } }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_broken_stands_first_and_nothing_is_calm() {
        let line = |urgency, title: &str| Attention {
            urgency,
            icon: "unplug",
            title: title.into(),
            detail: String::new(),
            href: "/x".into(),
            action: "Review",
        };
        let markup =
            attention(vec![line(Urgency::Open, "open"), line(Urgency::Broken, "<broken>")]).into_string();
        assert!(markup.find("&lt;broken&gt;") < markup.find(">open"));
        assert!(attention(Vec::new()).into_string().contains("All good"));
    }
}
