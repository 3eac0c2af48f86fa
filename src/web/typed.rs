//! Whole numbers as people type them: `10000`, `10,000`, `10 000`; nothing that could mean two things.

/// The number, if its groups of three are parted by one and the same separator or by none. `None` for
/// anything else: `1,00`, `10.000` (which may be ten), `10k`, signs.
pub fn whole(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let Some(separator) = text.chars().find(|letter| !letter.is_ascii_digit()) else {
        return digits(text).then(|| text.parse().ok()).flatten();
    };
    // Besides the common ones the spaces that other programs part thousands with.
    if !matches!(separator, ',' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}') {
        return None;
    }
    let mut parts = text.split(separator);
    let first = parts.next().filter(|part| digits(part) && part.len() <= 3)?;
    let mut whole = first.to_owned();
    for part in parts {
        if !digits(part) || part.len() != 3 {
            return None;
        }
        whole.push_str(part);
    }
    whole.parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::web::text;

    #[test]
    fn separators_stand_between_thousands_and_nowhere_else() {
        for (text, is) in [
            ("0", 0),
            (" 10000 ", 10_000),
            ("10,000", 10_000),
            ("10 000", 10_000),
            ("1\u{202f}234\u{202f}567", 1_234_567),
            ("1,000,000,000,000", 1_000_000_000_000),
        ] {
            assert_eq!(whole(text), Some(is), "{text}");
        }
        for wrong in [
            "",
            "1,00",
            "1,0000",
            "10.000",
            "1.5",
            "10k",
            "-1",
            "+1",
            "1,000 000",
            ",000",
            "1,",
            "1234,567",
            "1  000",
            "1e3",
            "٥",
            "9223372036854775808",
        ] {
            assert_eq!(whole(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_can_be_typed(number in 0..=i64::MAX) {
            prop_assert_eq!(whole(&text::number(number)), Some(number));
            prop_assert_eq!(whole(&number.to_string()), Some(number));
        }
    }
}
