//! The usual injection strings, into every parameter of every route. The parameters come from the
//! API's description, so a new route is tried without a line here.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::Value;
use tracking_dashboard::http::cookies::CSRF;

use super::errors::assert_no_inside;
use crate::access::cast::{CANARY, plant};
use crate::access::rules::rows;
use crate::api::described::operations;
use crate::support::{Actor, Answer, FIRST, FOREIGN, Options, TestApp, apps_with};

const STRINGS: [&str; 14] = [
    "'",
    "\"",
    "' OR '1'='1",
    "1 OR 1=1--",
    "'; DROP TABLE accounts;--",
    "' UNION SELECT access_token FROM users--",
    "1); SELECT pg_sleep(20);--",
    "%27%20OR%201=1",
    "a\\'b%_",
    "$1 ? :x {0}",
    "\u{0}",
    "\u{202e}\u{fdd0}𝒳\u{fffd}",
    "../../../../etc/passwd",
    "${jndi:ldap://x}{{7*7}}<script>",
];

fn patient() -> Options {
    Options { variables: vec![("TD_LIMITS__REQUESTS_PER_MINUTE", "1000000")], ..Options::default() }
}

/// Rows of each table that no request of reading may change.
async fn counted(app: &TestApp) -> BTreeMap<&'static str, i64> {
    let mut all = BTreeMap::new();
    for (table, sql) in [
        ("accounts", "SELECT COUNT(*) FROM accounts"),
        ("audit_log", "SELECT COUNT(*) FROM audit_log"),
        ("brands", "SELECT COUNT(*) FROM brands"),
        ("groups", "SELECT COUNT(*) FROM account_groups"),
        ("guilds", "SELECT COUNT(*) FROM guilds"),
        ("posts", "SELECT COUNT(*) FROM posts"),
        ("sessions", "SELECT COUNT(*) FROM sessions"),
        ("users", "SELECT COUNT(*) FROM users"),
        ("views", "SELECT CAST(COALESCE(SUM(views), 0) AS BIGINT) FROM guild_days"),
    ] {
        all.insert(table, app.db.q(sql).scalar().await.expect("a count"));
    }
    all
}

#[track_caller]
fn is_harmless(what: &str, text: &str, answer: &Answer) {
    assert!(!answer.status.is_server_error(), "{what} with {text:?}: {} {}", answer.status, answer.body);
    assert!(!answer.body.contains(CANARY), "{what} with {text:?} shows another guild");
    if answer.status.is_client_error() && answer.header("content-type").contains("json") {
        assert_no_inside(what, answer);
    }
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

/// A path in which every parameter has a value, and one of them this one.
fn filled(path: &str, chosen: &str, value: &str) -> String {
    let part = |part: &str| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
        Some(name) if name == chosen => value.to_owned(),
        Some("guild_id") => FIRST.to_string(),
        Some(_) => "01993f4e-7a10-7000-8000-000000000001".to_owned(),
        None => part.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

async fn send(actor: &Actor, method: &Method, path: &str, header: Option<(&str, &str)>) -> Option<Answer> {
    let mut request = actor.request(method.clone(), path).header("x-csrf-token", actor.cookie(CSRF));
    if let Some((name, value)) = header {
        // Some of the strings are no header values at all.
        request = request.header(name, reqwest::header::HeaderValue::from_bytes(value.as_bytes()).ok()?);
    }
    if *method != Method::GET {
        request = request.header("content-type", "application/json").body("{}");
    }
    Some(actor.tab().send(request).await)
}

#[tokio::test]
async fn no_parameter_of_the_api_is_read_as_anything_but_a_value() {
    for app in apps_with(patient).await {
        plant(&app).await;
        let admin = app.admin().await;
        let before = counted(&app).await;
        let mut tried = 0;
        for (method, path, operation) in operations() {
            // Whatever key it comes with, this logs the one who asks out, as it should.
            if path.ends_with("/sessions/revoke-all") || path.ends_with("/sessions/revoke-others") {
                continue;
            }
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            for parameter in &parameters {
                let (name, place) = (parameter["name"].as_str().unwrap(), parameter["in"].as_str().unwrap());
                for text in STRINGS {
                    let what = format!("{method} {path} {place} {name}");
                    let (address, header) = match place {
                        "path" => (filled(path, name, &encoded(text)), None),
                        "query" => (format!("{}?{name}={}", filled(path, "", ""), encoded(text)), None),
                        _ => (filled(path, "", ""), Some((name, text))),
                    };
                    let Some(answer) = send(&admin, &method, &address, header).await else { continue };
                    is_harmless(&what, text, &answer);
                    tried += 1;
                }
            }
        }
        assert!(tried > 100, "{tried}");
        assert_eq!(counted(&app).await, before, "{tried} requests changed something");
    }
}

#[tokio::test]
async fn no_parameter_of_a_page_is_read_as_anything_but_a_value() {
    for app in apps_with(patient).await {
        plant(&app).await;
        let admin = app.admin().await;
        let before = counted(&app).await;
        // Pages have the filters of the API's lists, and a few of their own.
        let described = operations()
            .into_iter()
            .flat_map(|(_, _, one)| one["parameters"].as_array().cloned().unwrap_or_default());
        let mut names: BTreeSet<String> = described
            .filter(|one| one["in"] == "query")
            .filter_map(|one| one["name"].as_str().map(str::to_owned))
            .collect();
        names.extend(
            ["return_to", "days", "sort", "metric", "code", "state", "error", "tab", "page"]
                .map(str::to_owned),
        );
        for row in rows()
            .into_iter()
            .filter(|row| row.is_safe() && !row.is_api() && !row.rule.route.contains("/live"))
        {
            let path = row.path(&FIRST.to_string());
            for (index, text) in STRINGS.into_iter().enumerate() {
                // All parameters at once: one that is refused does not hide the next.
                let query: Vec<_> = names.iter().map(|name| format!("{name}={}", encoded(text))).collect();
                let answer = admin.tab().get(&format!("{path}?{}", query.join("&"))).await;
                is_harmless(&path, text, &answer);
                if index == 0 {
                    for name in &names {
                        let answer = admin.tab().get(&format!("{path}?{name}={}", encoded(STRINGS[4]))).await;
                        is_harmless(&format!("{path} {name}"), STRINGS[4], &answer);
                    }
                }
            }
        }
        assert_eq!(counted(&app).await, before);
    }
}

/// The body of a call with one text in one field; other fields have a value that fits.
fn bodies(operation: &Value) -> Vec<(String, &'static str, Value)> {
    let Some(schema) = operation.pointer("/requestBody/content/application~1json/schema") else {
        return Vec::new();
    };
    let whole = tracking_dashboard::api_docs::example(tracking_dashboard::api_docs::description(), schema);
    let mut places = Vec::new();
    leaves(&whole, String::new(), &mut places);
    let mut all = Vec::new();
    for place in places {
        for text in STRINGS {
            let mut body = whole.clone();
            *body.pointer_mut(&place).expect("a place") = text.into();
            all.push((place.clone(), text, body));
        }
    }
    all
}

fn leaves(value: &Value, pointer: String, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, field)| leaves(field, format!("{pointer}/{name}"), found));
        }
        Value::Array(all) => {
            all.iter().enumerate().for_each(|(i, one)| leaves(one, format!("{pointer}/{i}"), found))
        }
        _ => found.push(pointer),
    }
}

