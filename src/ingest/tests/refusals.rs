//! Who and what is refused, and that nothing of it stays.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};

use super::super::signature::sign;
use super::sender::{GUILD, NOW, SECRET, Site, bot, key, sites};
use super::store;
use crate::auth::Caller;
use crate::time::Ms;

const OTHER: &str = "876543210987654321";

fn url(guild: &str) -> String {
    format!("/api/v1/ingest/guilds/{guild}/metrics")
}

fn empty() -> Value {
    json!({"snapshots": []})
}

async fn answer(
    site: &Site,
    caller: &Caller,
    method: Method,
    url: &str,
    body: &Value,
) -> (u16, &'static str) {
    let reply = site.send(caller, method, url, body).await;
    (reply.status.as_u16(), reply.code())
}

#[tokio::test]
async fn only_keys_that_may_speak_for_the_guild_get_through() {
    for site in sites().await {
        site.track(&[]).await;
        let own = key(Some(GUILD), &["ingest:write"]);
        let reader = key(Some(GUILD), &["status:read", "tracking:write"]);
        let post = Method::POST;
        let heartbeat = "/api/v1/ingest/heartbeat";
        assert_eq!(answer(&site, &own, post.clone(), &url(GUILD), &empty()).await.0, 200);
        assert_eq!(answer(&site, &bot(), post.clone(), &url(GUILD), &empty()).await.0, 200);
        let cases = [
            (&Caller::Anonymous, &url(GUILD), (401, "unauthenticated")),
            (&reader, &url(GUILD), (403, "insufficient_scope")),
            // Another guild is 404 whether it exists or not, and before the body is looked at.
            (&own, &url(OTHER), (404, "not_found")),
            (&key(Some(OTHER), &["ingest:write"]), &url(GUILD), (404, "not_found")),
            (&bot(), &url(OTHER), (404, "not_found")),
            (&bot(), &url("1"), (404, "not_found")),
            (&own, &heartbeat.to_owned(), (403, "forbidden")),
        ];
        for (caller, url, wanted) in cases {
            assert_eq!(answer(&site, caller, post.clone(), url, &empty()).await, wanted, "{url} {caller:?}");
        }
        let wrong = json!({"wrong": 1});
        assert_eq!(answer(&site, &own, post, &url(OTHER), &wrong).await.0, 404);
        let guild = format!("/api/v1/ingest/guilds/{GUILD}");
        assert_eq!(answer(&site, &own, Method::PUT, &guild, &wrong).await, (403, "forbidden"));
    }
}

#[tokio::test]
async fn the_signature_comes_before_everything_in_the_body() {
    for site in sites().await {
        site.track(&[]).await;
        let seconds = Ms::parse(NOW).unwrap().0 / 1_000;
        let request = |kind: &str, body: &[u8], headers: &[(&str, String)]| {
            let mut request =
                Request::builder().method(Method::POST).uri(url(GUILD)).header("content-type", kind);
            for (name, value) in headers {
                request = request.header(*name, value);
            }
            request.body(Body::from(body.to_vec())).unwrap()
        };
        let signed = |id: &str, seconds: i64, body: &[u8]| {
            let timestamp = seconds.to_string();
            let signature = sign(id, &timestamp, body, SECRET);
            vec![
                ("webhook-id", id.to_owned()),
                ("webhook-timestamp", timestamp),
                ("webhook-signature", signature),
            ]
        };
        let good = br#"{"snapshots":[]}"#.as_slice();
        let without = |name: &str| -> Vec<_> {
            signed("m", seconds, good).into_iter().filter(|(header, _)| *header != name).collect()
        };
        let twice = [signed("m", seconds, good), vec![("webhook-id", "m".to_owned())]].concat();
        let large = vec![b' '; 1_048_577];
        let json = "application/json";
        let cases = [
            (request(json, good, &signed("m", seconds, good)), 200),
            (request("application/json; charset=utf-8", good, &signed("n", seconds - 300, good)), 200),
            (request(json, good, &signed("o", seconds - 301, good)), 401),
            (request(json, good, &signed("o", seconds + 301, good)), 401),
            (request(json, b"{", &signed("o", seconds, good)), 401),
            (request(json, good, &without("webhook-id")), 401),
            (request(json, good, &without("webhook-timestamp")), 401),
            (request(json, good, &without("webhook-signature")), 401),
            (request(json, good, &twice), 401),
            (request(json, good, &signed("a.b", seconds, good)), 401),
            (request("text/plain", good, &signed("o", seconds, good)), 415),
            (request(json, &large, &signed("o", seconds, &large)), 413),
            (request(json, b"{", &signed("o", seconds, b"{")), 400),
        ];
        for (number, (request, wanted)) in cases.into_iter().enumerate() {
            let reply = site.raw(&bot(), request).await;
            assert_eq!(reply.status.as_u16(), wanted, "case {number}");
        }
        let Caller::Key(mut unsigned) = bot() else { unreachable!() };
        unsigned.signing_secrets.clear();
        let reply = site.raw(&Caller::Key(unsigned), request(json, good, &signed("p", seconds, good))).await;
        assert_eq!(reply.code(), "invalid_signature");
    }
}

#[tokio::test]
async fn one_bad_item_refuses_the_whole_call_with_its_pointer() {
    let good = json!({"platform": "tiktok", "external_id": "1", "collected_at": "2026-11-15T11:00:00Z",
                      "views": 1, "likes": 0, "comments": 0, "shares": 0});
    let with = |field: &str, value: Value| {
        let mut item = good.clone();
        item[field] = value;
        item
    };
    for site in sites().await {
        site.track(&["anna"]).await;
        let post = json!({"posts": [{"external_id": "1", "platform": "tiktok", "username": "anna",
                "url": "https://www.tiktok.com/1", "posted_at": "2026-11-15T10:00:00Z"}]});
        assert_eq!(site.post(&bot(), "posts", &post).await.status, 200);
        for (field, value) in [
            ("views", json!(-1)),
            ("likes", json!(1_000_000_000_001_i64)),
            ("shares", json!(1.5)),
            ("comments", json!("3")),
            ("views", json!(1e30)),
            ("collected_at", json!("2026-11-15T12:05:00.001Z")),
            ("collected_at", json!("2026-11-15T12:00:00+00:00")),
            ("collected_at", json!("2004-12-31T00:00:00Z")),
            ("platform", json!("myspace")),
            ("external_id", json!("")),
            ("external_id", json!("a b")),
            ("external_id", json!("x".repeat(201))),
            ("extra", json!(1)),
        ] {
            let reply = site.post(&bot(), "metrics", &json!({"snapshots": [good, with(field, value)]})).await;
            assert_eq!(reply.status, 422);
            assert_eq!(reply.pointers(), [format!("#/snapshots/1/{field}")]);
        }
        let many = |count: usize, item: &Value| json!({"snapshots": vec![item.clone(); count]});
        let reply = site.post(&bot(), "metrics", &many(1_001, &good)).await;
        assert_eq!((reply.status.as_u16(), reply.pointers()), (422, vec!["#/snapshots"]));
        let reply = site.post(&bot(), "metrics", &many(30, &with("views", json!(-1)))).await;
        assert_eq!(reply.pointers().len(), 20);
        assert_eq!(store::sums(&site.app.db).await, (1, 0, 0));
        assert_eq!(site.post(&bot(), "metrics", &many(1_000, &good)).await.status, 200);
        assert_eq!(store::sums(&site.app.db).await, (1, 1, 1));
    }
}
