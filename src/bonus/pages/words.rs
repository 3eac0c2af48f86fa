//! How rounds and targets are said: weeks, results, distances.

use maud::{Markup, html};

use crate::bonus::rounds::Round;
use crate::bonus::rules::Outcome;
use crate::bonus::{ITSELF, Week};
use crate::time::Ms;
use crate::web::status::state;
use crate::web::{text, time};

/// A week by its name; the exact span in UTC and in the reader's time on hover and focus.
pub fn week(week: Week) -> Markup {
    time::span_as(week.first().start().0, week.end().0, &week.name())
}

/// A target's result, as a badge.
pub fn result(outcome: Option<Outcome>) -> Markup {
    let (kind, word) = kind(outcome);
    state(kind, word)
}

fn kind(outcome: Option<Outcome>) -> (&'static str, &'static str) {
    match outcome {
        None => ("pending", "Pending"),
        Some(Outcome { achieved: true, .. }) => ("achieved", "Achieved"),
        Some(Outcome { near_miss: true, .. }) => ("near", "Near miss"),
        Some(_) => ("missed", "Missed"),
    }
}

/// The kind of a target's gauge.
pub fn gauge_kind(outcome: Option<Outcome>) -> &'static str {
    kind(outcome).0
}

/// "3,200 views short", "11,204 over"; a near miss stands out.
pub fn distance(delta: i64, outcome: Option<Outcome>) -> Markup {
    let class =
        if outcome.is_some_and(|o| o.near_miss) { "font-semibold text-warning" } else { "text-muted" };
    html! {
        span class=(class) {
            @if delta < 0 { (text::count(delta.saturating_neg(), "view", "views")) " " @if outcome.is_some() { "short" } @else { "to go" } }
            @else if delta == 0 { "exactly" }
            @else { (text::number(delta)) " over" }
        }
    }
}

/// `+4.2 %`.
pub fn percent(value: f64) -> String {
    text::percent((value * 10.0).round() as i64)
}

/// Evaluated when and by whom, or when it will be.
pub fn evaluated(round: &Round, now: Ms) -> Markup {
    let due = crate::bonus::rules::due_at(round.week);
    html! {
        @match round.evaluated_at {
            Some(at) => {
                "Evaluated " (time::time(now.0, at.0)) " "
                @if round.evaluated_by_id.as_deref() == Some(ITSELF) { "by itself" }
                @else { "by " bdi { (round.evaluated_by.as_deref().unwrap_or_default()) } }
            }
            None if due <= now => "Will be evaluated by itself any moment",
            None => { "Will be evaluated by itself " (time::time(now.0, due.0)) " " span class="whitespace-nowrap" { "(" (time::moment(due.0)) ")" } }
        }
    }
}
