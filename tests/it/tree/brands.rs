//! Brands through the API.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tracking_dashboard::api_keys::Scope;
use tracking_dashboard::http::cookies::CSRF;
use tracking_dashboard::time::DAY;

use super::{all, api, audited, brand, delete, group, id, made, patch, restore};
use crate::support::{Actor, Answer, FIRST, SECOND, apps};

#[tokio::test]
async fn an_admin_makes_and_renames_a_brand_and_a_viewer_only_reads_it() {
    for app in apps().await {
        let (admin, viewer) = (app.admin().await, app.viewer().await);
        let acme = made(&admin, FIRST, "brands", &json!({"label": "  Acme Inc. "})).await;
        let wanted = json!({"id": id(&acme), "label": "Acme Inc.", "slug": "acme-inc", "group_count": 0, "account_count": 0});
        assert_eq!(acme, wanted);
        let path = format!("brands/{}", id(&acme));
        let renamed = patch(&admin, FIRST, &path, &json!({"label": "<b>Ácme</b>"})).await.ok().json();
        assert_eq!((&renamed["label"], &renamed["slug"]), (&json!("<b>Ácme</b>"), &json!("b-ácme-b")));
        assert_eq!(all(&viewer, FIRST, "brands").await, [renamed]);
        for body in [json!({"label": "<b>Ácme</b>"}), json!({})] {
            patch(&admin, FIRST, &path, &body).await.ok();
        }
        patch(&admin, FIRST, &path, &json!({"label": "<B>Ácme</B>"})).await.ok();
        let changed = |old: &str, new: &str| json!({"label": {"old": old, "new": new}});
        let wanted: Vec<(String, Value)> = vec![
            ("brand.created".into(), json!({})),
            ("brand.renamed".into(), changed("Acme Inc.", "<b>Ácme</b>")),
            ("brand.renamed".into(), changed("<b>Ácme</b>", "<B>Ácme</B>")),
        ];
        assert_eq!(audited(&app, &id(&acme)).await, wanted);

        let refused = (403, "admin_required".to_owned());
        assert_eq!(viewer.post_json(&api(FIRST, "brands"), &json!({"label": "x"})).await.told(), refused);
        assert_eq!(patch(&viewer, FIRST, &path, &json!({"label": "x"})).await.told(), refused);
        assert_eq!(delete(&viewer, FIRST, &path).await.told(), refused);
        assert_eq!(restore(&viewer, FIRST, &path).await.told(), refused);
        let outsider = app.outsider().await;
        assert_eq!(outsider.get(&api(FIRST, "brands")).await.status, 404);
        assert_eq!(outsider.post_json(&api(FIRST, "brands"), &json!({"label": "x"})).await.status, 404);
        // The same admin, another guild: the brand is not there.
        assert_eq!(patch(&admin, SECOND, &path, &json!({"label": "x"})).await.status, 404);
        assert_eq!(delete(&admin, SECOND, &path).await.status, 404);
        assert_eq!(restore(&admin, SECOND, &path).await.status, 404);
    }
}

#[tokio::test]
async fn a_label_is_checked_and_stands_once_in_a_server() {
    for app in apps().await {
        let admin = app.admin().await;
        let (acme, other) = (brand(&admin, FIRST, "Acme").await, brand(&admin, FIRST, "Other").await);
        brand(&admin, SECOND, "Acme").await;
        let taken = admin.post_json(&api(FIRST, "brands"), &json!({"label": "ＡＣＭＥ"})).await.expect(422);
        assert_eq!((taken.pointers(), taken.told().1), (vec!["#/label".into()], "validation_failed".into()));
        let renamed = patch(&admin, FIRST, &format!("brands/{other}"), &json!({"label": "acme"})).await;
        assert_eq!(renamed.expect(422).pointers(), ["#/label"]);
        let long = "x".repeat(101);
        for body in [
            json!({"label": ""}),
            json!({"label": long}),
            json!({"label": "a\u{0}b"}),
            json!({"label": null}),
            json!({}),
        ] {
            let answer = admin.post_json(&api(FIRST, "brands"), &body).await.expect(422);
            assert_eq!(answer.pointers(), ["#/label"], "{body}");
        }
        let null = patch(&admin, FIRST, &format!("brands/{acme}"), &json!({"label": null})).await;
        assert_eq!(null.expect(422).pointers(), ["#/label"]);
        for body in [json!({"label": "x", "slug": "y"}), json!({"label": "x", "id": acme})] {
            let answer = admin.post_json(&api(FIRST, "brands"), &body).await.expect(422);
            assert!(matches!(answer.pointers()[0].as_str(), "#/slug" | "#/id"), "{}", answer.body);
        }
        assert_eq!(all(&admin, FIRST, "brands").await.len(), 2);
    }
}

