//! What changed, in words: fields by their names, ids by the labels of what they stand for.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::time::Ms;
use crate::web::text;

/// Labels of the things that entries of a guild name by id.
#[derive(Debug, Default)]
pub struct Names(HashMap<String, String>);

impl Names {
    pub fn add(&mut self, id: impl ToString, label: impl Into<String>) {
        self.0.insert(id.to_string(), label.into());
    }
}

/// A field before and after.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    pub field: String,
    pub old: String,
    pub new: String,
}

/// The differences in an entry's JSON, in the order of the fields' names.
pub fn differences(json: &str, names: &Names) -> Vec<Difference> {
    let fields: Map<String, Value> = serde_json::from_str(json).unwrap_or_default();
    let one = |(name, change): (&String, &Value)| Difference {
        field: field(name),
        old: value(name, &change["old"], names),
        new: value(name, &change["new"], names),
    };
    fields.iter().map(one).collect()
}

/// As one line of text, for a cell.
pub fn in_a_line(json: &str, names: &Names) -> String {
    let one = |d: Difference| format!("{}: {} -> {}", d.field, d.old, d.new);
    differences(json, names).into_iter().map(one).collect::<Vec<_>>().join("; ")
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
    let date = Ms::parse(at).and_then(|at| chrono::DateTime::from_timestamp_millis(at.0));
    date.map_or_else(|| at.to_owned(), |date| date.format("%b %-d, %Y, %H:%M UTC").to_string())
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
        let found: Vec<_> = differences(json, &names)
            .into_iter()
            .map(|d| format!("{}|{}|{}", d.field, d.old, d.new))
            .collect();
        assert_eq!(
            found,
            [
                "Amount|$50.00|$75.00",
                "Enabled|no|yes",
                "Group|Aurora|one that is gone",
                "Name|Nike|<b>",
                "Near miss, in per cent of the target|90 %|85 %",
                "Notes|none|empty",
                "Paid at|none|Nov 16, 2026, 12:00 UTC",
                "Target views|1,000|2,500,000"
            ]
        );
        assert_eq!(in_a_line(r#"{"x": {"old": [1, 2], "new": {"label": "A"}}}"#, &names), "X: 1, 2 -> A");
    }

    #[test]
    fn what_is_no_json_of_ours_says_nothing() {
        for json in ["", "[]", "{", "{}", "null"] {
            assert!(differences(json, &Names::default()).is_empty(), "{json}");
        }
        assert_eq!(in_a_line(r#"{"a": 1}"#, &Names::default()), "A: none -> none");
    }
}
