//! Drawings of state: the heartbeat strip, and the gauge against a target.

use maud::{Markup, html};

use super::text::number;

/// One stretch of the heartbeat strip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beat {
    Online,
    Late,
    Down,
    None,
}

/// The last day as a strip of bars whose height says it too. `label` tells the same in words.
pub fn beats(beats: &[Beat], label: &str) -> Markup {
    let step = 100.0 / beats.len().max(1) as f64;
    html! {
        svg class="beats h-5 w-full" role="img" aria-label=(label) {
            @for (index, beat) in beats.iter().enumerate() {
                @let (class, top) = match beat { Beat::Online => ("up", 0), Beat::Late => ("late", 5), Beat::Down => ("down", 10), Beat::None => ("none", 14) };
                rect class=(class) x=(format!("{:.3}%", index as f64 * step)) width=(format!("{:.2}%", step * 0.7)) y=(top) height=(20 - top) rx="1.5" {}
            }
        }
    }
}

/// The gauge: 0 to 125 % of the target, so that the mark stands at 80 % in every row. `kind`: achieved, near, missed or pending.
pub fn gauge(actual: i64, target: i64, kind: &str) -> Markup {
    let share =
        if target > 0 { (actual.max(0) as f64 / target as f64).min(1.25) / 1.25 * 100.0 } else { 0.0 };
    let fill = format!("{share:.2}%");
    // Rounded as differences are, so that the two of a row add up.
    let tenths = if target > 0 {
        let (actual, target) = (i128::from(actual), i128::from(target));
        (actual * 1000 + actual.signum() * target / 2) / target
    } else {
        0
    };
    let label =
        format!("{} of {} views, {}.{} %", number(actual), number(target), tenths / 10, (tenths % 10).abs());
    html! {
        svg class={ "gauge gauge-" (kind) } role="img" aria-label=(label) {
            rect.gauge-track y="6" width="100%" height="8" rx="4" {}
            rect.gauge-fill y="6" width=(fill) height="8" rx="4" {}
            @if kind == "near" { line.gauge-gap x1=(fill) x2="80%" y1="10" y2="10" {} }
            line.gauge-halo x1="80%" x2="80%" y1="1" y2="19" {}
            line.gauge-mark x1="80%" x2="80%" y1="1" y2="19" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gauge_survives_any_numbers() {
        assert!(gauge(125, 100, "achieved").into_string().contains("width=\"100.00%\""));
        assert!(gauge(95, 100, "near").into_string().contains("95 of 100 views, 95.0 %"));
        assert!(gauge(i64::MAX, 1, "achieved").into_string().contains("100.00%"));
        assert!(gauge(5, 0, "pending").into_string().contains("0.00%"));
        assert!(beats(&[Beat::Online, Beat::Down], "x").into_string().contains("class=\"down\""));
    }
}
