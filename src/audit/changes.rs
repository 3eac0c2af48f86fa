//! What changed, in words: fields by their names, ids by the labels of what they stand for.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::time::Ms;
use crate::web::{text, time};

/// Labels of the things that entries of a guild name by id.
#[derive(Debug, Default)]
pub struct Names(HashMap<String, String>);

impl Names {
    pub fn add(&mut self, id: impl ToString, label: impl Into<String>) {
        self.0.insert(id.to_string(), label.into());
    }
}

/// What an entry tells of its change.
#[derive(Debug, PartialEq, Eq)]
pub enum Told {
    /// How much was done: "120 accounts added, 3 changed".
    Counts(String),
    /// A field of what came, or went, with the thing.
    Is { field: String, value: String },
    /// A field before and after.
    Became { field: String, old: String, new: String },
}

/// What was counted in an action: its field, and the words after one and after many.
const COUNTS: &[(&str, &str, &str, &str)] = &[
    ("accounts.exported", "rows", "account", "accounts"),
    ("import.confirmed", "new", "account to add", "accounts to add"),
    ("import.confirmed", "changed", "to change", "to change"),
    ("import.completed", "created", "account added", "accounts added"),
    ("import.completed", "updated", "account changed", "accounts changed"),
    ("import.undone", "removed", "account removed", "accounts removed"),
    ("import.undone", "restored", "put back as it was", "put back as they were"),
    ("import.undone", "kept", "left alone, changed since", "left alone, changed since"),
    ("round.created", "targets", "target", "targets"),
    ("round.deleted", "targets", "target", "targets"),
    ("round.evaluated", "achieved", "group achieved", "groups achieved"),
    ("round.evaluated", "missed", "missed", "missed"),
    ("round.evaluated", "near_misses", "of them near", "of them near"),
];

/// Fields that change by what the action says.
const SAID: &[(&str, &str)] = &[
    ("account.paused", "status"),
    ("account.resumed", "status"),
    ("payment.paid", "paid"),
    ("payment.unpaid", "paid"),
    ("threshold.disabled", "enabled"),
    ("threshold.enabled", "enabled"),
];

/// What came of the action, from an entry's JSON: the counts first, then fields in the order of their names.
pub fn told(action: &str, json: &str, names: &Names) -> Vec<Told> {
    let mut fields: Map<String, Value> = serde_json::from_str(json).unwrap_or_default();
    fields.retain(|name, _| !SAID.contains(&(action, name)));
    let mut counts = Vec::new();
    for (_, name, one, many) in COUNTS.iter().filter(|(of, ..)| *of == action) {
        let Some(change) = fields.remove(*name) else { continue };
        let count = change["new"].as_i64().or(change["old"].as_i64()).unwrap_or_default();
        if count != 0 {
            counts.push(text::count(count, one, many));
        }
    }
    let counts = (!counts.is_empty()).then(|| Told::Counts(counts.join(", ")));
    let one = |(name, change): (&String, &Value)| {
        let (old, new) = (&change["old"], &change["new"]);
        let (field, of) = (field(name), |side| value(name, side, names));
        match (old.is_null() && begins(action), new.is_null() && action.ends_with(".deleted")) {
            (true, _) => Told::Is { field, value: of(new) },
            (_, true) => Told::Is { field, value: of(old) },
            _ => Told::Became { field, old: of(old), new: of(new) },
        }
    };
    counts.into_iter().chain(fields.iter().map(one)).collect()
}

/// Whether nothing was there before the action: then that is not worth a word.
fn begins(action: &str) -> bool {
    let (_, done) = action.split_once('.').unwrap_or_default();
    ["created", "imported", "evaluated", "exported", "failed", "paid"].contains(&done)
}

/// As one line of text, for a cell.
pub fn in_a_line(action: &str, json: &str, names: &Names) -> String {
    let one = |told| match told {
        Told::Counts(counts) => counts,
        Told::Is { field, value } => format!("{field}: {value}"),
        Told::Became { field, old, new } => format!("{field}: {old} -> {new}"),
    };
    told(action, json, names).into_iter().map(one).collect::<Vec<_>>().join("; ")
}

const FIELDS: &[(&str, &str)] = &[
    ("label", "Name"),
    ("status", "State"),
    ("discord_channel_id", "Channel"),
    ("notification_channel_id", "Notification channel"),
    ("near_miss_percent", "Near miss, in per cent of the target"),
    ("create_missing_on_import", "Imports create missing brands and groups"),
    ("bonus_amount_cents", "Amount"),
    ("amount_cents", "Amount"),
    ("q", "Search"),
];

fn field(name: &str) -> String {
    if let Some((_, words)) = FIELDS.iter().find(|(known, _)| *known == name) {
        return (*words).to_owned();
    }
    let plain = name.trim_end_matches("_id").trim_end_matches("_cents").replace('_', " ");
    let mut letters = plain.chars();
    letters.next().map_or(plain.clone(), |first| first.to_uppercase().chain(letters).collect())
}

