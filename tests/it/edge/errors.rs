//! Errors leave in words of ours, as JSON for programs and as a page for people.

use reqwest::Method;

use super::headers::assert_guarded;
use super::probe::{INSIDE, probed};
use crate::support::{Answer, FIRST};

/// What must never be read outside.
const INNER: [&str; 12] = [
    INSIDE,
    "sqlx",
    "serde",
    "tokio",
    "panicked",
    "SELECT",
    "INSERT",
    "src/",
    ".rs",
    "expected",
    "column",
    "stack backtrace",
];

/// Problem details with the header's request id and nothing of the inside.
#[track_caller]
pub fn assert_problem(what: &str, answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.told(), (status, code.to_owned()), "{what}: {}", answer.body);
    assert_guarded(what, answer);
    assert_eq!(answer.header("content-type"), "application/problem+json", "{what}");
    let body = answer.json();
    assert_eq!(body["status"], status, "{what}");
    assert_eq!(body["request_id"], answer.header("x-request-id"), "{what}");
    assert!(body["title"].is_string() && body["detail"].is_string(), "{what}");
    assert_no_inside(what, answer);
}

#[track_caller]
pub fn assert_no_inside(what: &str, answer: &Answer) {
    for inner in INNER {
        assert!(!answer.body.contains(inner), "{what} shows {inner}: {}", answer.body);
    }
}

#[tokio::test]
async fn programs_get_problem_details() {
    for app in probed(&[("TD_LIMITS__REQUEST_SECONDS", "1")]).await {
        let nobody = app.anonymous();
        let get = async |path: &'static str| nobody.get(path).await;
        assert_problem("nowhere", &get("/api/v1/nowhere").await, 404, "not_found");
        assert_problem("nobody", &get("/api/v1/me").await, 401, "unauthenticated");
        assert_problem("panic", &get("/api/v1/probe/panic").await, 500, "internal");
        assert_problem("fault", &get("/api/v1/probe/broken").await, 500, "internal");
        assert_problem("database", &get("/api/v1/probe/database").await, 500, "internal");
        let slow = get("/api/v1/probe/slow").await;
        assert_problem("slow", &slow, 503, "unavailable");
        assert!(slow.header("retry-after").parse::<u64>().is_ok());
        assert_eq!(get("/healthz").await.status, 200, "a panic ends one request and no more");

        let send = async |method: Method, path: &str, kind: &str, body: String| {
            nobody.send(nobody.request(method, path).header("content-type", kind).body(body)).await
        };
        let (json, large) = ("application/json", format!("\"{}\"", "x".repeat(1_100_000)));
        let answer = send(Method::DELETE, "/api/v1/me", json, String::new()).await;
        assert_problem("wrong method", &answer, 405, "method_not_allowed");
        assert_eq!(answer.header("allow"), "GET,HEAD");
        let answer = send(Method::POST, "/api/v1/probe/json", json, large).await;
        assert_problem("too large", &answer, 413, "payload_too_large");
        let answer = send(Method::POST, "/api/v1/probe/json", "text/plain", "{}".into()).await;
        assert_problem("wrong type", &answer, 415, "unsupported_media_type");
        let admin = app.admin().await;
        assert_problem("no id", &admin.get("/api/v1/guilds/1").await, 404, "not_found");
        let answer = admin.get(&format!("/api/v1/guilds/{FIRST}/accounts?limit=x")).await;
        assert_problem("a value", &answer, 422, "validation_failed");
    }
}

#[tokio::test]
async fn people_get_a_page() {
    for app in probed(&[("TD_LIMITS__REQUEST_SECONDS", "1")]).await {
        let admin = app.admin().await;
        for (path, status) in [
            ("/nowhere", 404),
            ("/probe/panic", 500),
            ("/probe/broken", 500),
            ("/probe/slow", 503),
            ("/guilds/1", 404),
        ] {
            let answer = admin.get(path).await;
            assert_eq!(answer.status, status, "{path}");
            assert_guarded(path, &answer);
            assert_no_inside(path, &answer);
            assert!(answer.header("content-type").starts_with("text/html"), "{path}");
            assert!(answer.body.contains(answer.header("x-request-id")), "{path}: the id to report");
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        }
        // A fragment's error is for the script of the page.
        let request = admin.request(Method::GET, "/probe/panic").header("hx-request", "true");
        assert_problem("fragment", &admin.send(request).await, 500, "internal");
    }
}

#[tokio::test]
async fn no_error_is_much_larger_than_what_was_asked() {
    for app in probed(&[]).await {
        let admin = app.admin().await;
        let query: String = (0..300).map(|n| format!("{n}%00%00%00%00%00%00%00%00=&")).collect();
        let answer = admin.get(&format!("/api/v1/guilds/{FIRST}/accounts?{query}")).await;
        assert_problem("a query", &answer, 422, "validation_failed");
        assert_eq!(answer.pointers().len(), 20);
        assert!(answer.body.len() < 8 * 1024, "{}", answer.body.len());

        let nobody = app.anonymous();
        let body = format!("{{\"{}\":1}}", "k".repeat(500_000));
        let request = nobody.request(Method::POST, "/api/v1/probe/json");
        let answer = nobody.send(request.header("content-type", "application/json").body(body)).await;
        assert_problem("a key", &answer, 422, "validation_failed");
        assert_eq!(answer.pointers(), [format!("#/{}", "k".repeat(40))]);

        let answer = admin.get(&format!("/{}", "a".repeat(10_000))).await.expect(404);
        assert!(answer.body.len() < 8 * 1024, "the page: {}", answer.body.len());
    }
}
