//! What brands, groups and accounts may be called.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};

use super::fold::{fold, slug};

const MOST_CHARS: usize = 100;

/// Why a name is refused; completes "The label ...".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub &'static str);

/// The label of a brand or group, or a display name: 1 to 100 characters, trimmed, none of them a control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label(String);

impl Label {
    /// Creators choose display names: what would reorder or hide the text around them is left out.
    pub fn parse(text: &str) -> Result<Label, Refused> {
        let text = text.replace(is_trick, "");
        let text = text.trim();
        let length = text.chars().count();
        if !(1..=MOST_CHARS).contains(&length) || !is_visible(text) {
            return Err(Refused("must have 1 to 100 characters"));
        }
        if text.chars().any(char::is_control) {
            return Err(Refused("must not contain control characters"));
        }
        Ok(Label(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn folded(&self) -> String {
        fold(&self.0)
    }

    pub fn slug(&self) -> String {
        slug(&self.0)
    }
}

/// Declares how a name looks in the API's description.
macro_rules! name_schema {
    ($($name:ident),+) => {$(
        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "minLength": 1, "maxLength": MOST_CHARS })
            }
        }
    )+};
}

name_schema!(Label, Username);

/// Characters that reorder or hide the text around them, or are nothing to see at all. Not the joiners
/// and variation selectors: emoji and some scripts need them.
pub fn is_trick(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
        | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{e001f}' | '\u{e0080}'..='\u{e0fff}' | '\u{f0000}'..='\u{10ffff}')
}

/// Goes with the character before it and shows nothing by itself: joiners, variation selectors, tags.
pub fn is_companion(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0020}'..='\u{e007f}')
}

/// Whether there is anything to see.
fn is_visible(text: &str) -> bool {
    text.chars().any(|c| !c.is_whitespace() && !is_companion(c))
}

/// A username on a platform: 1 to 100 characters without a leading `@`, blanks or controls.
/// Equal when folded equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Username(String);

impl Username {
    pub fn parse(text: &str) -> Result<Username, Refused> {
        let length = text.chars().count();
        if !(1..=MOST_CHARS).contains(&length) {
            return Err(Refused("must have 1 to 100 characters"));
        }
        if text.starts_with('@') {
            return Err(Refused("must not start with @"));
        }
        if text.chars().any(|c| c == '/' || c.is_whitespace() || c.is_control() || is_trick(c)) {
            return Err(Refused("must not contain blanks, slashes or control characters"));
        }
        // Dots alone would lead out of the profile's address.
        if !is_visible(text) || text.chars().all(|c| c == '.') {
            return Err(Refused("must have a letter or digit"));
        }
        Ok(Username(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn folded(&self) -> String {
        fold(&self.0)
    }
}

/// Reads these names from JSON, with what is allowed as the fault's sentence.
macro_rules! deserialize {
    ($($name:ident),+) => {$(
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<$name, D::Error> {
                $name::parse(&String::deserialize(from)?).map_err(de::Error::custom)
            }
        }
    )+};
}
deserialize!(Label, Username);

/// What a search for an account looks through.
pub fn search_text(username: &str, display_name: &str) -> String {
    fold(&format!("{username} {display_name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_reorder_or_hide_the_text_around_it() {
        assert_eq!(Label::parse("\u{202e}\u{2066}evil\u{200b}").unwrap().as_str(), "evil");
        assert!(Label::parse("\u{200b}\u{feff}").is_err());
        assert!(Username::parse("a\u{202e}b").is_err());
        for nothing in
            ["\u{3164}", "\u{200d}", "\u{2800}", "\u{ad}", "\u{e0041}", "\u{fe0f}", "\u{e000}", " \u{200d} "]
        {
            assert!(Label::parse(nothing).is_err() && Username::parse(nothing).is_err(), "{nothing:?}");
        }
        for twin in ["Race\u{ad}", "Race\u{200d}", "Race\u{fe0f}", "Ra\u{34f}ce"] {
            assert_eq!(Label::parse(twin).unwrap().folded(), "race", "{twin:?}");
        }
        assert!(Username::parse("..").is_err() && Username::parse("a..").is_ok());
        let family = "\u{1f468}\u{200d}\u{1f469}";
        assert_eq!(Label::parse(family).unwrap().as_str(), family);
    }

    #[test]
    fn labels_are_trimmed_and_bounded() {
        assert_eq!(Label::parse("  Brand \u{1f600} ").unwrap().as_str(), "Brand \u{1f600}");
        let long = "ä".repeat(100);
        assert!(Label::parse(&long).is_ok());
        for text in ["", "   ", "a\nb", "a\u{0}", &format!("{long}x")] {
            assert!(Label::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn usernames_have_no_at_and_no_blanks() {
        assert_eq!(Username::parse("Anna.B_1").unwrap().folded(), "anna.b_1");
        for text in ["", "@anna", "an na", "a/b", "anna\t", "a\u{a0}b", "a\u{0}", &"x".repeat(101)] {
            assert!(Username::parse(text).is_err(), "{text:?}");
        }
    }
}
