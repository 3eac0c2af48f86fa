//! Folding text so that what people take for the same compares equal, on both databases alike.

use unicode_normalization::UnicodeNormalization;

use super::names::is_companion;

/// Compatibility form and lowercase: `Ｊöhn` and `jöhn` are one.
pub fn fold(text: &str) -> String {
    // What shows nothing by itself makes no other name.
    let shown = text.chars().filter(|c| !is_companion(*c));
    // Lowercasing may leave the normal form (`İ`), hence the second pass.
    shown.nfkc().collect::<String>().to_lowercase().nfkc().collect()
}

/// The LIKE pattern (`ESCAPE '!'`) of folded columns that contain this folded text.
pub fn containing(folded: &str) -> String {
    format!("%{}%", escape(folded))
}

/// As [`containing`], of columns that begin with it.
pub fn beginning(folded: &str) -> String {
    format!("{}%", escape(folded))
}

fn escape(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

/// A label for addresses: letters and digits, the rest as single hyphens; never empty.
pub fn slug(label: &str) -> String {
    let folded = fold(label);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let slug = words.collect::<Vec<_>>().join("-");
    if slug.is_empty() { "-".to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_compatibility_forms_fold_and_fold_once() {
        for (a, b) in [("ÄB", "äb"), ("Ｊohn", "john"), ("e\u{301}", "É"), ("ﬁ", "FI"), ("K", "k")] {
            assert_eq!(fold(a), fold(b), "{a} {b}");
        }
        for text in ["İstanbul", "ΣΑΣ", "ẞ", "ŉ", "a b"] {
            assert_eq!(fold(&fold(text)), fold(text), "{text}");
        }
    }

    #[test]
    fn a_slug_is_short_and_never_empty() {
        assert_eq!(slug("  Über Brand, Inc. "), "über-brand-inc");
        assert_eq!(slug("!!"), "-");
    }
}
