//! From a schema to rows that a table shows: `items[].brand.id`, its type, what is allowed.

use serde_json::Value;

/// A field of a body or an answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    pub path: String,
    pub kind: String,
    pub required: bool,
    pub text: String,
}

/// Deeper than that nobody reads in a table.
const DEEPEST: usize = 4;

/// The fields of a schema, those of nested objects after them.
pub fn fields(document: &Value, schema: &Value) -> Vec<Field> {
    let mut rows = Vec::new();
    collect(document, schema, "", 0, &mut rows);
    rows
}

/// What a `$ref` points to; another schema is itself.
pub fn resolve<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    let pointer = schema["$ref"].as_str().and_then(|text| text.strip_prefix('#'));
    pointer.and_then(|pointer| document.pointer(pointer)).unwrap_or(schema)
}

fn collect(document: &Value, schema: &Value, prefix: &str, depth: usize, rows: &mut Vec<Field>) {
    let schema = present(document, resolve(document, schema));
    if let Some(items) = schema.get("items") {
        let prefix = format!("{prefix}[]");
        return collect(document, items, &prefix, depth, rows);
    }
    let Some(properties) = schema["properties"].as_object() else { return };
    let required =
        |name: &str| schema["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name));
    for (name, property) in properties {
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        let text = property["description"].as_str();
        rows.push(Field {
            kind: kind(document, property),
            required: required(name),
            text: text.unwrap_or_default().to_owned(),
            path: path.clone(),
        });
        if depth < DEEPEST {
            collect(document, property, &path, depth + 1, rows);
        }
    }
}

/// Of "this or null" the one that is not null.
fn present<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    let one = schema["anyOf"].as_array().and_then(|all| all.iter().find(|one| one["type"] != "null"));
    one.map_or(schema, |one| resolve(document, one))
}

/// The type in a few words.
pub fn kind(document: &Value, schema: &Value) -> String {
    let schema = resolve(document, schema);
    let nullable = schema["anyOf"].as_array().is_some_and(|all| all.iter().any(|one| one["type"] == "null"))
        || schema["type"].as_array().is_some_and(|all| all.iter().any(|one| one == "null"));
    let schema = present(document, schema);
    let plain = match &schema["type"] {
        Value::Array(all) => all.iter().find(|one| *one != "null").and_then(Value::as_str),
        one => one.as_str(),
    };
    let choices: Vec<_> = choices(schema);
    let mut said = if !choices.is_empty() {
        choices.join(" | ")
    } else {
        match (plain, schema["format"].as_str()) {
            (Some("array"), _) => format!("list of {}", kind(document, &schema["items"])),
            (Some("string"), Some("date-time")) => "time".to_owned(),
            (Some("string"), Some(format)) => format.to_owned(),
            (Some("string"), None) if schema.get("pattern").is_some() => "Discord id".to_owned(),
            (Some(plain), _) => plain.to_owned(),
            (None, _) => "any".to_owned(),
        }
    };
    said.push_str(&limits(schema));
    if nullable { format!("{said} or null") } else { said }
}

fn choices(schema: &Value) -> Vec<String> {
    let word = |value: &Value| value.as_str().map(str::to_owned);
    let of = |name: &str| schema[name].as_array().cloned().unwrap_or_default();
    let mut all: Vec<_> = of("enum").iter().filter_map(word).collect();
    all.extend(of("oneOf").iter().flat_map(|one| {
        let several = one["enum"].as_array().cloned().unwrap_or_default();
        several.iter().chain(one.get("const")).filter_map(word).collect::<Vec<_>>()
    }));
    all
}

fn limits(schema: &Value) -> String {
    let number = |name: &str| schema[name].as_i64();
    let of = |least: &str, most: &str, unit: &str| match (number(least), number(most)) {
        (Some(least), Some(most)) => format!(", {least} to {most}{unit}"),
        (None, Some(most)) => format!(", at most {most}{unit}"),
        _ => String::new(),
    };
    of("minimum", "maximum", "")
        + &of("minLength", "maxLength", " characters")
        + &of("minItems", "maxItems", " items")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nested_fields_follow_their_object() {
        let document = json!({"components": {"schemas": {"Brand": {"properties": {"id": {"type": "string", "format": "uuid"}}, "required": ["id"]}}}});
        let schema = json!({"properties": {"items": {"type": "array", "maxItems": 3, "items": {"properties": {
            "brand": {"$ref": "#/components/schemas/Brand"},
            "at": {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]},
            "state": {"enum": ["on", "off"]},
        }}}}});
        let rows: Vec<_> =
            fields(&document, &schema).into_iter().map(|f| (f.path, f.kind, f.required)).collect();
        let row = |path: &str, kind: &str, required| (path.to_owned(), kind.to_owned(), required);
        assert_eq!(rows.len(), 5);
        assert!(rows.contains(&row("items", "list of any, at most 3 items", false)));
        assert!(rows.contains(&row("items[].brand.id", "uuid", true)));
        assert!(rows.contains(&row("items[].at", "time or null", false)));
        assert!(rows.contains(&row("items[].state", "on | off", false)));
    }
}
