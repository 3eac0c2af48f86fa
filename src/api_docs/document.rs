//! From the route table to OpenAPI 3.1.

use axum::http::Method;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::http::Access;
use crate::http::error::{Code, Problem};
use crate::http::operation::{Answer, Operation, Parameter, Place};
use crate::http::render::ProblemJson;
use crate::http::routes::Route;

const ABOUT: &str = "Ids are strings: Discord's are snowflakes, ours are UUIDs. Times are RFC 3339 in UTC and end in `Z`. Money is \
    whole cents of US dollars. Unknown fields and parameters are refused. Every answer carries `X-Request-Id`.";

/// What schemas are made with: answers as they are written, bodies as they are read.
struct Schemas {
    written: SchemaGenerator,
    read: SchemaGenerator,
}

impl Schemas {
    fn new() -> Schemas {
        let settings = || {
            SchemaSettings::draft2020_12().with(|settings| {
                settings.definitions_path = "/components/schemas".into();
                settings.meta_schema = None;
            })
        };
        Schemas {
            written: settings().for_serialize().into_generator(),
            read: settings().for_deserialize().into_generator(),
        }
    }

    /// All that were referred to. A type that is both read and written must look the same.
    fn components(mut self) -> Map<String, Value> {
        let mut all = self.read.take_definitions(true);
        all.extend(self.written.take_definitions(true));
        // What stands at a type is for who reads the code; what stands at a field is for everybody.
        all.values_mut()
            .filter_map(Value::as_object_mut)
            .for_each(|schema| drop(schema.remove("description")));
        all
    }
}

/// The description of these routes; those without an operation are no part of the API.
pub fn document(routes: &[Route]) -> Value {
    let mut schemas = Schemas::new();
    let mut paths = Map::new();
    let mut tags: Vec<&str> = Vec::new();
    for route in routes {
        let Some(operation) = &route.operation else { continue };
        if !tags.contains(&operation.tag) {
            tags.push(operation.tag);
        }
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[route.method.as_str().to_lowercase()] = described(route, operation, &mut schemas);
    }
    let problem = schemas.written.subschema_for::<ProblemJson<'static>>();
    debug_assert_eq!(problem.get("$ref"), Some(&json!(PROBLEM)));
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Tracking Dashboard", "version": env!("CARGO_PKG_VERSION"), "description": ABOUT },
        "servers": [{ "url": "/" }],
        "security": [],
        "tags": tags.iter().map(|tag| json!({ "name": tag })).collect::<Vec<_>>(),
        "paths": paths,
        "components": {
            "schemas": schemas.components(),
            "securitySchemes": {
                "session": { "type": "apiKey", "in": "cookie", "name": "__Host-td_access", "description": "A browser's login." },
                "csrf": { "type": "apiKey", "in": "header", "name": "X-CSRF-Token", "description": "The value of the cookie `__Host-td_csrf`, with every change made by a session." },
                "key": { "type": "http", "scheme": "bearer", "description": "An API key; its scopes are named with each operation." },
            },
            "headers": {
                "X-Request-Id": { "description": "The id of this one request, in the log too.", "required": true, "schema": { "type": "string", "format": "uuid" } },
                "Retry-After": { "description": "Seconds to wait.", "schema": { "type": "integer", "minimum": 0 } },
                "Idempotent-Replayed": { "description": "`true`: the answer was given before.", "schema": { "const": "true" } },
            },
        },
    })
}

const PROBLEM: &str = "#/components/schemas/Problem";

/// `list_guilds_accounts`: one name for each operation.
pub fn name(method: &Method, path: &str) -> String {
    let words: Vec<_> = path
        .trim_start_matches("/api/v1/")
        .split(['/', '-', '.'])
        .map(|word| word.trim_matches(['{', '}']))
        .collect();
    format!("{}_{}", method.as_str().to_lowercase(), words.join("_"))
}

fn described(route: &Route, operation: &Operation, schemas: &mut Schemas) -> Value {
    let text = format!("{} {}", operation.text, who(route.access, operation));
    let mut described = json!({
        "operationId": name(&route.method, route.path),
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": text.trim(),
        "x-access": access(route.access),
        "x-scope": operation.scope.map(|scope| scope.as_str()),
        "security": security(route, operation),
        "parameters": parameters(route, operation, schemas),
        "responses": responses(route, operation, schemas),
    });
    if let Some(body) = operation.body {
        let schema = body(&mut schemas.read);
        described["requestBody"] =
            json!({ "required": true, "content": { operation.body_type: { "schema": schema } } });
    }
    described
}

fn access(access: Access) -> &'static str {
    match access {
        Access::Public => "public",
        Access::SignedIn => "signed_in",
        Access::Viewer => "viewer",
        Access::Admin => "admin",
        Access::Bot => "bot",
        Access::Operator => "operator",
    }
}

/// Who may, in a sentence.
fn who(access: Access, operation: &Operation) -> String {
    let key = |person: &str| match operation.scope {
        Some(scope) => format!("{person}, or a key with `{scope}`."),
        None => format!("{person}; no key."),
    };
    match access {
        Access::Public => "Anybody.".to_owned(),
        Access::SignedIn => key("Whoever is logged in"),
        Access::Viewer => key("Whoever may see the guild"),
        Access::Admin => key("Administrators of the guild"),
        Access::Bot if operation.bot_only => "The bot's own key, with a signature.".to_owned(),
        Access::Bot => "A key with `ingest:write`, with a signature.".to_owned(),
        Access::Operator => "The operator's token.".to_owned(),
    }
}

