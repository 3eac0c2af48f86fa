//! What a preview says, and that it changes nothing.

use reqwest::Method;
use serde_json::{Value, json};
use tracking_dashboard::http::cookies::CSRF;
use tracking_dashboard::time::{DAY, MINUTE};

use super::{ALIVE, HEADER, act, api, count, form, id, import, parts, send, upload};
use crate::support::{FIRST, FOREIGN, SECOND, apps};

#[tokio::test]
async fn rows_are_new_changed_unchanged_or_wrong() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["ana", "ben", "cleo"]).await;
        app.tracks(FIRST, "Beta", "Second", &[]).await;
        app.tracks(SECOND, "Acme", "Launch", &["dora"]).await;
        let (admin, viewer) = (app.admin().await, app.viewer().await);
        let rows = "tiktok,ANA,acme,launch,\ntiktok,ben,Beta,Second,\ntiktok,cleo,Acme,Launch,Cleo C.\n\
                    tiktok,dora,Acme,Launch,\nx,ana,Acme,Launch,\ntiktok,eva,Nope,Launch,\n";
        let import = upload(&admin, rows).await;
        let expected = json!({
            "state": "previewed", "total_rows": 6, "valid_rows": 5, "invalid_rows": 1, "new_rows": 2,
            "changed_rows": 2, "unchanged_rows": 1, "error_count": 1, "processed": 0, "failure": null,
            "missing_brands": ["Nope"], "missing_groups": [{"brand": "Nope", "group": "Launch"}],
        });
        for (name, value) in expected.as_object().unwrap() {
            assert_eq!(&import[name], value, "{name}");
        }
        let changes: Vec<_> =
            import["changes"].as_array().unwrap().iter().map(|row| &row["before"]).collect();
        let before = |name: &str| json!({"brand": "Acme", "group": "Launch", "display_name": name});
        assert_eq!(changes, [&before("ben"), &before("cleo")]);
        assert_eq!(import["remedies"][0]["mend"], "create_missing");
        assert_eq!(count(&app, ALIVE).await, 4, "a preview writes nothing");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM audit_log WHERE action LIKE 'import%'").await, 0);

        let seen = viewer.get(&format!("{}/{}", api(), id(&import))).await.ok().json();
        assert_eq!(seen, import);
        viewer.send(form(&viewer, "a.csv", b"x", &[])).await.expect(403);
        let listed = viewer.get(&api()).await.ok().json();
        assert_eq!(listed["items"][0]["id"], import["id"]);
        let foreign = format!("/api/v1/guilds/{FOREIGN}/accounts/imports/{}", id(&import));
        admin.get(&foreign).await.expect(404);
        admin.get(&format!("/api/v1/guilds/{SECOND}/accounts/imports/{}", id(&import))).await.expect(404);
    }
}

#[tokio::test]
async fn what_is_missing_is_made_when_the_form_or_the_settings_say_so() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &[]).await;
        let admin = app.admin().await;
        let rows = format!("{HEADER}tiktok,ana,New,One,\ntiktok,ben,new,ONE,\ntiktok,cleo,Acme,Two,\n");
        let with = async |fields: &[(&str, &str)]| -> Value {
            send(&admin, rows.as_bytes(), fields).await.expect(201).json()
        };
        assert_eq!(with(&[]).await["error_count"], 3);
        let ticked = with(&[("create_missing", "true")]).await;
        assert_eq!((&ticked["error_count"], &ticked["new_rows"]), (&json!(0), &json!(3)));
        assert_eq!(ticked["missing_brands"], json!(["New"]));
        let groups = json!([{"brand": "New", "group": "One"}, {"brand": "Acme", "group": "Two"}]);
        assert_eq!(ticked["missing_groups"], groups);
        let settings = format!("/api/v1/guilds/{FIRST}/settings");
        let body = json!({"create_missing_on_import": true});
        admin.send_json(Method::PATCH, &settings, &body).await.ok();
        assert_eq!(with(&[]).await["error_count"], 0);
        assert_eq!(with(&[("create_missing", "false")]).await["error_count"], 3);
        let labels = "SELECT COUNT(*) FROM brands WHERE label = 'New'";
        assert_eq!(count(&app, labels).await, 0, "nothing is made before the confirmation");
    }
}

#[tokio::test]
async fn a_form_without_scripts_says_its_token_first_and_one_without_a_token_is_refused() {
    for app in apps().await {
        let admin = app.admin().await;
        let post = |body: Vec<u8>| {
            let request = admin.request(Method::POST, &api());
            request.header("content-type", "multipart/form-data; boundary=edge").body(body)
        };
        let content = format!("{HEADER}tiktok,ana,Acme,Launch,\n");
        let csrf = admin.cookie(CSRF);
        let good = parts("a.csv", content.as_bytes(), &[("_csrf", &csrf), ("create_missing", "true")]);
        assert_eq!(admin.send(post(good)).await.expect(201).json()["new_rows"], 1);
        for fields in
            [&[][..], &[("_csrf", "wrong")], &[("create_missing", "true"), ("_csrf", csrf.as_str())]]
        {
            let answer = admin.send(post(parts("a.csv", content.as_bytes(), fields))).await;
            assert_eq!(answer.told(), (403, "csrf_failed".into()), "{fields:?}");
        }
    }
}

#[tokio::test]
async fn the_same_upload_with_a_key_is_one_import() {
    for app in apps().await {
        let admin = app.admin().await;
        let content = format!("{HEADER}tiktok,ana,Acme,Launch,\n");
        let with =
            |content: &str| form(&admin, "a.csv", content.as_bytes(), &[]).header("idempotency-key", "k");
        let first = admin.send(with(&content)).await.expect(201);
        let again = admin.send(with(&content)).await.expect(201);
        assert_eq!((again.header("idempotent-replayed"), &again.body), ("true", &first.body));
        let other = admin.send(with(HEADER)).await;
        assert_eq!(other.told(), (422, "idempotency_key_reused".into()));
        assert_eq!(count(&app, "SELECT COUNT(*) FROM imports").await, 1);
    }
}

#[tokio::test]
async fn a_preview_expires_after_a_day_and_the_history_has_the_newest_first() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &[]).await;
        let admin = app.admin().await;
        let old = upload(&admin, "tiktok,ana,Acme,Launch,\n").await;
        app.clock.advance(DAY - MINUTE);
        let admin = app.admin().await;
        let done = import(&admin, "tiktok,ben,Acme,Launch,\n").await;
        assert_eq!(done["state"], "completed");
        app.clock.advance(MINUTE);
        let late = act(&admin, &old, "confirm").await;
        assert_eq!(late.told(), (409, "conflict".into()));
        let first = admin.get(&format!("{}?limit=1", api())).await.ok().json();
        assert_eq!(first["items"][0]["id"], done["id"]);
        let cursor = first["next_cursor"].as_str().unwrap();
        let second = admin.get(&format!("{}?limit=1&cursor={cursor}", api())).await.ok().json();
        assert_eq!(second["items"][0]["state"], "expired");
        assert_eq!(second["next_cursor"], Value::Null);
        let elsewhere = format!("/api/v1/guilds/{SECOND}/accounts/imports?cursor={cursor}");
        assert_eq!(admin.get(&elsewhere).await.told(), (422, "invalid_cursor".into()));
    }
}
