//! Settings of a server: who may change them, what they may be, and what the audit log says of it.

use reqwest::Method;
use serde_json::{Value, json};
use tracking_dashboard::api_keys::Scope;

use crate::support::{Actor, Answer, FIRST, FOREIGN, TestApp, apps};

const ALERTS: &str = "1180000000000001001";
const STAFF: &str = "1180000000000001003";
const FOREIGN_CHANNEL: &str = "1180000000000077001";

fn api(what: &str) -> String {
    format!("/api/v1/guilds/{FIRST}/{what}")
}

fn page() -> String {
    format!("/guilds/{FIRST}/settings")
}

async fn know_channels(app: &TestApp) {
    let bot = app.bot().await;
    let channel = |id, name, bot_can_post| json!({"id": id, "name": name, "bot_can_post": bot_can_post});
    let own = [channel(ALERTS, "alerts", true), channel(STAFF, "staff", false)];
    for (guild, channels) in [(FIRST, &own[..]), (FOREIGN, &[channel(FOREIGN_CHANNEL, "theirs", true)])] {
        let body = json!({"name": "A server", "icon_url": null, "channels": channels});
        bot.call("PUT", &format!("guilds/{guild}"), &body).send().await.ok();
    }
}

async fn patch(actor: &Actor, body: Value) -> Answer {
    actor.send_json(Method::PATCH, &api("settings"), &body).await
}

async fn audit(app: &TestApp) -> Vec<Value> {
    let sql = "SELECT changes FROM audit_log WHERE action = 'settings.updated' ORDER BY id";
    let rows: Vec<(String,)> = app.db.q(sql).all().await.unwrap();
    rows.iter().map(|row| serde_json::from_str(&row.0).unwrap()).collect()
}

#[tokio::test]
async fn an_admin_changes_what_is_named_and_the_log_says_it_in_words() {
    for app in apps().await {
        know_channels(&app).await;
        let admin = app.admin().await;
        let before = json!({"notification_channel_id": null, "near_miss_percent": 90, "create_missing_on_import": false});
        assert_eq!(patch(&admin, json!({})).await.ok().json(), before, "absent is unchanged");
        let with = json!({"notification_channel_id": ALERTS, "near_miss_percent": 85});
        let after = patch(&admin, with.clone()).await.ok().json();
        assert_eq!(
            after,
            json!({"notification_channel_id": ALERTS, "near_miss_percent": 85, "create_missing_on_import": false})
        );
        assert_eq!(admin.get(&format!("/api/v1/guilds/{FIRST}")).await.ok().json()["settings"], after);
        patch(&admin, with).await.ok();
        patch(&admin, json!({"notification_channel_id": null})).await.ok();
        let channel = |old: Value, new: Value| json!({"old": old, "new": new});
        assert_eq!(
            audit(&app).await,
            [
                json!({"notification_channel": channel(Value::Null, "#alerts".into()), "near_miss_percent": {"old": 90, "new": 85}}),
                json!({"notification_channel": channel("#alerts".into(), Value::Null)}),
            ]
        );
    }
}

#[tokio::test]
async fn what_settings_may_not_be_is_named_and_changes_nothing() {
    for app in apps().await {
        know_channels(&app).await;
        let admin = app.admin().await;
        let channel = "#/notification_channel_id";
        for (body, pointer) in [
            (json!({"notification_channel_id": "1180000000000009999"}), channel),
            (json!({"notification_channel_id": FOREIGN_CHANNEL}), channel),
            (json!({"notification_channel_id": STAFF}), channel),
            (json!({"notification_channel_id": "alerts"}), channel),
            (json!({"notification_channel_id": 7}), channel),
            (json!({"near_miss_percent": 49}), "#/near_miss_percent"),
            (json!({"near_miss_percent": 100}), "#/near_miss_percent"),
            (json!({"near_miss_percent": 90.5}), "#/near_miss_percent"),
            (json!({"near_miss_percent": null}), "#/near_miss_percent"),
            (json!({"create_missing_on_import": "yes"}), "#/create_missing_on_import"),
            (json!({"near_miss": 80}), "#/near_miss"),
            (json!({"create_missing_on_import": true, "near_miss_percent": 0}), "#/near_miss_percent"),
        ] {
            let answer = patch(&admin, body.clone()).await.expect(422);
            assert_eq!(answer.pointers(), [pointer], "{body}");
        }
        let settings = admin.get(&format!("/api/v1/guilds/{FIRST}")).await.ok().json()["settings"].clone();
        assert_eq!(settings["create_missing_on_import"], false);
        assert_eq!(audit(&app).await, Vec::<Value>::new());
    }
}

