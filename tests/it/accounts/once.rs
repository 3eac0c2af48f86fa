//! The same request again, with an `Idempotency-Key`.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::Value;
use tracking_dashboard::api_keys::Scope;
use tracking_dashboard::http::cookies::CSRF;
use tracking_dashboard::time::DAY;

use super::{api, group_of, new};
use crate::support::{Actor, Answer, FIRST, apps};

async fn send(actor: &Actor, key: &str, body: &Value) -> Answer {
    let request = actor.request(Method::POST, &api()).header("x-csrf-token", actor.cookie(CSRF));
    actor.send(request.header("idempotency-key", key).json(body)).await
}

#[tokio::test]
async fn a_repeated_request_gets_the_first_answer_and_acts_once() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let (admin, viewer) = (app.admin().await, app.viewer().await);
        let group = group_of(&admin, "mira").await;
        let body = new("noa", &group);
        let first = send(&admin, "key-1", &body).await.expect(201);
        assert_eq!(first.header("idempotent-replayed"), "");
        let second = send(&admin, "key-1", &body).await.expect(201);
        assert_eq!((second.header("idempotent-replayed"), &second.body), ("true", &first.body));
        assert_eq!(
            send(&admin, "key-1", &new("zoe", &group)).await.told(),
            (422, "idempotency_key_reused".into())
        );
        assert_eq!(
            send(&viewer, "key-1", &body).await.told(),
            (403, "admin_required".into()),
            "rights come first"
        );
        let program = app.with_key(&app.key(Some(FIRST), Scope::ALL).await.key);
        let other = send(&program, "key-1", &body);
        assert_eq!(other.await.expect(422).pointers(), ["#/username"], "another caller's key is another key");
        assert_eq!(send(&admin, "two words", &body).await.told(), (400, "invalid_request".into()));
        // A failure is not kept: mended, the same request goes through.
        send(&admin, "key-2", &body).await.expect(422);
        app.clock.advance(DAY);
        let admin = app.admin().await;
        send(&admin, "key-1", &body).await.expect(422);
    }
}

#[tokio::test]
async fn of_many_at_once_one_acts() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let admin = app.admin().await;
        let body = new("noa", &group_of(&admin, "mira").await);
        let answers = join_all((0..20).map(|_| send(&admin, "key", &body))).await;
        let made =
            answers.iter().filter(|a| a.status == 201 && a.header("idempotent-replayed").is_empty()).count();
        let told: Vec<_> = answers.iter().map(|answer| answer.status.as_u16()).collect();
        assert_eq!(made, 1, "{told:?}");
        assert!(told.iter().all(|status| matches!(status, 201 | 409)), "{told:?}");
        let count: i64 =
            app.db.q("SELECT COUNT(*) FROM accounts WHERE username = 'noa'").scalar().await.unwrap();
        assert_eq!(count, 1);
    }
}