#[tokio::test]
async fn no_field_of_a_body_is_read_as_anything_but_a_value() {
    for app in apps_with(patient).await {
        plant(&app).await;
        let (admin, bot) = (app.admin().await, app.bot().await);
        let foreign = "SELECT COUNT(*) FROM brands WHERE guild_id = $1";
        let before: i64 = app.db.q(foreign).bind(FOREIGN).scalar().await.unwrap();
        for (method, path, operation) in operations() {
            for (place, text, body) in bodies(operation) {
                let address = filled(path, "", "");
                let answer = match address.strip_prefix("/api/v1/ingest/") {
                    Some(rest) => bot.call(method.as_str(), rest, &body).send().await,
                    None => admin.tab().send_json(method.clone(), &address, &body).await,
                };
                is_harmless(&format!("{method} {path} {place}"), text, &answer);
            }
        }
        assert_eq!(app.db.q(foreign).bind(FOREIGN).scalar::<i64>().await.unwrap(), before);
        let name: String =
            app.db.q("SELECT name FROM guilds WHERE id = $1").bind(FOREIGN).scalar().await.unwrap();
        assert!(name.contains(CANARY), "another guild was touched");
        // Nothing was dropped: every list can still be read.
        app.viewer().await.get(&format!("/api/v1/guilds/{FIRST}/accounts")).await.ok();
    }
}

#[tokio::test]
async fn no_cookie_is_read_as_anything_but_a_value() {
    for app in apps_with(patient).await {
        let admin = app.admin().await;
        let names: Vec<_> = admin
            .jar()
            .into_keys()
            .chain(["td_theme", "td_nav", "__Host-td_login"].map(str::to_owned))
            .collect();
        for name in names {
            for text in STRINGS {
                let tab = admin.tab();
                // What is no cookie is sent encoded, as a browser would.
                let plain = text.bytes().all(|b| b.is_ascii_graphic() && !b"\";,\\".contains(&b));
                tab.set_cookie(&name, &if plain { text.to_owned() } else { encoded(text) });
                for path in ["/guilds", "/api/v1/me", "/auth/callback?state=x&code=y"] {
                    is_harmless(&format!("{path} cookie {name}"), text, &tab.tab().get(path).await);
                }
            }
        }
        admin.get("/api/v1/me").await.ok();
    }
}
