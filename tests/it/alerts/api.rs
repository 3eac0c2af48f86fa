//! ALERT-01 and ALERT-02: thresholds as the API has them, and what they may not be.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Site, id};
use crate::support::{FIRST, FOREIGN};

#[tokio::test]
async fn a_threshold_is_made_listed_changed_deleted_and_taken_back() {
    for site in Site::all().await {
        let all = format!("/api/v1/guilds/{FIRST}/alert-thresholds");
        let body = json!({"metric": "likes", "platform": "tiktok", "value": 1_500});
        let made = site.of_group(Method::POST, "alert-thresholds", &body).await.expect(201).json();
        assert_eq!((&made["value"], &made["platform"]), (&json!(1_500), &json!("tiktok")));
        assert_eq!((&made["enabled"], &made["last_triggered_at"]), (&json!(true), &Value::Null));
        let list = site.admin.get(&all).await.ok().json();
        assert_eq!((list["items"].as_array().unwrap().len(), &list["active_count"]), (1, &json!(1)));
        let guild = site.admin.get(&format!("/api/v1/guilds/{FIRST}")).await.ok().json();
        assert_eq!(guild["counts"]["active_thresholds"], 1);

        let one = format!("alert-thresholds/{}", id(&made));
        let edit = json!({"enabled": false, "value": 2_000});
        let changed = site.of_group(Method::PATCH, &one, &edit).await.ok().json();
        assert_eq!((&changed["enabled"], &changed["value"]), (&json!(false), &json!(2_000)));
        assert_eq!(site.admin.get(&all).await.ok().json()["active_count"], 0);
        let same = site.of_group(Method::PATCH, &one, &edit).await.ok().json();
        assert_eq!(same, changed);

        site.of_group(Method::DELETE, &one, &json!({})).await.expect(204);
        site.of_group(Method::DELETE, &one, &json!({})).await.expect(404);
        assert_eq!(site.admin.get(&all).await.ok().json()["items"], json!([]));
        let restore = format!("{one}/restore");
        assert_eq!(site.of_group(Method::POST, &restore, &json!({})).await.ok().json(), changed);
        let audit = site.admin.get(&format!("/api/v1/guilds/{FIRST}/audit?limit=4")).await.ok().json();
        let actions: Vec<_> =
            audit["items"].as_array().unwrap().iter().map(|e| e["action"].clone()).collect();
        assert_eq!(
            actions,
            ["threshold.restored", "threshold.deleted", "threshold.updated", "threshold.created"]
        );
    }
}

#[tokio::test]
async fn the_same_metric_and_platform_again_exists_already() {
    for site in Site::all().await {
        let make = async |body: Value| site.of_group(Method::POST, "alert-thresholds", &body).await;
        let first = make(json!({"metric": "views", "platform": null, "value": 10})).await.expect(201).json();
        let twin = make(json!({"metric": "views", "value": 20})).await;
        assert_eq!(twin.told(), (409, "threshold_exists".to_owned()));
        make(json!({"metric": "views", "platform": "x", "value": 20})).await.expect(201);
        let one = format!("alert-thresholds/{}", id(&first));
        site.of_group(Method::DELETE, &one, &json!({})).await.expect(204);
        make(json!({"metric": "views", "value": 20})).await.expect(201);
        let back = site.of_group(Method::POST, &format!("{one}/restore"), &json!({})).await;
        assert_eq!(back.told(), (409, "threshold_exists".to_owned()));
    }
}

#[tokio::test]
async fn what_a_threshold_may_not_be_is_named_and_nothing_is_made() {
    for site in Site::all().await {
        for (body, pointer) in [
            (json!({"metric": "views", "value": 0}), "#/value"),
            (json!({"metric": "views", "value": -1}), "#/value"),
            (json!({"metric": "views", "value": 1.5}), "#/value"),
            (json!({"metric": "views", "value": 1_000_000_000_001_i64}), "#/value"),
            (json!({"metric": "views", "value": "10"}), "#/value"),
            (json!({"metric": "views"}), "#/value"),
            (json!({"value": 1}), "#/metric"),
            (json!({"metric": "posts", "value": 1}), "#/metric"),
            (json!({"metric": "views", "platform": "myspace", "value": 1}), "#/platform"),
            (json!({"metric": "views", "platform": "all", "value": 1}), "#/platform"),
            (json!({"metric": "views", "value": 1, "enabled": true}), "#/enabled"),
        ] {
            let answer = site.of_group(Method::POST, "alert-thresholds", &body).await.expect(422);
            assert_eq!(answer.pointers(), [pointer], "{body}");
        }
        let one = format!("alert-thresholds/{}", site.threshold(5).await);
        for (body, pointer) in [(json!({"value": 0}), "#/value"), (json!({"enabled": null}), "#/enabled")] {
            let answer = site.of_group(Method::PATCH, &one, &body).await.expect(422);
            assert_eq!(answer.pointers(), [pointer], "{body}");
        }
        let list = site.admin.get(&format!("/api/v1/guilds/{FIRST}/alert-thresholds")).await.ok().json();
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
        for wrong in ["metric=posts", "platform=myspace", "enabled=yes", "limit=0", "group_id=7", "x=1"] {
            let path = format!("/api/v1/guilds/{FIRST}/alert-thresholds?{wrong}");
            site.admin.get(&path).await.expect(422);
        }
        site.admin.get(&format!("/api/v1/guilds/{FIRST}/alerts?kind=test")).await.expect(422);
    }
}

