//! Numbers, money and change as people read them.

#![expect(clippy::disallowed_types, reason = "a text of ours, or escaped above")]

use maud::{Markup, PreEscaped, html};

use super::icons::icon_sm;

/// `4,114,467`, with a true minus sign.
pub fn number(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + 8);
    if value < 0 {
        text.push('−');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A short label for axes and chips: `950`, `1.2 k`, `48 k`, `4.11 M`. The exact number belongs beside it.
pub fn compact(value: i64) -> String {
    let sign = if value < 0 { "−" } else { "" };
    let size = value.unsigned_abs();
    let (unit, decimals, suffix) = match size {
        0..1_000 => return format!("{sign}{size}"),
        1_000..10_000 => (1_000, 1, "k"),
        10_000..1_000_000 => (1_000, 0, "k"),
        1_000_000..10_000_000 => (1_000_000, 2, "M"),
        10_000_000..1_000_000_000 => (1_000_000, 1, "M"),
        _ => (1_000_000_000, 1, "B"),
    };
    // Cut, not rounded: 999,999 must not read as "1000 k".
    let scale = 10_u64.pow(decimals);
    let cut = size / (unit / scale);
    let (whole, rest) = (cut / scale, cut % scale);
    let rest = format!("{rest:0width$}", width = decimals as usize);
    let rest = if decimals == 0 { "" } else { rest.trim_end_matches('0') };
    let point = if rest.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{rest} {suffix}")
}

/// `$1,250.00` from cents.
pub fn money(cents: i64) -> String {
    let sign = if cents < 0 { "−" } else { "" };
    let size = cents.unsigned_abs();
    let whole = number(i64::try_from(size / 100).unwrap_or(i64::MAX));
    format!("{sign}${whole}.{:02}", size % 100)
}

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

/// The change with an arrow, a sign and a colour: never the colour alone. "new" when there was nothing before.
pub fn delta(now: i64, before: i64) -> Markup {
    match change_permille(now, before) {
        Some(change @ 1..) => {
            html! { span.delta.delta-up { (icon_sm("arrow-up")) (percent(change)) } }
        }
        Some(change @ ..=-1) => {
            html! { span.delta.delta-down { (icon_sm("arrow-down")) (percent(change)) } }
        }
        None if now > 0 => html! { span.delta.delta-up { (icon_sm("arrow-up")) "new" } },
        _ => html! { span.delta.delta-flat { (icon_sm("minus")) "no change" } },
    }
}

/// `1 account`, `3 accounts`.
pub fn count(n: i64, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// A username that may break after `.`, `_` and `-` and is never cut.
pub fn handle(username: &str) -> Markup {
    let escaped = html! { (username) }.into_string();
    let mut text = String::with_capacity(escaped.len() + 16);
    for letter in escaped.chars() {
        text.push(letter);
        if matches!(letter, '.' | '_' | '-') {
            text.push_str("<wbr>");
        }
    }
    PreEscaped(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for (value, full, short) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1_000, "1,000", "1 k"),
            (8_412, "8,412", "8.4 k"),
            (999_999, "999,999", "999 k"),
            (4_114_467, "4,114,467", "4.11 M"),
            (10_000_000, "10,000,000", "10 M"),
            (-1_234, "−1,234", "−1.2 k"),
            (i64::MIN, "−9,223,372,036,854,775,808", "−9223372036.8 B"),
        ] {
            assert_eq!((number(value), compact(value)), (full.to_owned(), short.to_owned()));
        }
    }

    #[test]
    fn money_is_exact() {
        for (cents, text) in [(0, "$0.00"), (5, "$0.05"), (125_000, "$1,250.00"), (-150, "−$1.50")] {
            assert_eq!(money(cents), text);
        }
    }

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
        assert!(delta(5, 5).into_string().contains("no change"));
        assert!(delta(4, 5).into_string().contains("−20.0 %"));
    }

    #[test]
    fn usernames_break_and_escape() {
        assert_eq!(handle("@a.b_<c>").into_string(), "@a.<wbr>b_<wbr>&lt;c&gt;");
        assert_eq!(count(1, "account", "accounts"), "1 account");
    }
}