#[tokio::test]
async fn of_two_that_want_one_label_at_once_one_gets_it() {
    for app in apps().await {
        let admin = app.admin().await;
        let tabs: Vec<Actor> = (0..2).map(|_| admin.tab()).collect();
        let (path, body) = (api(FIRST, "brands"), json!({"label": "Acme"}));
        let answers = join_all(tabs.iter().map(|tab| tab.post_json(&path, &body))).await;
        let mut told: Vec<u16> = answers.iter().map(|answer| answer.status.as_u16()).collect();
        told.sort_unstable();
        assert_eq!(told, [201, 422], "{}", app.db_url);
        assert_eq!(all(&admin, FIRST, "brands").await.len(), 1);
    }
}

#[tokio::test]
async fn only_an_empty_brand_is_deleted_and_it_comes_back_for_thirty_days() {
    for app in apps().await {
        let admin = app.admin().await;
        let acme = brand(&admin, FIRST, "Acme").await;
        let path = format!("brands/{acme}");
        let launch = group(&admin, FIRST, &acme, "Launch").await;
        let refused = delete(&admin, FIRST, &path).await;
        assert_eq!(refused.told(), (409, "not_empty".into()));
        assert!(refused.json()["detail"].as_str().unwrap().contains("groups"));
        delete(&admin, FIRST, &format!("groups/{launch}")).await.expect(204);
        delete(&admin, FIRST, &path).await.expect(204);
        assert_eq!(delete(&admin, FIRST, &path).await.status, 404, "it is gone");
        assert_eq!(patch(&admin, FIRST, &path, &json!({"label": "x"})).await.status, 404);
        assert!(all(&admin, FIRST, "brands").await.is_empty());

        let usurper = brand(&admin, FIRST, "ACME").await;
        let taken = restore(&admin, FIRST, &path).await;
        assert_eq!(taken.told(), (409, "conflict".into()));
        assert!(taken.json()["detail"].as_str().unwrap().contains("label"));
        patch(&admin, FIRST, &format!("brands/{usurper}"), &json!({"label": "Usurper"})).await.ok();
        app.clock.advance(30 * DAY - 1);
        let admin = app.admin().await;
        assert_eq!(restore(&admin, FIRST, &path).await.ok().json()["label"], "Acme");
        assert_eq!(restore(&admin, FIRST, &path).await.ok().json()["label"], "Acme", "it is there already");
        let actions: Vec<_> = audited(&app, &acme).await.into_iter().map(|entry| entry.0).collect();
        assert_eq!(actions, ["brand.created", "brand.deleted", "brand.restored"]);

        delete(&admin, FIRST, &path).await.expect(204);
        app.clock.advance(30 * DAY);
        let admin = app.admin().await;
        assert_eq!(restore(&admin, FIRST, &path).await.told(), (404, "not_found".into()));
    }
}

#[tokio::test]
async fn a_key_needs_the_scope() {
    for app in apps().await {
        let reader = app.with_key(&app.key(Some(FIRST), &[Scope::TrackingRead]).await.key);
        let writer = app.with_key(&app.key(Some(FIRST), &[Scope::TrackingWrite]).await.key);
        let (path, body) = (api(FIRST, "brands"), json!({"label": "Acme"}));
        assert_eq!(reader.post_json(&path, &body).await.told(), (403, "insufficient_scope".into()));
        let acme = id(&writer.post_json(&path, &body).await.expect(201).json());
        assert_eq!(all(&reader, FIRST, "brands").await.len(), 1);
        assert_eq!(writer.get(&path).await.told(), (403, "insufficient_scope".into()));
        assert_eq!(writer.post_json(&api(SECOND, "brands"), &body).await.status, 404);
        assert_eq!(audited(&app, &acme).await.len(), 1);
    }
}

async fn send(actor: &Actor, path: &str, key: &str, body: &Value) -> Answer {
    let request = actor.request(Method::POST, path).header("x-csrf-token", actor.cookie(CSRF));
    actor.send(request.header("idempotency-key", key).json(body)).await
}

#[tokio::test]
async fn a_repeated_request_gets_the_first_answer_and_acts_once() {
    for app in apps().await {
        let admin = app.admin().await;
        let (path, body) = (api(FIRST, "brands"), json!({"label": "Acme"}));
        let first = send(&admin, &path, "k", &body).await.expect(201);
        let again = send(&admin, &path, "k", &body).await.expect(201);
        assert_eq!((again.header("idempotent-replayed"), &again.body), ("true", &first.body));
        let other = send(&admin, &path, "k", &json!({"label": "Other"})).await;
        assert_eq!(other.told(), (422, "idempotency_key_reused".into()));
        let one = format!("{path}/{}", id(&first.json()));
        admin.send_json(Method::DELETE, &one, &json!({})).await.expect(204);
        let back = format!("{one}/restore");
        send(&admin, &back, "r", &json!({})).await.ok();
        assert_eq!(send(&admin, &back, "r", &json!({})).await.ok().header("idempotent-replayed"), "true");
        let bare = admin.request(Method::POST, &back).header("x-csrf-token", admin.cookie(CSRF));
        admin.send(bare).await.ok();
        assert_eq!(
            send(&admin, &back, "s", &json!({"label": "x"})).await.expect(422).pointers(),
            ["#/label"]
        );
    }
}