#[tokio::test]
async fn a_group_of_another_guild_is_none() {
    for site in Site::all().await {
        site.app.tracks(FOREIGN, "Other", "Theirs", &["other"]).await;
        let sql = "SELECT id FROM account_groups WHERE guild_id = $1";
        let foreign: tracking_dashboard::ids::GroupId =
            site.app.db.q(sql).bind(FOREIGN).scalar().await.unwrap();
        for path in ["alert-thresholds", "alert-test"] {
            let path = format!("/api/v1/guilds/{FIRST}/groups/{foreign}/{path}");
            let body =
                if path.ends_with("test") { json!({}) } else { json!({"metric": "views", "value": 1}) };
            site.admin.post_json(&path, &body).await.expect(404);
        }
        let hints = format!("/api/v1/guilds/{FIRST}/groups/{foreign}/alert-hints");
        site.admin.get(&hints).await.expect(404);
        let settings = format!("/api/v1/guilds/{FIRST}/groups/{foreign}/alert-settings");
        site.admin.send_json(Method::PATCH, &settings, &json!({"streak_alerts": false})).await.expect(404);
    }
}

#[tokio::test]
async fn filters_and_pages_cover_the_list_once() {
    for site in Site::all().await {
        site.app.tracks(FIRST, "Acme B", "Zebra", &["zoe"]).await;
        for metric in ["views", "likes", "comments"] {
            for platform in [Value::Null, json!("x"), json!("tiktok")] {
                let body = json!({"metric": metric, "platform": platform, "value": 7});
                site.of_group(Method::POST, "alert-thresholds", &body).await.expect(201);
            }
        }
        let zebra = super::groups(&site.admin).await[1].clone();
        site.app.threshold(FIRST, &zebra, 5).await;
        let path = format!("/api/v1/guilds/{FIRST}/alert-thresholds");
        let count = async |query: &str| {
            let answer = site.admin.get(&format!("{path}?limit=100&{query}")).await.ok().json();
            answer["items"].as_array().unwrap().len()
        };
        for (query, number) in [
            ("", 10),
            ("metric=views", 4),
            ("platform=x", 3),
            ("platform=all", 4),
            ("q=zeb", 1),
            ("q=acme+b", 1),
            ("enabled=false", 0),
            (&format!("group_id={zebra}"), 1),
        ] {
            assert_eq!(count(query).await, number, "{query}");
        }
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = site.admin.get(&format!("{path}?limit=3{cursor}")).await.ok().json();
            seen.extend(page["items"].as_array().unwrap().iter().map(id));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        let distinct: std::collections::HashSet<_> = seen.iter().collect();
        assert_eq!((seen.len(), distinct.len()), (10, 10));
    }
}

#[tokio::test]
async fn a_viewer_reads_and_changes_nothing() {
    for site in Site::all().await {
        let made = site.threshold(100).await;
        let viewer = site.app.viewer().await;
        let group = format!("/api/v1/guilds/{FIRST}/groups/{}", site.group);
        for path in ["alert-thresholds", "alert-hints"] {
            viewer.get(&format!("{group}/{path}")).await.ok();
        }
        viewer.get(&format!("/api/v1/guilds/{FIRST}/alerts")).await.ok();
        let body = json!({"metric": "likes", "value": 1});
        viewer.post_json(&format!("{group}/alert-thresholds"), &body).await.expect(403);
        let one = format!("{group}/alert-thresholds/{made}");
        viewer.send_json(Method::PATCH, &one, &json!({"enabled": false})).await.expect(403);
        viewer.send_json(Method::DELETE, &one, &json!({})).await.expect(403);
        let bulk = json!({"ids": [made], "action": "delete"});
        viewer.post_json(&format!("/api/v1/guilds/{FIRST}/alert-thresholds/bulk"), &bulk).await.expect(403);
        viewer.post_json(&format!("{group}/alert-test"), &json!({})).await.expect(403);
        let left = site.admin.get(&format!("/api/v1/guilds/{FIRST}/alert-thresholds")).await.ok().json();
        assert_eq!(left["active_count"], 1);
    }
}

#[tokio::test]
async fn a_post_that_is_sent_again_makes_one_threshold_and_one_test() {
    for site in Site::all().await {
        let send = async |path: &str, body: Value| {
            let path = format!("/api/v1/guilds/{FIRST}/groups/{}/{path}", site.group);
            let csrf = site.admin.cookie(tracking_dashboard::http::cookies::CSRF);
            let request = site.admin.request(Method::POST, &path).header("x-csrf-token", csrf);
            site.admin.send(request.header("idempotency-key", "a").json(&body)).await
        };
        let body = json!({"metric": "views", "value": 9});
        let first = send("alert-thresholds", body.clone()).await.expect(201);
        assert_eq!(send("alert-thresholds", body).await.expect(201).json(), first.json());
        let first = send("alert-test", json!({})).await.expect(202).json();
        assert_eq!(send("alert-test", json!({})).await.expect(202).json(), first);
        let tests: i64 =
            site.app.db.q("SELECT COUNT(*) FROM alerts WHERE kind = 'test'").scalar().await.unwrap();
        assert_eq!((tests, site.fired().await.len()), (1, 0), "a test did not fire");
    }
}