fn security(route: &Route, operation: &Operation) -> Value {
    let key = json!({ "key": operation.scope.map(|scope| scope.as_str()).into_iter().collect::<Vec<_>>() });
    let session = match route.method {
        Method::GET => json!({ "session": [] }),
        _ => json!({ "session": [], "csrf": [] }),
    };
    match route.access {
        Access::Public => json!([]),
        Access::Bot | Access::Operator => json!([key]),
        _ if operation.scope.is_none() => json!([session]),
        _ => json!([session, key]),
    }
}

fn parameters(route: &Route, operation: &Operation, schemas: &mut Schemas) -> Vec<Value> {
    let mut all = Vec::new();
    for name in route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
        if operation.parameters.iter().any(|own| own.name == name) {
            continue;
        }
        let (text, schema) = match name {
            "guild_id" => ("The Discord server.", json!({ "type": "string", "pattern": "^[0-9]{17,20}$" })),
            _ => ("An id of ours.", json!({ "type": "string", "format": "uuid" })),
        };
        all.push(
            json!({ "name": name, "in": "path", "required": true, "description": text, "schema": schema }),
        );
    }
    if route.access == Access::Bot {
        let headers = [
            (
                "webhook-id",
                "Names this call, without a dot. Seen before from this key, it is answered as the first time.",
            ),
            ("webhook-timestamp", "Seconds since 1970, at most 300 off."),
            (
                "webhook-signature",
                "`v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`; several are separated by spaces.",
            ),
        ];
        all.extend(headers.map(|(name, text)| {
            json!({ "name": name, "in": "header", "required": true, "description": text, "schema": { "type": "string" } })
        }));
    }
    all.extend(operation.parameters.iter().map(|parameter| own(parameter, schemas)));
    all
}

fn own(parameter: &Parameter, schemas: &mut Schemas) -> Value {
    let place = match parameter.place {
        Place::Query => "query",
        Place::Header => "header",
    };
    let schema = (parameter.shape)(&mut schemas.read);
    json!({
        "name": parameter.name, "in": place, "required": parameter.required,
        "description": parameter.text, "schema": schema,
    })
}

fn responses(route: &Route, operation: &Operation, schemas: &mut Schemas) -> Value {
    let mut success = json!({ "description": operation.summary, "headers": headers(None, route, operation) });
    let json_of = |schema: Value| json!({ "application/json": { "schema": schema } });
    match operation.answer {
        Answer::Nothing => {}
        Answer::Json(shape) => success["content"] = json_of(shape(&mut schemas.written).to_value()),
        Answer::List(shape) => {
            let item = shape(&mut schemas.written);
            success["content"] = json_of(json!({
                "type": "object",
                "required": ["items", "next_cursor"],
                "properties": {
                    "items": { "type": "array", "items": item },
                    "next_cursor": { "type": ["string", "null"], "description": "For `cursor`; null: there is no more." },
                },
            }));
        }
        Answer::Events(shape) => {
            let data = shape(&mut schemas.written);
            success["content"] =
                json!({ "text/event-stream": { "schema": { "type": "string" }, "x-event-data": data } });
        }
        Answer::File(kind) => {
            success["content"] = json!({ kind: { "schema": { "type": "string" } } });
        }
    }
    for kind in &operation.or_files {
        success["content"][*kind] = json!({ "schema": { "type": "string" } });
    }
    let mut all = Map::from_iter([(operation.status.as_str().to_owned(), success)]);
    let codes = operation.errors(&route.method, route.path, route.access);
    for same in codes.chunk_by(|a, b| a.status() == b.status()) {
        let names: Vec<_> = same.iter().map(|code| code.as_str()).collect();
        let schema =
            json!({ "allOf": [{ "$ref": PROBLEM }, { "properties": { "code": { "enum": names } } }] });
        let response = json!({
            "description": same.iter().map(|code| code.title()).collect::<Vec<_>>().join(" · "),
            "headers": headers(same.first().copied(), route, operation),
            "content": { "application/problem+json": { "schema": schema } },
        });
        all.insert(same[0].status().as_str().to_owned(), response);
    }
    Value::Object(all)
}

fn headers(code: Option<Code>, route: &Route, operation: &Operation) -> Value {
    let reference = |name: &str| json!({ "$ref": format!("#/components/headers/{name}") });
    let mut all = Map::from_iter([("X-Request-Id".to_owned(), reference("X-Request-Id"))]);
    let again =
        route.access == Access::Bot || operation.parameters.iter().any(|p| p.name == "Idempotency-Key");
    match code {
        Some(code) if Problem::from(code).retry_after.is_some() => {
            all.insert("Retry-After".to_owned(), reference("Retry-After"));
        }
        None if again => {
            all.insert("Idempotent-Replayed".to_owned(), reference("Idempotent-Replayed"));
        }
        _ => {}
    }
    Value::Object(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_has_one_name() {
        assert_eq!(
            name(&Method::GET, "/api/v1/guilds/{guild_id}/alert-thresholds"),
            "get_guilds_guild_id_alert_thresholds"
        );
    }

    #[test]
    fn a_type_that_is_read_and_written_looks_the_same() {
        let mut schemas = Schemas::new();
        for route in &crate::router::route_table() {
            if let Some(operation) = &route.operation {
                described(route, operation, &mut schemas);
            }
        }
        let written = schemas.written.definitions();
        for (name, read) in schemas.read.definitions() {
            assert!(written.get(name).is_none_or(|written| written == read), "{name} is two things");
        }
    }
}
