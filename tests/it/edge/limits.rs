//! Clients that flood, trickle or lie about where they are.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::support::{Options, TestApp, apps, apps_with};

/// Sends bytes and reads until the server closes.
pub async fn raw(app: &TestApp, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(app.base.trim_start_matches("http://")).await.expect("a connection");
    // The server may have closed already.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let read = timeout(Duration::from_secs(5), stream.read_to_end(&mut answer)).await;
    assert!(read.is_ok(), "the connection stays open: {}", String::from_utf8_lossy(&answer));
    String::from_utf8_lossy(&answer).into_owned()
}

fn impatient() -> Options {
    let variables = vec![("TD_LIMITS__HEADER_SECONDS", "1"), ("TD_LIMITS__BODY_IDLE_SECONDS", "1")];
    Options { variables, ..Options::default() }
}

#[tokio::test]
async fn a_head_that_does_not_end_and_a_silent_connection_are_closed() {
    for app in apps_with(impatient).await {
        for bytes in [&b"GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: "[..], b""] {
            let answer = raw(&app, bytes).await;
            assert!(!answer.starts_with("HTTP/1.1 2"), "{answer}");
        }
        let answer = raw(&app, b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 200"), "answered, then closed as idle: {answer}");
    }
}

#[tokio::test]
async fn a_body_that_stops_is_refused() {
    for app in apps_with(impatient).await {
        let key = app.bot().await.key;
        let head = format!(
            "POST /api/v1/ingest/heartbeat HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n\
             content-type: application/json\r\ncontent-length: 100\r\n\r\n{{"
        );
        let answer = raw(&app, head.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("request_timeout"), "{answer}");
    }
}

#[tokio::test]
async fn a_flood_of_headers_is_refused() {
    for app in apps_with(impatient).await {
        let one = format!("GET /healthz HTTP/1.1\r\nhost: x\r\nx-large: {}\r\n\r\n", "a".repeat(64 * 1024));
        let many: String = (0..1_000).map(|n| format!("x-{n}: {n}\r\n")).collect();
        for head in [one, format!("GET /healthz HTTP/1.1\r\nhost: x\r\n{many}\r\n")] {
            let answer = raw(&app, head.as_bytes()).await;
            assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
        }
        assert_eq!(app.anonymous().get("/healthz").await.status, 200);
    }
}

#[tokio::test]
async fn a_browser_full_of_cookies_is_answered_in_our_words() {
    for app in apps().await {
        let cookies = format!("x={}", "a".repeat(32 * 1024));
        let head =
            format!("GET /api/v1/me HTTP/1.1\r\nhost: x\r\ncookie: {cookies}\r\nconnection: close\r\n\r\n");
        let answer = raw(&app, head.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 401") && answer.contains("x-request-id: "), "{answer}");
    }
}

/// The address that the session of a login was stored with.
async fn address_of_a_login(app: &TestApp, forwarded: &str) -> String {
    let browser = app.anonymous();
    let authorize = browser.start_login("/guilds").await;
    let callback = browser.approve(&authorize, "viewer").await;
    let request = browser.request(reqwest::Method::GET, &callback).header("x-forwarded-for", forwarded);
    assert_eq!(browser.send(request).await.location(), "/guilds");
    app.db.q("SELECT ip FROM sessions ORDER BY id DESC LIMIT 1").scalar().await.unwrap()
}

#[tokio::test]
async fn who_forwards_is_believed_only_when_configured() {
    for app in apps().await {
        assert_eq!(address_of_a_login(&app, "203.0.113.7").await, "127.0.0.1");
    }
    let trusting =
        || Options { variables: vec![("TD_SERVER__TRUSTED_PROXIES", "127.0.0.0/8")], ..Options::default() };
    for app in apps_with(trusting).await {
        assert_eq!(address_of_a_login(&app, "198.51.100.1, 203.0.113.7").await, "203.0.113.7");
    }
}

#[tokio::test]
async fn without_a_configured_token_there_are_no_numbers() {
    for app in apps().await {
        for actor in [app.anonymous(), app.admin().await, app.with_key("anything")] {
            assert_eq!(actor.get("/metrics").await.status, 404);
        }
    }
}

#[tokio::test]
async fn a_thousand_invented_addresses_are_one_client() {
    let options =
        || Options { variables: vec![("TD_LIMITS__REQUESTS_PER_MINUTE", "50")], ..Options::default() };
    for app in apps_with(options).await {
        let mut answered = 0;
        for n in 0..1_000 {
            let address = format!("10.{}.{}.7, 192.0.2.{}", n / 256, n % 256, n % 250);
            let request = app.anonymous().request(reqwest::Method::GET, "/api/v1/status");
            let request =
                request.header("x-forwarded-for", &address).header("forwarded", format!("for={address}"));
            let answer = app.anonymous().send(request.header("x-real-ip", "192.0.2.9")).await;
            answered += usize::from(answer.status == 200);
            if answer.status != 200 {
                assert_eq!(answer.told(), (429, "rate_limited".into()));
            }
        }
        // Some come back while the thousand are sent.
        assert!((1..150).contains(&answered), "{answered}");
    }
}
