//! Numbers, money and names as people read them.

use maud::{Markup, html};

pub use super::change::{delta, percent};

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

/// In place of a number of days that nobody looked at.
pub fn not_collected() -> Markup {
    html! {
        span class="text-muted" title="Nothing was collected in these days" {
            span aria-hidden="true" { "–" } span.sr-only { "Nothing was collected in these days" }
        }
    }
}

/// `1 account`, `3 accounts`.
pub fn count(n: i64, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// A username that may break after `.`, `_` and `-` and is never cut. Names that people choose stand in a
/// `bdi`: one that is written from right to left must not reorder what is around it.
pub fn handle(username: &str) -> Markup {
    html! {
        bdi {
            @for part in username.split_inclusive(['.', '_', '-']) {
                (part) @if part.ends_with(['.', '_', '-']) { wbr; }
            }
        }
    }
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
    fn usernames_break_and_escape() {
        assert_eq!(handle("@a.b_<c>").into_string(), "<bdi>@a.<wbr>b_<wbr>&lt;c&gt;</bdi>");
        assert_eq!(count(1, "account", "accounts"), "1 account");
    }
}