#[tokio::test]
async fn a_channel_the_bot_lost_stays_until_another_is_chosen() {
    for app in apps().await {
        know_channels(&app).await;
        let admin = app.admin().await;
        patch(&admin, json!({"notification_channel_id": ALERTS})).await.ok();
        let gone = json!({"name": "A server", "icon_url": null, "channels": []});
        app.bot().await.call("PUT", &format!("guilds/{FIRST}"), &gone).send().await.ok();
        let shown = admin.get(&page()).await.ok().body;
        assert!(shown.contains("not there any more"));
        let fields = [("notification_channel_id", ALERTS), ("near_miss_percent", "80")];
        admin.post_form(&page(), &fields).await.expect(303);
        let settings = admin.get(&format!("/api/v1/guilds/{FIRST}")).await.ok().json()["settings"].clone();
        assert_eq!(
            (&settings["notification_channel_id"], &settings["near_miss_percent"]),
            (&json!(ALERTS), &json!(80))
        );
        patch(&admin, json!({"notification_channel_id": STAFF})).await.expect(422);
    }
}

#[tokio::test]
async fn channels_and_settings_are_for_admins_and_keys_of_the_right_scope() {
    for app in apps().await {
        know_channels(&app).await;
        let (admin, viewer, outsider) = (app.admin().await, app.viewer().await, app.outsider().await);
        let items = admin.get(&api("channels")).await.ok().json()["items"].clone();
        let channel = |id, name, bot_can_post| json!({"id": id, "name": name, "bot_can_post": bot_can_post});
        assert_eq!(items, json!([channel(ALERTS, "alerts", true), channel(STAFF, "staff", false)]));
        admin.get(&api("channels?limit=3")).await.expect(422);
        let key = async |scope| app.with_key(&app.key(Some(FIRST), &[scope]).await.key);
        let (reads, writes) = (key(Scope::TrackingRead).await, key(Scope::TrackingWrite).await);
        assert_eq!(reads.get(&api("channels")).await.ok().json()["items"], items);
        patch(&writes, json!({"near_miss_percent": 70})).await.ok();
        for (actor, told) in [
            (&viewer, (403, "admin_required")),
            (&outsider, (404, "not_found")),
            (&app.anonymous(), (401, "unauthenticated")),
        ] {
            assert_eq!(actor.get(&api("channels")).await.told(), (told.0, told.1.to_owned()));
        }
        assert_eq!(writes.get(&api("channels")).await.told().1, "insufficient_scope");
        for (actor, told) in
            [(&viewer, "admin_required"), (&outsider, "not_found"), (&reads, "insufficient_scope")]
        {
            assert_eq!(patch(actor, json!({"near_miss_percent": 60})).await.told().1, told);
        }
        assert_eq!(audit(&app).await.len(), 1);
    }
}

#[tokio::test]
async fn the_form_saves_says_so_once_and_keeps_what_was_typed_when_it_cannot() {
    for app in apps().await {
        know_channels(&app).await;
        let (admin, viewer) = (app.admin().await, app.viewer().await);
        let fields = [
            ("notification_channel_id", ALERTS),
            ("near_miss_percent", "75"),
            ("create_missing_on_import", "on"),
        ];
        let saved = admin.post_form(&page(), &fields).await.expect(303);
        assert_eq!(saved.location(), page());
        assert!(admin.get(&page()).await.ok().body.contains("Settings saved"));
        admin.post_form(&page(), &fields).await.expect(303);
        assert!(admin.get(&page()).await.ok().body.contains("Nothing was changed"));
        assert_eq!(audit(&app).await.len(), 1);
        let refused = admin
            .post_form(&page(), &[("notification_channel_id", STAFF), ("near_miss_percent", "7")])
            .await
            .expect(422);
        assert!(refused.body.contains("value=\"7\"") && refused.body.contains("from 50 to 99"));
        admin.post_form(&page(), &[("near_miss_percent", "x")]).await.expect(422);

        let seen = viewer.get(&page()).await.ok().body;
        assert!(
            seen.contains("#alerts") && seen.contains("value=\"75\"") && seen.contains("<fieldset disabled")
        );
        viewer.post_form(&page(), &fields).await.expect(403);
        app.outsider().await.get(&page()).await.expect(404);
        assert_eq!(audit(&app).await.len(), 1);
    }
}
