//! Reading JSON bodies: what is wrong is named by its pointer, in words of ours.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::error::Category;
use serde_path_to_error::{Path, Segment};

use super::{Code, Error};

/// Parses a body. 400 when it is no JSON, 422 with the pointer when a value does not fit.
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    // serde would take an array for a struct, field by field in their order.
    if body.trim_ascii_start().first() == Some(&b'[') {
        return Err(Error::field("#", "must be an object"));
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut reader)
        .map_err(|error| describe(error.path(), error.inner()))?;
    reader.end().map_err(|_| Error::because(Code::InvalidRequest, NO_JSON))?;
    Ok(value)
}

/// For a field of a PATCH that may be null: absent is `None`, null `Some(None)`. Goes with `default`.
pub fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// Keys come from the client and go back to it: longer ones are no names of ours.
const LONGEST_SEGMENT: usize = 40;

const NO_JSON: &str = "The body is not valid JSON.";

fn describe(path: &Path, error: &serde_json::Error) -> Error {
    if error.classify() != Category::Data {
        return Error::because(Code::InvalidRequest, NO_JSON);
    }
    let message = error.to_string();
    let mut pointer = pointer(path);
    let detail = if let Some(name) = quoted(&message, "missing field `") {
        pointer.push('/');
        pointer.push_str(name);
        "is required".into()
    } else if message.starts_with("unknown field `") {
        "is not a known field".into()
    } else if let Some(name) = quoted(&message, "duplicate field `") {
        pointer.push('/');
        pointer.push_str(name);
        "is given twice".into()
    } else if message.starts_with("must ") {
        // Our own `Deserialize` implementations speak like this; the rest of the line is serde's.
        message.split(" at line ").next().unwrap_or_default().to_owned().into()
    } else if message.starts_with("unknown variant `") {
        "is not one of the allowed values".into()
    } else {
        "has the wrong type or is out of range".into()
    };
    Error::fields(vec![super::FieldError { pointer, detail }])
}

fn quoted<'m>(message: &'m str, start: &str) -> Option<&'m str> {
    message.strip_prefix(start)?.split('`').next()
}

/// `#/snapshots/1/views`, escaped as RFC 6901 says.
fn pointer(path: &Path) -> String {
    let mut pointer = String::from("#");
    for segment in path.iter() {
        pointer.push('/');
        match segment {
            Segment::Seq { index } => pointer.push_str(&index.to_string()),
            Segment::Map { key } => {
                let key: String = key.chars().take(LONGEST_SEGMENT).collect();
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Segment::Enum { variant } => pointer.push_str(variant),
            Segment::Unknown => pointer.push('?'),
        }
    }
    pointer
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        #[expect(dead_code)]
        items: Vec<Inner>,
    }
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        #[expect(dead_code)]
        views: i64,
        #[expect(dead_code)]
        at: Option<crate::time::Ms>,
    }

    fn fault(body: &str) -> (Code, String, String) {
        let problem = parse::<Outer>(body.as_bytes()).unwrap_err().problem;
        let field = problem.errors.first();
        let pointer = field.map(|f| f.pointer.clone()).unwrap_or_default();
        let detail = field.map(|f| f.detail.to_string()).unwrap_or_default();
        (problem.code, pointer, detail)
    }

    #[test]
    fn a_fault_is_named_by_its_pointer() {
        let cases = [
            (
                r#"{"items":[{"views":1},{"views":"x"}]}"#,
                "#/items/1/views",
                "has the wrong type or is out of range",
            ),
            (r#"{"items":[{}]}"#, "#/items/0/views", "is required"),
            (r#"{"items":[{"views":1,"x":2}]}"#, "#/items/0/x", "is not a known field"),
            (r#"{"items":[{"views":1,"views":2}]}"#, "#/items/0/views", "is given twice"),
            (
                r#"{"items":[{"views":1,"at":"noon"}]}"#,
                "#/items/0/at",
                "must be a time in UTC such as 2026-11-15T12:00:00Z",
            ),
        ];
        for (body, pointer, detail) in cases {
            let (_, found, said) = fault(body);
            assert_eq!((found.as_str(), said.as_str()), (pointer, detail), "{body}");
        }
    }

    #[test]
    fn a_long_key_does_not_come_back_whole() {
        let (code, pointer, _) = fault(&format!(r#"{{"{}":1}}"#, "k/".repeat(100_000)));
        assert_eq!((code, pointer.as_str()), (Code::ValidationFailed, &*format!("#/{}", "k~1".repeat(20))));
    }

    #[test]
    fn what_is_no_json_is_400() {
        let deep = format!("{{\"items\":[{{\"views\":{}", "[".repeat(10_000));
        for body in ["", "{", "\"\\ud800\"", "{\"items\":[]}x", "{\"items\":[{\"views\":1e400}]}"] {
            assert_eq!(fault(body).0, Code::InvalidRequest, "{body:.20}");
        }
        assert_eq!(fault(&deep).0, Code::ValidationFailed);
    }
}
