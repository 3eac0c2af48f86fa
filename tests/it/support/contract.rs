//! Every answer of the API that any test sees is held against its description.

use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, Mutex};

use jsonschema::Validator;
use reqwest::{Method, Request};
use serde_json::{Map, Value, json};
use tracking_dashboard::api_docs::description;

use super::Answer;

/// What was asked, kept before the request is sent.
pub struct Asked {
    method: Method,
    path: String,
    query: Vec<String>,
    body: Option<Value>,
}

impl Asked {
    pub fn of(request: &Request) -> Asked {
        let body = request.body().and_then(|body| body.as_bytes());
        Asked {
            method: request.method().clone(),
            path: request.url().path().to_owned(),
            query: request.url().query_pairs().map(|(name, _)| name.into_owned()).collect(),
            body: body.and_then(|body| serde_json::from_slice(body).ok()),
        }
    }
}

/// The path of the description that fits, and its operation. Fixed words win over parameters.
fn operation(asked: &Asked) -> Option<(&'static str, &'static Value)> {
    let fits = |template: &str| {
        let (mut ours, mut theirs) = (template.split('/'), asked.path.split('/'));
        let same =
            ours.by_ref().zip(theirs.by_ref()).all(|(a, b)| a == b || (a.starts_with('{') && !b.is_empty()));
        same && template.split('/').count() == asked.path.split('/').count()
    };
    // An invented method such as `get` is none of theirs.
    let method = asked.method.as_str();
    let known = method.bytes().all(|byte| byte.is_ascii_uppercase());
    let paths = description()["paths"].as_object()?;
    let (path, item) = paths
        .iter()
        .filter(|(template, _)| fits(template))
        .min_by_key(|(template, _)| template.matches('{').count())?;
    let operation = item.get(method.to_lowercase()).filter(|_| known)?;
    Some((path, operation))
}

/// Fails the test over a status, a type, a body or a header that is not described, and over a
/// request that succeeded though the description forbids it.
#[track_caller]
pub fn hold(asked: &Asked, answer: &Answer) {
    let Some((path, operation)) = operation(asked) else { return };
    let what = format!("{} {path}: {}", asked.method, answer.status);
    let described = &operation["responses"][answer.status.as_str()];
    assert!(described.is_object(), "{what} is not described: {}", answer.body);
    let kind = answer.header("content-type").split(';').next().unwrap_or_default();
    match described["content"].as_object() {
        None => assert!(answer.body.is_empty(), "{what} has a body: {}", answer.body),
        Some(content) => {
            assert!(content.contains_key(kind), "{what} is {kind}, not {:?}", content.keys());
            if kind.ends_with("json") {
                let pointer = format!("{}/{}", answer.status.as_str(), kind);
                let schema = &content[kind]["schema"];
                fits(&format!("{} {path} {pointer}", asked.method), schema, &answer.json(), true);
            }
        }
    }
    for (name, _) in described["headers"].as_object().into_iter().flatten() {
        let optional = name == "Idempotent-Replayed";
        assert!(optional || answer.headers.contains_key(name.as_str()), "{what} lacks {name}");
    }
    if answer.status.is_success() {
        was_allowed(asked, path, operation);
    }
}

fn was_allowed(asked: &Asked, path: &str, operation: &Value) {
    let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    let known: HashSet<_> =
        parameters.iter().filter(|one| one["in"] == "query").filter_map(|one| one["name"].as_str()).collect();
    let strict = operation["responses"]["422"].is_object();
    for name in asked.query.iter().filter(|_| strict) {
        assert!(
            known.contains(name.as_str()),
            "{} {path} took ?{name}=, which is not described",
            asked.method
        );
    }
    if let Some(body) = &asked.body {
        let schema = operation.pointer("/requestBody/content/application~1json/schema");
        if let Some(schema) = schema {
            fits(&format!("{} {path} body", asked.method), schema, body, false);
        }
    }
}

/// `closed`: fields that the schema does not name are refused, too.
#[track_caller]
fn fits(name: &str, schema: &Value, value: &Value, closed: bool) {
    static VALIDATORS: LazyLock<Mutex<HashMap<String, &'static Validator>>> = LazyLock::new(Mutex::default);
    let mut validators = VALIDATORS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let validator = *validators.entry(name.to_owned()).or_insert_with(|| {
        let mut whole = json!({ "allOf": [schema], "components": description()["components"] });
        if closed {
            whole["allOf"].as_array_mut().into_iter().flatten().for_each(close);
            whole["components"]["schemas"]
                .as_object_mut()
                .into_iter()
                .flat_map(Map::values_mut)
                .for_each(close);
        }
        let built = jsonschema::options().should_validate_formats(true).build(&whole);
        Box::leak(Box::new(built.expect("a schema")))
    });
    let faults: Vec<_> =
        validator.iter_errors(value).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{name} does not fit its description: {faults:#?}\n{value:#}");
}

/// Refuses unknown fields in every object that names its fields.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if fields.contains_key("properties") && !fields.contains_key("additionalProperties") {
                fields.insert("additionalProperties".into(), false.into());
            }
            // Parts of an `allOf` see the fields of the others.
            let nested = fields.iter_mut().filter(|(name, _)| *name != "allOf");
            nested.for_each(|(_, value)| close(value));
        }
        Value::Array(all) => all.iter_mut().for_each(close),
        _ => {}
    }
}
