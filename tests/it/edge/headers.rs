//! The headers of every answer.

use reqwest::Method;
use tracking_dashboard::http::cookies::CSRF;

use crate::access::rules::rows;
use crate::support::{Answer, FIRST, apps};

const HEADERS: [(&str, &str); 5] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=()"),
];

/// What each part of the policy must say, whole.
const POLICY: [&str; 9] = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "report-uri /csp-report",
];

/// The policy, the other headers, and an id of this one request.
#[track_caller]
pub fn assert_guarded(what: &str, answer: &Answer) {
    let policy = answer.header("content-security-policy");
    for part in POLICY {
        assert!(policy.split("; ").any(|found| found == part), "{what}: {policy}");
    }
    assert_eq!(answer.headers.get_all("content-security-policy").iter().count(), 1, "{what}");
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
async fn what_is_not_there_not_allowed_or_not_changed_is_guarded_too() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let (anonymous, admin) = (app.anonymous(), app.admin().await);
        let all = rows();
        for row in &all {
            let path = row.path(&FIRST.to_string());
            let is_free = |method: &Method| {
                !all.iter().any(|o| o.method == *method && o.path(&FIRST.to_string()) == path)
            };
            let wrong = [Method::PUT, Method::PATCH, Method::DELETE, Method::POST].into_iter().find(is_free);
            for actor in [&anonymous, &admin] {
                let with_token =
                    |request: reqwest::RequestBuilder| request.header("x-csrf-token", actor.cookie(CSRF));
                let missing = actor.tab().get(&format!("{path}/zq7nothing/zq7nothing")).await;
                assert_guarded(&format!("{path}/…"), &missing);
                // Beneath `/guilds` the rest of an address may be a guild, which asks who is calling first.
                assert!(matches!(missing.status.as_u16(), 401 | 303 | 404), "{path}/…: {}", missing.status);
                let wrong = with_token(actor.request(wrong.clone().expect("a method"), &path));
                let wrong = actor.tab().send(wrong).await;
                assert_guarded(&format!("{path} by another method"), &wrong);
                assert_eq!(wrong.status, 405, "{path}");
                for answer in [&missing, &wrong] {
                    assert_eq!(answer.header("cache-control"), "no-store", "{path}");
                }
                if !row.is_safe() {
                    continue;
                }
                for (name, value) in [
                    ("if-none-match", "*"),
                    ("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT"),
                    ("range", "bytes=0-0"),
                ] {
                    let answer =
                        actor.tab().send(actor.request(Method::GET, &path).header(name, value)).await;
                    assert_guarded(&format!("{path} {name}"), &answer);
                }
                let head = actor.tab().send(actor.request(Method::HEAD, &path)).await;
                assert_guarded(&format!("HEAD {path}"), &head);
            }
        }
    }
}

#[tokio::test]
async fn no_other_origin_is_let_to_read_anything() {
    for app in apps().await {
        let admin = app.admin().await;
        for row in rows() {
            let path = row.path(&FIRST.to_string());
            for method in [row.method.clone(), Method::OPTIONS] {
                let request = admin.request(method, &path).header("origin", "https://evil.example");
                let request = request.header("access-control-request-method", "POST");
                let answer = admin.tab().send(request).await;
                let allows = answer.headers.keys().find(|name| name.as_str().starts_with("access-control-"));
                assert_eq!(allows, None, "{path}");
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