fn value(name: &str, value: &Value, names: &Names) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Number(number) => match number.as_i64() {
            Some(cents) if name.ends_with("_cents") => text::money(cents),
            Some(percent) if name.ends_with("_percent") => format!("{percent} %"),
            Some(count) => text::number(count),
            None => number.to_string(),
        },
        Value::String(words) if words.is_empty() => "empty".to_owned(),
        Value::String(id) if name.ends_with("_id") => {
            names.0.get(id).cloned().unwrap_or_else(|| "one that is gone".to_owned())
        }
        Value::String(at) if name.ends_with("_at") => when(at),
        Value::String(words) => words.clone(),
        Value::Array(all) if all.is_empty() => "none".to_owned(),
        Value::Array(all) => {
            all.iter().map(|each| self::value(name, each, names)).collect::<Vec<_>>().join(", ")
        }
        Value::Object(thing) => match thing.get("label").or_else(|| thing.get("name")) {
            Some(label) => self::value("", label, names),
            None => thing
                .iter()
                .map(|(key, each)| format!("{} {}", field(key), self::value(key, each, names)))
                .collect::<Vec<_>>()
                .join(", "),
        },
    }
}

/// A time as people read it; UTC like every time of the log's texts.
fn when(at: &str) -> String {
    Ms::parse(at).map_or_else(|| at.to_owned(), |at| time::moment(at.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_values_are_words() {
        let mut names = Names::default();
        names.add("0198-a", "Aurora");
        let json = r#"{"amount_cents": {"old": 5000, "new": 7500}, "enabled": {"old": false, "new": true},
            "group_id": {"old": "0198-a", "new": "0198-b"}, "label": {"old": "Nike", "new": "<b>"},
            "near_miss_percent": {"old": 90, "new": 85}, "notes": {"old": null, "new": ""},
            "paid_at": {"old": null, "new": "2026-11-16T12:00:00.000Z"}, "target_views": {"old": 1000, "new": 2500000}}"#;
        let line = in_a_line("x.updated", json, &names);
        assert_eq!(
            line.split("; ").collect::<Vec<_>>(),
            [
                "Amount: $50.00 -> $75.00",
                "Enabled: no -> yes",
                "Group: Aurora -> one that is gone",
                "Name: Nike -> <b>",
                "Near miss, in per cent of the target: 90 % -> 85 %",
                "Notes: none -> empty",
                "Paid at: none -> 16 Nov 2026, 12:00 UTC",
                "Target views: 1,000 -> 2,500,000"
            ]
        );
        let json = r#"{"x": {"old": [1, 2], "new": {"label": "A"}}}"#;
        assert_eq!(in_a_line("x.updated", json, &names), "X: 1, 2 -> A");
    }

    #[test]
    fn counts_are_said_as_what_was_done() {
        let line = |action, json| in_a_line(action, json, &Names::default());
        let done = r#"{"created": {"old": 0, "new": 1200}, "updated": {"old": 0, "new": 1}}"#;
        assert_eq!(line("import.completed", done), "1,200 accounts added, 1 account changed");
        let undone = r#"{"kept": {"old": 0, "new": 2}, "removed": {"old": 0, "new": 1}}"#;
        assert_eq!(line("import.undone", undone), "1 account removed, 2 left alone, changed since");
        let made =
            r#"{"bonus_amount_cents": {"old": null, "new": 5000}, "targets": {"old": null, "new": 1}}"#;
        assert_eq!(line("round.created", made), "1 target; Amount: $50.00");
        let gone =
            r#"{"bonus_amount_cents": {"old": 5000, "new": null}, "targets": {"old": 2, "new": null}}"#;
        assert_eq!(line("round.deleted", gone), "2 targets; Amount: $50.00");
        let paid = r#"{"paid": {"old": false, "new": true}, "paid_by": {"old": null, "new": "Ada"}}"#;
        assert_eq!(line("payment.paid", paid), "Paid by: Ada");
        let unpaid = r#"{"paid": {"old": true, "new": false}, "paid_by": {"old": "Ada", "new": null}}"#;
        assert_eq!(line("payment.unpaid", unpaid), "Paid by: Ada -> none");
        // The same fields of another action are what they are.
        assert_eq!(line("x.updated", undone), "Kept: 0 -> 2; Removed: 0 -> 1");
    }

    #[test]
    fn what_is_no_json_of_ours_says_nothing() {
        for json in ["", "[]", "{", "{}", "null"] {
            assert!(told("x.created", json, &Names::default()).is_empty(), "{json}");
        }
        assert_eq!(in_a_line("x.updated", r#"{"a": 1}"#, &Names::default()), "A: none -> none");
    }
}
