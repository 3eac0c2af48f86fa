//! The description says all of the API and nothing else, in valid OpenAPI, and is what the server gives.

use std::collections::HashSet;
use std::process::Command;

use reqwest::Method;
use serde_json::Value;
use tracking_dashboard::api_docs::{self, description};
use tracking_dashboard::http::Access;
use tracking_dashboard::http::error::Code;
use tracking_dashboard::router::route_table;

use crate::support::apps;

/// Every operation: method, path, what is said of it.
pub fn operations() -> Vec<(Method, &'static str, &'static Value)> {
    let paths = description()["paths"].as_object().expect("paths");
    let each = |(path, item): (&'static String, &'static Value)| {
        let methods = item.as_object().expect("methods");
        methods.iter().map(move |(method, operation)| {
            (method.to_uppercase().parse().expect("a method"), path.as_str(), operation)
        })
    };
    paths.iter().flat_map(each).collect()
}

#[test]
fn every_route_of_the_api_is_described_once_and_nothing_else_is() {
    let mut described: HashSet<_> =
        operations().into_iter().map(|(method, path, _)| (method, path)).collect();
    for route in route_table().into_iter().filter(|route| route.path.starts_with("/api/v1/")) {
        let name = (route.method, route.path);
        assert!(described.remove(&name), "describe {} {}: `.describe(...)` after its route", name.0, name.1);
    }
    assert!(described.is_empty(), "described, but no route: {described:?}");
    let names: HashSet<_> = operations().iter().map(|(_, _, one)| one["operationId"].to_string()).collect();
    assert_eq!(names.len(), operations().len(), "two operations share a name");
}

#[test]
fn who_may_is_what_the_route_says() {
    for route in route_table() {
        let Some((_, _, one)) =
            operations().into_iter().find(|(method, path, _)| (method, *path) == (&route.method, route.path))
        else {
            continue;
        };
        let (says, session, key) = (
            one["x-access"].as_str().unwrap_or_default(),
            one["security"].to_string().contains("session"),
            one["security"].to_string().contains("key"),
        );
        let expected = match route.access {
            Access::Public => ("public", false, false),
            Access::SignedIn => ("signed_in", true, false),
            Access::Viewer => ("viewer", true, !one["x-scope"].is_null()),
            Access::Admin => ("admin", true, !one["x-scope"].is_null()),
            Access::Bot => ("bot", false, true),
            Access::Operator => ("operator", false, true),
        };
        assert_eq!((says, session, key), expected, "{}", route.path);
        let csrf = one["security"].to_string().contains("csrf");
        assert_eq!(csrf, session && route.method != Method::GET, "{}", route.path);
    }
}

/// Pointers of `$ref` anywhere in a value.
fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|field| references(field, found));
        }
        Value::Array(all) => all.iter().for_each(|one| references(one, found)),
        _ => {}
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_schema_is_one() {
    let mut found = Vec::new();
    references(description(), &mut found);
    assert!(found.len() > 20);
    for pointer in found {
        assert!(description().pointer(pointer.trim_start_matches('#')).is_some(), "{pointer}");
    }
    for (name, schema) in description()["components"]["schemas"].as_object().expect("schemas") {
        assert!(jsonschema::meta::is_valid(schema), "{name}");
        let ends_in_a_number = name.ends_with(|last: char| last.is_ascii_digit());
        assert!(!ends_in_a_number, "{name}: two types of one name; give one `#[schemars(rename = ...)]`");
    }
}

#[test]
fn answers_name_all_that_they_carry() {
    for (name, schema) in description()["components"]["schemas"].as_object().expect("schemas") {
        let any = schema["properties"]
            .as_object()
            .into_iter()
            .flatten()
            .find(|(_, field)| field.as_bool().is_some());
        assert!(any.is_none() || name == "OpenApi", "{name}: {any:?} may be anything");
    }
}

#[tokio::test]
async fn the_server_and_the_command_give_the_same_description() {
    let program = env!("CARGO_BIN_EXE_tracking-dashboard");
    let printed = Command::new(program).arg("openapi").output().expect("the command");
    let printed: Value = serde_json::from_slice(&printed.stdout).expect("JSON");
    for app in apps().await {
        let served = app.anonymous().get("/api/v1/openapi.json").await.ok();
        assert_eq!(served.json(), printed);
        assert_eq!(printed["openapi"], "3.1.0");
    }
}

#[tokio::test]
async fn the_page_shows_every_operation_and_every_error() {
    for app in apps().await {
        let page = app.anonymous().get("/api/docs").await.ok();
        for (method, path, operation) in operations() {
            let id = format!("id=\"{}\"", operation["operationId"].as_str().unwrap());
            assert_eq!(page.body.matches(&id).count(), 1, "{method} {path}");
            assert_eq!(api_docs::name(&method, path), operation["operationId"]);
        }
        for code in Code::ALL {
            assert!(page.body.contains(&format!("<tr id=\"{}\">", code.as_str())), "{}", code.as_str());
        }
        let found = app.anonymous().get("/api/docs?q=heartbeat+post").await.ok();
        assert!(found.body.contains("post_ingest_heartbeat") && !found.body.contains("get_me"));
        let none = app.anonymous().get("/api/docs?q=%3Cb%3Enothing").await.ok();
        assert!(none.body.contains("No operation matches") && !none.body.contains("<b>nothing"));
    }
}

#[tokio::test]
async fn an_error_leads_to_its_row() {
    for app in apps().await {
        let error = app.anonymous().get("/api/v1/me").await.expect(401).json();
        assert_eq!(error["type"], "/api/docs#unauthenticated");
    }
}
