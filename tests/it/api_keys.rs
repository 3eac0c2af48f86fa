//! API keys that admins make for their own guild: shown once, as far as their scopes and their maker go.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Actor, Answer, FIRST, SECOND, TestApp, apps};

const DAY: i64 = 86_400_000;

fn api(what: &str) -> String {
    format!("/api/v1/guilds/{FIRST}/{what}")
}

fn page() -> String {
    format!("/guilds/{FIRST}/settings/api-keys")
}

async fn make(admin: &Actor, scopes: Value) -> Value {
    let body = json!({"name": "Sheet", "scopes": scopes, "expires_in_days": 30});
    admin.post_json(&api("api-keys"), &body).await.expect(201).json()
}

fn with(app: &TestApp, made: &Value) -> Actor {
    app.with_key(made["key"].as_str().unwrap())
}

async fn revoke(actor: &Actor, id: &Value) -> Answer {
    let path = api(&format!("api-keys/{}", id.as_str().unwrap()));
    actor.send_json(Method::DELETE, &path, &json!({})).await
}

#[tokio::test]
async fn a_key_does_what_its_scopes_say_in_its_guild_until_it_is_revoked() {
    for app in apps().await {
        let admin = app.admin().await;
        let made = make(&admin, json!(["tracking:read", "tracking:read"])).await;
        assert_eq!(
            (&made["scopes"], &made["created_by"]["name"]),
            (&json!(["tracking:read"]), &json!("Ada"))
        );
        assert!(made.get("signing_secret").is_none());
        let key = with(&app, &made);
        key.get(&api("accounts")).await.ok();
        assert_eq!(key.get(&api("bonus/rounds")).await.told(), (403, "insufficient_scope".to_owned()));
        let write = key.post_json(&api("brands"), &json!({"label": "Nike"})).await;
        assert_eq!(write.told(), (403, "insufficient_scope".to_owned()));
        assert_eq!(
            key.get(&api("accounts").replace(&FIRST.to_string(), &SECOND.to_string())).await.status,
            404
        );
        assert_eq!(
            key.get(&api("api-keys")).await.told(),
            (403, "forbidden".to_owned()),
            "a key makes no keys"
        );

        let list = admin.get(&api("api-keys")).await.ok();
        assert_eq!(list.json()["items"][0]["name"], "Sheet");
        assert!(!list.body.contains(made["key"].as_str().unwrap()));
        revoke(&admin, &made["id"]).await.expect(204);
        assert_eq!(key.get(&api("accounts")).await.told(), (401, "unauthenticated".to_owned()));
        assert_eq!(revoke(&admin, &made["id"]).await.told(), (404, "not_found".to_owned()));
        assert_eq!(admin.get(&api("api-keys")).await.ok().json()["items"], json!([]));
        let sql = "SELECT action FROM audit_log WHERE target_label = 'Sheet' ORDER BY id";
        let told: Vec<(String,)> = app.app.db.q(sql).all().await.unwrap();
        assert_eq!(told, [("api_key.created".to_owned(),), ("api_key.revoked".to_owned(),)]);
    }
}

#[tokio::test]
async fn a_key_ends_by_itself() {
    for app in apps().await {
        let made = make(&app.admin().await, json!(["audit:read"])).await;
        let key = with(&app, &made);
        key.get(&api("audit")).await.ok();
        app.clock.advance(30 * DAY);
        assert_eq!(key.get(&api("audit")).await.status, 401);
        let keys = app.admin().await.get(&page()).await.ok();
        assert!(keys.body.contains("Ended"));
    }
}

#[tokio::test]
async fn a_viewer_neither_sees_nor_makes_nor_revokes_keys() {
    for app in apps().await {
        let made = make(&app.admin().await, json!(["audit:read"])).await;
        let viewer = app.viewer().await;
        let body = json!({"name": "Mine", "scopes": ["audit:read"], "expires_in_days": 1});
        for answer in [
            viewer.get(&api("api-keys")).await,
            viewer.post_json(&api("api-keys"), &body).await,
            revoke(&viewer, &made["id"]).await,
            viewer.get(&page()).await,
            viewer
                .post_form(&page(), &[("name", "Mine"), ("scopes[]", "audit:read"), ("expires_in_days", "1")])
                .await,
        ] {
            assert_eq!(answer.status, 403);
        }
        with(&app, &made).get(&api("audit")).await.ok();
    }
}

