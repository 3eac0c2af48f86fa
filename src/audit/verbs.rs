//! Actions in words: `brand.renamed` is "renamed the brand".

use std::borrow::Cow;

/// How an action is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verb {
    pub icon: &'static str,
    /// Between who and what: "Ada *renamed the brand* Nike".
    pub words: Cow<'static, str>,
    /// Whether the name of the thing follows.
    pub names_target: bool,
}

/// Action, icon, words; those that end with a full stop say it all and name no thing.
const VERBS: &[(&str, &str, &str)] = &[
    ("account.created", "user-round-plus", "added the account"),
    ("account.updated", "pencil", "changed the account"),
    ("account.moved", "folder-input", "moved the account"),
    ("account.paused", "pause", "paused the account"),
    ("account.resumed", "play", "resumed the account"),
    ("account.deleted", "trash-2", "deleted the account"),
    ("account.restored", "rotate-ccw", "restored the account"),
    ("account.imported", "upload", "imported the account"),
    ("accounts.exported", "download", "exported"),
    ("alert_settings.updated", "bell", "changed the alert settings of"),
    ("alert.tested", "send", "sent a test alert to"),
    ("api_key.created", "key-round", "made the API key"),
    ("api_key.revoked", "key-round", "revoked the API key"),
    ("api_key.secret_rotated", "key-round", "gave another signing secret to the API key"),
    ("brand.created", "layers", "created the brand"),
    ("brand.renamed", "pencil", "renamed the brand"),
    ("brand.updated", "pencil", "changed the brand"),
    ("brand.deleted", "trash-2", "deleted the brand"),
    ("brand.restored", "rotate-ccw", "restored the brand"),
    ("group.created", "folder-plus", "created the group"),
    ("group.renamed", "pencil", "renamed the group"),
    ("group.updated", "pencil", "changed the group"),
    ("group.moved", "folder-input", "moved the group"),
    ("group.deleted", "trash-2", "deleted the group"),
    ("group.restored", "rotate-ccw", "restored the group"),
    ("import.confirmed", "file-up", "started the import of"),
    ("import.completed", "file-up", "finished the import of"),
    ("import.cancelled", "file-up", "cancelled the import of"),
    ("import.failed", "file-up", "could not finish the import of"),
    ("import.undone", "undo-2", "took back the import of"),
    ("payment.paid", "banknote", "marked as paid:"),
    ("payment.unpaid", "circle-dashed", "marked as unpaid:"),
    ("payment.updated", "banknote", "changed the payment of"),
    ("round.created", "trophy", "created the bonus round"),
    ("round.evaluated", "trophy", "evaluated the bonus round"),
    ("round.deleted", "trash-2", "deleted the bonus round"),
    ("settings.updated", "settings", "changed the settings."),
    ("threshold.created", "bell", "created the threshold"),
    ("threshold.updated", "bell", "changed the threshold"),
    ("threshold.enabled", "bell", "turned on the threshold"),
    ("threshold.disabled", "bell-off", "turned off the threshold"),
    ("threshold.deleted", "trash-2", "deleted the threshold"),
    ("threshold.restored", "rotate-ccw", "restored the threshold"),
];

/// The verb of an action, made up from its name where the table has none.
pub fn verb(action: &str) -> Verb {
    match VERBS.iter().find(|(known, ..)| *known == action) {
        Some((_, icon, words)) => Verb {
            icon,
            words: Cow::Borrowed(words.trim_end_matches('.')),
            names_target: !words.ends_with('.'),
        },
        None => {
            let (thing, done) = action.split_once('.').unwrap_or(("thing", action));
            let words = format!("{} the {}", plain(done), plain(thing));
            Verb { icon: "history", words: Cow::Owned(words), names_target: true }
        }
    }
}

/// An action in a menu: "Brand renamed".
pub fn name(action: &str) -> String {
    let (thing, done) = action.split_once('.').unwrap_or(("", action));
    let mut words = format!("{} {}", plain(thing), plain(done)).trim().to_owned();
    if let Some(first) = words.get(..1).map(str::to_uppercase) {
        words.replace_range(..1, &first);
    }
    words.replace("Api ", "API ")
}

fn plain(name: &str) -> String {
    name.replace('_', " ")
}

/// Whether a text can be an action at all: `thing.verb` in lowercase letters.
pub fn is_action(text: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    text.len() <= 60 && text.split_once('.').is_some_and(|(thing, done)| word(thing) && word(done))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_actions_are_told_in_words_of_their_own() {
        let told = |action| {
            let verb = verb(action);
            (verb.words.into_owned(), verb.names_target)
        };
        assert_eq!(told("brand.renamed"), ("renamed the brand".to_owned(), true));
        assert_eq!(told("settings.updated"), ("changed the settings".to_owned(), false));
    }

    #[test]
    fn unknown_actions_are_told_all_the_same() {
        assert_eq!(verb("bonus_round.put_off").words, "put off the bonus round");
        assert_eq!(verb("odd").words, "odd the thing");
        assert_eq!(name("bonus_round.put_off"), "Bonus round put off");
        assert_eq!(name("api_key.created"), "API key created");
    }

    #[test]
    fn the_table_is_in_order_and_holds_actions_only() {
        assert!(VERBS.iter().all(|(action, ..)| is_action(action)));
        let mut seen = std::collections::HashSet::new();
        assert!(VERBS.iter().all(|(action, ..)| seen.insert(action)));
        for text in ["", "brand", "brand.", ".x", "Brand.renamed", "brand.re named", "a.b.c"] {
            assert!(!is_action(text), "{text}");
        }
    }
}
