//! Change between two numbers, in per cent.

use maud::{Markup, html};

use super::icons::icon_sm;
use super::text::number;

/// The change from `before` to `now` in tenths of a percent; none when there was nothing before.
pub fn change_permille(now: i64, before: i64) -> Option<i64> {
    let (now, before) = (i128::from(now), i128::from(before));
    if before == 0 {
        return None;
    }
    let doubled = (now - before) * 2000 / before.abs();
    let rounded = if doubled >= 0 { (doubled + 1) / 2 } else { (doubled - 1) / 2 };
    Some(i64::try_from(rounded).unwrap_or(i64::MAX))
}

/// `+12.4 %`, `−3.2 %`, `0.0 %`.
pub fn percent(permille: i64) -> String {
    let sign = match permille {
        0 => "",
        1.. => "+",
        _ => "−",
    };
    let size = permille.unsigned_abs();
    let whole = number(i64::try_from(size / 10).unwrap_or(i64::MAX));
    format!("{sign}{whole}.{} %", size % 10)
}

/// The change as it is read: beyond 999 % it is `×26`, and the exact per cent stand in the title and for screen readers.
fn words(change: i64, now: i64, before: i64) -> Markup {
    let exact = percent(change);
    if change <= 9_990 || before <= 0 {
        return html! { (exact) };
    }
    let times = i128::from(now) + i128::from(before) / 2;
    let times = number(i64::try_from(times / i128::from(before)).unwrap_or(i64::MAX));
    html! { span title=(exact) { span aria-hidden="true" { "×" (times) } span.sr-only { (exact) } } }
}

/// The change with an arrow, a sign and a colour: never the colour alone. "new" when there was nothing
/// before; without a `before` nobody knows what there was.
pub fn delta(now: i64, before: impl Into<Option<i64>>) -> Markup {
    let Some(before) = before.into() else {
        return html! { span.delta.delta-flat { "no earlier data" } };
    };
    match change_permille(now, before) {
        Some(change @ 1..) => {
            html! { span.delta.delta-up { (icon_sm("arrow-up")) (words(change, now, before)) } }
        }
        Some(change @ ..=-1) => {
            html! { span.delta.delta-down { (icon_sm("arrow-down")) (words(change, now, before)) } }
        }
        None if now > 0 => html! { span.delta.delta-up { (icon_sm("arrow-up")) "new" } },
        _ => html! { span.delta.delta-flat { (icon_sm("minus")) "no change" } },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes() {
        for (now, before, text) in [
            (110, 100, "+10.0 %"),
            (968, 1000, "−3.2 %"),
            (9_870, 9_866, "0.0 %"),
            (i64::MAX, 1, "+922,337,203,685,477,580.7 %"),
        ] {
            assert_eq!(change_permille(now, before).map(percent).as_deref(), Some(text));
        }
        assert_eq!(change_permille(5, 0), None);
        assert!(delta(5, 0).into_string().contains("new"));
        assert_eq!(delta(5, None).into_string(), "<span class=\"delta delta-flat\">no earlier data</span>");
        assert!(delta(5, 5).into_string().contains("no change"));
        assert!(delta(4, 5).into_string().contains("−20.0 %"));
        let much = delta(2_590, 100).into_string();
        assert!(much.contains("title=\"+2,490.0 %\"") && much.contains("×26"));
        assert!(delta(1_098, 100).into_string().contains("+998.0 %"));
        assert!(delta(500, -1).into_string().contains("+50,100.0 %"));
    }
}