#[tokio::test]
async fn what_a_key_may_not_be_is_named() {
    for app in apps().await {
        let admin = app.admin().await;
        let good = json!({"name": "Sheet", "scopes": ["audit:read"], "expires_in_days": 30});
        for (field, value, pointer) in [
            ("name", json!(""), "#/name"),
            ("name", json!("n".repeat(81)), "#/name"),
            ("scopes", json!([]), "#/scopes"),
            ("scopes", json!(["audit:read", "audit"]), "#/scopes/1"),
            ("expires_in_days", json!(0), "#/expires_in_days"),
            ("expires_in_days", json!(366), "#/expires_in_days"),
            ("expires_in_days", json!(null), "#/expires_in_days"),
            ("guild_id", json!(SECOND.to_string()), "#/guild_id"),
        ] {
            let mut body = good.clone();
            body[field] = value;
            let answer = admin.post_json(&api("api-keys"), &body).await;
            assert_eq!((answer.told().0, answer.pointers()), (422, vec![pointer.to_owned()]), "{body}");
        }
        let form = [("name", ""), ("expires_in_days", "90")];
        let again = admin.post_form(&page(), &form).await.expect(422);
        assert!(again.body.contains("must have at least one scope"));
        assert_eq!(admin.get(&api("api-keys")).await.ok().json()["items"], json!([]));
    }
}

#[tokio::test]
async fn a_key_is_shown_once_and_kept_nowhere() {
    for app in apps().await {
        let admin = app.admin().await;
        let send = async || {
            let body = json!({"name": "Sheet", "scopes": ["ingest:write"], "expires_in_days": 30});
            let csrf = admin.cookie("__Host-td_csrf");
            let request = admin.request(Method::POST, &api("api-keys")).header("x-csrf-token", csrf);
            admin.send(request.header("idempotency-key", "once").json(&body)).await
        };
        let made = send().await.expect(201).json();
        assert!(made["signing_secret"].as_str().unwrap().starts_with("whsec_"));
        assert_eq!(send().await.told(), (409, "conflict".to_owned()), "made once, and told once");
        assert_eq!(admin.get(&api("api-keys")).await.ok().json()["items"].as_array().unwrap().len(), 1);
        let kept: Vec<(String,)> = app.app.db.q("SELECT body FROM replays").all().await.unwrap();
        assert!(kept.iter().all(|(body,)| !body.contains("tdk_")));

        let fields = [
            ("name", "Page"),
            ("scopes[]", "tracking:read"),
            ("scopes[]", "bonus:read"),
            ("expires_in_days", "90"),
        ];
        let shown = admin.post_form(&page(), &fields).await.expect(201).body;
        let key = shown.split("tdk_").nth(1).unwrap().split(['"', '<']).next().unwrap();
        app.with_key(&format!("tdk_{key}")).get(&api("bonus/rounds")).await.ok();
        assert!(!admin.get(&page()).await.ok().body.contains(key));
    }
}

#[tokio::test]
async fn a_guild_has_fifty_keys_at_most() {
    for app in apps().await {
        let admin = app.admin().await;
        for _ in 0..50 {
            make(&admin, json!(["audit:read"])).await;
        }
        let body = json!({"name": "Sheet", "scopes": ["audit:read"], "expires_in_days": 30});
        assert_eq!(admin.post_json(&api("api-keys"), &body).await.told(), (409, "conflict".to_owned()));
        let first = admin.get(&api("api-keys")).await.ok().json()["items"][0]["id"].clone();
        revoke(&admin, &first).await.expect(204);
        admin.post_json(&api("api-keys"), &body).await.expect(201);
    }
}
