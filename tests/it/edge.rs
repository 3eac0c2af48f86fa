//! What every answer carries, errors above all.

use reqwest::Method;
use serde_json::json;
use tracking_dashboard::app::route_table;
use tracking_dashboard::demo::people::FIRST;

use crate::support::Answer;

const HEADERS: [(&str, &str); 5] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=()"),
];

fn assert_guarded(what: &str, answer: &Answer) {
    let policy = answer.header("content-security-policy");
    for part in ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{what}: {policy}");
    }
    assert!(!policy.contains("unsafe"), "{what}: {policy}");
    for (name, start) in HEADERS {
        assert!(answer.header(name).starts_with(start), "{what}: {name}: {}", answer.header(name));
    }
    let id = answer.header("x-request-id");
    assert!(id.len() == 36 && id.as_bytes()[14] == b'7', "{what}: request id {id}");
}

/// An envelope of ours, with the id of the header and nothing of what went wrong inside.
fn assert_envelope(what: &str, answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{what}: {}", answer.body);
    assert_guarded(what, answer);
    assert_eq!(answer.header("content-type"), "application/problem+json", "{what}");
    let body = answer.json();
    assert_eq!(body["code"], code, "{what}");
    assert_eq!(body["status"], status, "{what}");
    assert_eq!(body["request_id"], answer.header("x-request-id"), "{what}");
    for inner in ["secret-of", "sqlx", "serde", "panicked", "src/", "expected", "line 1", "column"] {
        assert!(!answer.body.contains(inner), "{what}: {}", answer.body);
    }
}

on_both!(every_route_carries_the_headers_whatever_it_answers, |app| {
    let actors = [app.anonymous(), app.admin().await];
    for route in route_table() {
        let path = route.path.replace("{guild_id}", &FIRST.to_string());
        for actor in &actors {
            let answer = actor.request(route.method.clone(), &path).send().await;
            assert_guarded(route.path, &answer);
            let is_asset = route.path.starts_with("/assets") || route.path == "/favicon.ico";
            assert!(is_asset || answer.header("cache-control").contains("no-store"), "{route:?}");
        }
    }
});

on_both!(errors_of_the_api_are_envelopes_with_the_request_id, |app| {
    let nobody = app.anonymous();
    let send = |method: Method, path: &'static str, kind: &'static str, body: String| {
        nobody.request(method, path).header("content-type", kind).body(body).send()
    };
    let json = "application/json";
    assert_envelope("no such address", &nobody.get("/api/v1/nowhere").await, 404, "not_found");
    assert_envelope(
        "an id that is none",
        &app.admin().await.get("/api/v1/guilds/1/status").await,
        404,
        "not_found",
    );
    let answer = send(Method::DELETE, "/api/v1/me", json, String::new()).await;
    assert_envelope("wrong method", &answer, 405, "method_not_allowed");
    let answer =
        send(Method::POST, "/api/v1/probe/json", json, format!("\"{}\"", "x".repeat(1_100_000))).await;
    assert_envelope("too large", &answer, 413, "payload_too_large");
    let answer = send(Method::POST, "/api/v1/probe/json", "text/plain", "{}".into()).await;
    assert_envelope("wrong type", &answer, 415, "unsupported_media_type");
    assert_envelope("panic", &nobody.get("/api/v1/probe/panic").await, 500, "internal");
    assert_envelope("fault", &nobody.get("/api/v1/probe/broken").await, 500, "internal");
    assert_envelope("nobody", &nobody.get("/api/v1/me").await, 401, "unauthenticated");
});

on_both!(errors_of_pages_are_pages, |app| {
    for (path, status) in [("/nowhere", 404), ("/probe/panic", 500)] {
        let answer = app.anonymous().get(path).await.expect(status);
        assert_guarded(path, &answer);
        assert!(answer.header("content-type").starts_with("text/html"), "{path}");
        assert!(answer.body.contains(answer.header("x-request-id")), "{path}: no request id on the page");
        assert!(!answer.body.contains("secret-of"), "{path}");
    }
});

on_both!(a_method_in_a_header_is_no_method, |app| {
    let admin = app.admin().await;
    let request = admin.request(Method::POST, "/api/v1/me").csrf();
    let answer = request.header("x-http-method-override", "GET").json(&json!({})).send().await;
    assert_eq!(answer.status, 405);
    admin.post_json("/api/v1/me", &json!({})).await.expect(405);
    admin.get("/auth/logout").await.expect(405);
});

on_both!(json_that_is_meant_to_hurt_is_refused_and_never_a_fault, |app| {
    let nobody = app.anonymous();
    let deep = |open: &str, depth: usize| format!("{{\"name\":{}", open.repeat(depth));
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", b"".to_vec()),
        ("cut off", b"{\"name\":\"a\"".to_vec()),
        ("two values", b"{\"name\":\"a\"}{}".to_vec()),
        ("10,000 arrays", deep("[", 10_000).into()),
        ("10,000 objects", deep("{\"a\":", 10_000).into()),
        ("a key twice", b"{\"name\":\"a\",\"name\":\"b\"}".to_vec()),
        ("an unknown key", b"{\"name\":\"a\",\"extra\":1}".to_vec()),
        ("1e400", b"{\"name\":\"a\",\"amount_cents\":1e400}".to_vec()),
        ("2^63", b"{\"name\":\"a\",\"amount_cents\":9223372036854775808}".to_vec()),
        ("0.1", b"{\"name\":\"a\",\"amount_cents\":0.1}".to_vec()),
        ("1e3", b"{\"name\":\"a\",\"amount_cents\":1e3}".to_vec()),
        ("NaN", b"{\"name\":\"a\",\"amount_cents\":NaN}".to_vec()),
        ("a text for a number", b"{\"name\":\"a\",\"amount_cents\":\"1,00\"}".to_vec()),
        ("a raw NUL", b"{\"name\":\"\0\"}".to_vec()),
        ("a lone surrogate", b"{\"name\":\"\\ud800\"}".to_vec()),
        ("no UTF-8", b"{\"name\":\"\xff\"}".to_vec()),
        ("an array for an object", b"[]".to_vec()),
        ("null", b"null".to_vec()),
        ("a comment", b"/**/{\"name\":\"a\"}".to_vec()),
    ];
    for (what, body) in cases {
        let request = nobody.request(Method::POST, "/api/v1/probe/json");
        let answer = request.header("content-type", "application/json").body(body).send().await;
        let code = answer.code();
        assert!(matches!(answer.status, 400 | 422), "{what}: {} {}", answer.status, answer.body);
        assert_envelope(what, &answer, answer.status, &code);
    }
    let request = nobody.request(Method::POST, "/api/v1/probe/json");
    request.json(&json!({ "name": "a", "amount_cents": 1 })).send().await.expect(200);
});
