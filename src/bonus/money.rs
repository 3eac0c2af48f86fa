//! Dollars as people type them, exactly: no floating point ever touches an amount.

/// The cents of an amount in dollars such as `50`, `$49.95` or `0.5`. `None` for anything else: signs,
/// exponents, commas (which may part thousands or cents), fractions of a cent, what does not fit.
pub fn cents(dollars: &str) -> Option<i64> {
    let text = dollars.trim();
    let text = text.strip_prefix('$').unwrap_or(text).trim_start();
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() > 2 {
        return None;
    }
    let tens = if part.len() == 1 { 10 } else { 1 };
    let part: i64 = part.parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(part * tens)
}

/// Says of an amount that is none what is wrong with it.
pub fn fault(dollars: &str) -> &'static str {
    let text = dollars.trim();
    let text = text.strip_prefix('$').unwrap_or(text).trim_start();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match text.split_once('.') {
        Some((whole, part)) if digits(whole) && digits(part) && part.len() > 2 => {
            "must have at most two digits after the point: cents are the least"
        }
        _ => "must be an amount in dollars such as 50 or 49.95: digits and at most one point, no commas",
    }
}

/// The other way, for a field: `50.00`.
pub fn dollars(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dollars_are_read_exactly() {
        for (text, is) in
            [("50", 5_000), ("0.1", 10), ("0.01", 1), (" $49.95 ", 4_995), ("1000000.00", 100_000_000)]
        {
            assert_eq!(cents(text), Some(is), "{text}");
        }
        for wrong in [
            "",
            "$",
            ".",
            "5.",
            ".5",
            "-1",
            "+1",
            "1,00",
            "1,000",
            "1e3",
            "0.001",
            "1.999",
            "5 0",
            "٥",
            "92233720368547758.08",
        ] {
            assert_eq!(cents(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn too_many_digits_after_the_point_are_named() {
        for (text, named) in [("12.345", true), ("$ 0.001", true), ("1.2.345", false), ("1,00", false)] {
            assert_eq!(fault(text).contains("two digits after the point"), named, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(amount in 0..=i64::MAX) {
            prop_assert_eq!(cents(&dollars(amount)), Some(amount));
        }
    }
}
