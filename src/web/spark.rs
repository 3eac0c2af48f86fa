//! The small line beside a number, and the key of a chart.

use maud::{Markup, html};

use super::plot;

/// The key of a chart: the first line solid, the second dashed. `labels` go with their colour keys.
pub fn legend(labels: &[(&str, &str)]) -> Markup {
    html! {
        ul class="flex flex-wrap gap-x-4 text-micro text-muted" {
            @for (index, (key, label)) in labels.iter().enumerate() {
                li class="inline-flex items-center gap-1.5" {
                    svg class={ "h-0.5 w-4 overflow-visible stroke-current " @if index == 0 { "text-" (key) } @else { "text-line-strong" } } aria-hidden="true" {
                        line x2="100%" y1="1" y2="1" stroke-width="2" stroke-dasharray=[(index > 0).then_some("3 3")] {}
                    }
                    (label)
                }
            }
        }
    }
}

/// A small line without axes beside a number.
pub fn spark(values: &[Option<i64>], label: &str) -> Markup {
    let (low, high) =
        values.iter().flatten().fold((i64::MAX, i64::MIN), |(low, high), v| (low.min(*v), high.max(*v)));
    let (low, high) = if low > high { (0.0, 1.0) } else { (low as f64, high as f64) };
    let pad = if high > low { (high - low) * 0.12 } else { 1.0 };
    let points = plot::points(values, low - pad, high + pad);
    html! {
        svg.spark viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label=(label) {
            path.area d=(plot::area(&points)) {}
            path.line d=(plot::line(&points)) {}
        }
    }
}
