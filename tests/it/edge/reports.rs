//! What browsers report of the content policy: both forms are taken, none can hurt.

use reqwest::Method;
use tracking_dashboard::time::MINUTE;

use super::headers::assert_guarded;
use crate::support::{Options, apps_with, logged};

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

fn options() -> Options {
    Options { variables: vec![("TD_METRICS__TOKEN", TOKEN)], ..Options::default() }
}

#[tokio::test]
async fn both_forms_of_reports_are_taken_and_nonsense_is_no_fault() {
    let log = logged();
    for (minute, app) in apps_with(options).await.into_iter().enumerate() {
        app.clock.advance(minute as i64 * MINUTE);
        let browser = app.admin().await;
        let old = r#"{"csp-report":{"violated-directive":"script-src","blocked-uri":"inline zq7old"}}"#;
        let new = r#"[{"type":"csp-violation","body":{"effectiveDirective":"style-src zq7new"}}]"#;
        for (kind, body) in [
            ("application/csp-report", old.as_bytes().to_vec()),
            ("application/reports+json", new.as_bytes().to_vec()),
            ("text/plain", b"\x00\xff\n2026 ERROR zq7forged".to_vec()),
            ("application/json", Vec::new()),
            ("application/csp-report", b"[".repeat(15_000)),
            ("application/csp-report", b"x".repeat(200_000)),
        ] {
            let request = browser.request(Method::POST, "/csp-report").header("content-type", kind);
            let request = request.header("origin", "null").header("sec-fetch-site", "cross-site");
            let answer = browser.send(request.body(body)).await;
            assert_guarded(kind, &answer);
            assert_eq!((answer.status.as_u16(), answer.body.as_str()), (204, ""), "{kind}");
        }
        assert!(log.has("zq7old") && log.has("zq7new"));
        assert!(!log.lines().iter().any(|line| line.starts_with("2026 ERROR zq7forged")), "a forged line");
    }
}

#[tokio::test]
async fn of_a_flood_at_most_ten_a_minute_reach_the_log() {
    let log = logged();
    for (minute, app) in apps_with(options).await.into_iter().enumerate() {
        // One process has one log, and each app here begins at the same time.
        app.clock.advance(minute as i64 * MINUTE);
        let before = log.count("zq7flood");
        for _ in 0..30 {
            let request = app.anonymous().request(Method::POST, "/csp-report");
            let answer = app.anonymous().send(request.body("zq7flood")).await;
            assert!(matches!(answer.status.as_u16(), 204 | 429), "{}", answer.status);
        }
        assert!((1..=10).contains(&(log.count("zq7flood") - before)));
        let numbers = app.with_key(TOKEN).get("/metrics").await.ok().body;
        assert!(numbers.lines().any(|line| line.starts_with("csp_reports_total ")), "{numbers}");
    }
}
