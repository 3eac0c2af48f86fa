//! ALERT-03: many thresholds, all of them or none.

use serde_json::{Value, json};

use super::{Site, id};
use crate::support::{Answer, FIRST, FOREIGN};

async fn bulk(site: &Site, ids: &[String], action: &str) -> Answer {
    let body = json!({"ids": ids, "action": action});
    site.admin.post_json(&format!("/api/v1/guilds/{FIRST}/alert-thresholds/bulk"), &body).await
}

async fn three(site: &Site) -> Vec<String> {
    let mut ids = Vec::new();
    for metric in ["views", "likes", "shares"] {
        let body = json!({"metric": metric, "value": 10});
        let made = site.of_group(reqwest::Method::POST, "alert-thresholds", &body).await.expect(201);
        ids.push(id(&made.json()));
    }
    ids
}

async fn states(site: &Site) -> Vec<Value> {
    let path = format!("/api/v1/guilds/{FIRST}/alert-thresholds");
    let list = site.admin.get(&path).await.ok().json();
    list["items"].as_array().unwrap().iter().map(|one| one["enabled"].clone()).collect()
}

#[tokio::test]
async fn many_are_turned_off_and_on_and_deleted_and_the_number_is_what_changed() {
    for site in Site::all().await {
        let ids = three(&site).await;
        assert_eq!(bulk(&site, &ids[..2], "disable").await.ok().json()["changed"], 2);
        assert_eq!(bulk(&site, &ids, "disable").await.ok().json()["changed"], 1, "two were so already");
        assert_eq!(states(&site).await, [false, false, false]);
        assert_eq!(bulk(&site, &ids, "enable").await.ok().json()["changed"], 3);
        assert_eq!(bulk(&site, &ids, "delete").await.ok().json()["changed"], 3);
        assert!(states(&site).await.is_empty());
        assert_eq!(bulk(&site, &ids, "delete").await.told().0, 404, "they are gone");
    }
}

#[tokio::test]
async fn one_of_another_guild_changes_nothing() {
    for site in Site::all().await {
        let mut ids = three(&site).await;
        site.app.tracks(FOREIGN, "Other", "Theirs", &["other"]).await;
        let sql = "SELECT id FROM account_groups WHERE guild_id = $1";
        let group: tracking_dashboard::ids::GroupId =
            site.app.db.q(sql).bind(FOREIGN).scalar().await.unwrap();
        ids.push(site.app.threshold(FOREIGN, &group.to_string(), 5).await);
        for action in ["disable", "delete"] {
            assert_eq!(bulk(&site, &ids, action).await.told().0, 404);
        }
        assert_eq!(states(&site).await, [true, true, true]);
        ids[3] = "0192f0c0-0000-7000-8000-000000000000".into();
        assert_eq!(bulk(&site, &ids, "delete").await.told().0, 404, "one that nobody has");
    }
}

#[tokio::test]
async fn no_ids_too_many_and_unknown_actions_are_refused() {
    for site in Site::all().await {
        let ids = three(&site).await;
        assert_eq!(bulk(&site, &[], "delete").await.expect(422).pointers(), ["#/ids"]);
        let many = vec![ids[0].clone(); 201];
        assert_eq!(bulk(&site, &many, "delete").await.expect(422).pointers(), ["#/ids"]);
        assert_eq!(bulk(&site, &ids, "explode").await.expect(422).pointers(), ["#/action"]);
        assert_eq!(states(&site).await.len(), 3);
    }
}
