//! Methods that nobody's route has, and answers without a body.

use reqwest::Method;

use super::errors::assert_problem;
use super::limits::raw;
use crate::support::{Options, apps, apps_with};

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

#[tokio::test]
async fn invented_methods_are_refused_and_leave_no_trace_in_the_numbers() {
    let options = || Options { variables: vec![("TD_METRICS__TOKEN", TOKEN)], ..Options::default() };
    for app in apps_with(options).await {
        let (nobody, admin) = (app.anonymous(), app.admin().await);
        for (actor, path) in [(&nobody, "/api/v1/me"), (&admin, "/api/v1/me"), (&nobody, "/api/v1/nowhere")] {
            for name in ["INVENTED7", "TRACE", "get"] {
                let method = Method::from_bytes(name.as_bytes()).unwrap();
                let answer = actor.send(actor.request(method, path)).await;
                assert_problem(name, &answer, 405, "method_not_allowed");
                assert_eq!(answer.header("allow"), "GET,HEAD,POST,PUT,PATCH,DELETE,OPTIONS");
            }
        }
        admin.get("/api/v1/me").await.ok();
        let numbers = app.with_key(TOKEN).get("/metrics").await.ok().body;
        assert!(numbers.contains(r#"method="other""#) && numbers.contains(r#"method="GET""#));
        assert!(!numbers.contains("INVENTED7") && !numbers.contains("TRACE"));
    }
}

#[tokio::test]
async fn an_error_asked_for_with_head_has_no_body_and_the_next_answer_is_whole() {
    for app in apps().await {
        for path in ["/api/v1/me", "/nowhere", "/api/v1/nowhere"] {
            let one = format!("HEAD {path} HTTP/1.1\r\nhost: x\r\n\r\n");
            let answers = raw(
                &app,
                format!("{one}{one}GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").as_bytes(),
            )
            .await;
            let parts: Vec<_> = answers.split("\r\n\r\n").collect();
            assert_eq!(parts.len(), 4, "{answers}");
            assert!(parts[..3].iter().all(|head| head.starts_with("HTTP/1.1 ")), "{answers}");
            assert_eq!(parts[3], "ok");
        }
    }
}

#[tokio::test]
async fn options_of_the_whole_server_are_a_dressed_refusal() {
    for app in apps().await {
        let answer = raw(&app, b"OPTIONS * HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 404") && answer.contains("x-request-id: "), "{answer}");
    }
}
