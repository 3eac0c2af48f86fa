//! The headers of every answer.

use crate::access::rules::rows;
use crate::support::{Answer, FIRST, apps};

const HEADERS: [(&str, &str); 5] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=()"),
];

/// The policy, the other headers, and an id of this one request.
#[track_caller]
pub fn assert_guarded(what: &str, answer: &Answer) {
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

#[tokio::test]
async fn every_route_is_guarded_whatever_it_answers() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let (anonymous, admin) = (app.anonymous(), app.admin().await);
        let mut ids = std::collections::HashSet::new();
        for row in rows() {
            let path = row.path(&FIRST.to_string());
            for actor in [&anonymous, &admin] {
                let answer = actor.tab().send(actor.request(row.method.clone(), &path)).await;
                assert_guarded(&path, &answer);
                assert!(ids.insert(answer.header("x-request-id").to_owned()), "an id twice");
                let cached = path.starts_with("/assets/") || path == "/favicon.ico";
                let expected = if cached { "public, max-age" } else { "no-" };
                let found = answer.header("cache-control");
                assert!(found.starts_with(expected), "{path}: {found}");
            }
        }
    }
}

#[tokio::test]
async fn the_id_is_the_servers_own_whatever_the_client_sends() {
    for app in apps().await {
        let actor = app.anonymous();
        let request = actor.request(reqwest::Method::GET, "/healthz").header("x-request-id", "mine");
        let answer = actor.send(request).await.ok();
        assert_guarded("/healthz", &answer);
    }
}

#[tokio::test]
async fn assets_have_one_address_for_ever_and_no_other() {
    for app in apps().await {
        let actor = app.anonymous();
        let path = tracking_dashboard::web::assets::url("app.css");
        let request = actor.request(reqwest::Method::GET, path).header("accept-encoding", "br");
        let answer = actor.send(request).await.ok();
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!((answer.header("content-encoding"), answer.header("vary")), ("br", "accept-encoding"));
        assert!(!actor.get(path).await.ok().headers.contains_key("content-encoding"), "only who asks for it");
        for other in ["/assets/app.css", "/assets/..%2fapp.css", "/assets/"] {
            let answer = actor.get(other).await;
            assert_eq!(answer.status, 404, "{other}");
            assert_eq!(answer.header("cache-control"), "no-store", "{other}");
        }
    }
}
