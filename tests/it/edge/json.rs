//! JSON that is meant to hurt is refused by every route that reads JSON, and is never a fault.

use reqwest::Method;
use serde_json::json;
use tracking_dashboard::http::Access;
use tracking_dashboard::http::cookies::CSRF;

use super::errors::assert_problem;
use super::probe::probed;
use crate::access::rules::rows;
use crate::support::{Answer, FIRST};

fn torture() -> Vec<(&'static str, String)> {
    let deep = |open: &str| format!("{{\"name\":{}", open.repeat(10_000));
    let mut all = vec![("10,000 arrays", deep("[")), ("10,000 objects", deep("{\"a\":"))];
    let short = [
        ("nothing", ""),
        ("cut off", "{\"name\":\"a\""),
        ("two values", "{\"name\":\"a\"}{}"),
        ("a key twice", "{\"name\":\"a\",\"name\":\"b\"}"),
        ("an unknown key", "{\"name\":\"a\",\"extra\":1}"),
        ("1e400", "{\"name\":\"a\",\"amount_cents\":1e400}"),
        ("2^63", "{\"name\":\"a\",\"amount_cents\":9223372036854775808}"),
        ("0.1", "{\"name\":\"a\",\"amount_cents\":0.1}"),
        ("1e3", "{\"name\":\"a\",\"amount_cents\":1e3}"),
        ("NaN", "{\"name\":\"a\",\"amount_cents\":NaN}"),
        ("a text for a number", "{\"name\":\"a\",\"amount_cents\":\"1,00\"}"),
        ("a raw NUL", "{\"name\":\"\0\"}"),
        ("a lone surrogate", "{\"name\":\"\\ud800\"}"),
        ("an array for an object", "[]"),
        ("null", "null"),
        ("a comment", "/**/{\"name\":\"a\"}"),
        ("a byte order mark", "\u{feff}{\"name\":\"a\"}"),
    ];
    all.extend(short.map(|(what, body)| (what, body.to_owned())));
    all
}

#[track_caller]
fn is_refused(what: &str, answer: &Answer) {
    let (status, code) = answer.told();
    assert!(matches!(status, 400 | 422), "{what}: {status} {}", answer.body);
    assert_problem(what, answer, status, &code);
}

#[tokio::test]
async fn a_body_that_is_meant_to_hurt_is_refused() {
    for app in probed(&[]).await {
        let nobody = app.anonymous();
        let send = async |body: Vec<u8>| {
            let request = nobody.request(Method::POST, "/api/v1/probe/json");
            nobody.send(request.header("content-type", "application/json").body(body)).await
        };
        for (what, body) in torture() {
            is_refused(what, &send(body.into_bytes()).await);
        }
        is_refused("no UTF-8", &send(b"{\"name\":\"\xff\"}".to_vec()).await);
        send(json!({"name": "a", "amount_cents": 1}).to_string().into_bytes()).await.ok();
    }
}

#[tokio::test]
async fn callbacks_are_no_exception() {
    for app in probed(&[]).await {
        let bot = app.bot().await;
        for row in rows().into_iter().filter(|row| row.access == Access::Bot) {
            let path = row.path(&FIRST.to_string()).replace("/api/v1/ingest/", "");
            for (what, body) in torture() {
                let mut call = bot.call(row.method.as_str(), &path, &json!({}));
                call.body = body;
                is_refused(&format!("{what} to {path}"), &call.signed().send().await);
            }
        }
    }
}

#[tokio::test]
async fn no_route_that_takes_json_is_an_exception() {
    for app in probed(&[("TD_LIMITS__REQUESTS_PER_MINUTE", "100000")]).await {
        let admin = app.admin().await;
        for row in
            rows().into_iter().filter(|row| row.is_api() && !row.is_safe() && row.access != Access::Bot)
        {
            let path = row.path(&FIRST.to_string());
            for (what, body) in torture() {
                let request =
                    admin.request(row.method.clone(), &path).header("x-csrf-token", admin.cookie(CSRF));
                let request = request.header("content-type", "application/json").body(body);
                let answer = admin.tab().send(request).await;
                // A route without a body does not look at it.
                assert!(!answer.status.is_server_error(), "{what} to {}: {}", row.rule.route, answer.body);
            }
        }
    }
}
