//! ALERT-04: the three switches of a group, each alone.

use reqwest::Method;
use serde_json::json;

use super::Site;
use crate::support::FIRST;

#[tokio::test]
async fn new_groups_start_with_all_three_on_and_each_is_saved_alone() {
    for site in Site::all().await {
        let settings = async |body| site.of_group(Method::PATCH, "alert-settings", &body).await.ok().json();
        let untouched = settings(json!({})).await;
        let all_on = json!({"streak_alerts": true, "threshold_alerts": true, "status_alerts": true, "updated_at": null});
        assert_eq!(untouched, all_on);
        let one = settings(json!({"streak_alerts": false})).await;
        assert_eq!((&one["streak_alerts"], &one["threshold_alerts"]), (&json!(false), &json!(true)));
        assert_eq!(one["updated_at"], "2026-11-16T12:00:00.000Z");
        let two = settings(json!({"status_alerts": false})).await;
        assert_eq!((&two["streak_alerts"], &two["status_alerts"]), (&json!(false), &json!(false)));
        // With no threshold at all they still are what the server holds.
        let path = format!("/api/v1/guilds/{FIRST}/groups/{}/alert-thresholds", site.group);
        assert_eq!(site.admin.get(&path).await.ok().json()["settings"], two);
        for wrong in [json!({"streak_alerts": null}), json!({"streak_alerts": 1}), json!({"email": true})] {
            site.of_group(Method::PATCH, "alert-settings", &wrong).await.expect(422);
        }
    }
}

#[tokio::test]
async fn a_switch_that_is_off_keeps_its_kind_silent() {
    for site in Site::all().await {
        site.threshold(100).await;
        let off = json!({"threshold_alerts": false, "status_alerts": false});
        site.of_group(Method::PATCH, "alert-settings", &off).await.ok();
        let gone = |at: &str, status| {
            json!({"accounts": [{"platform": "tiktok", "username": "mira", "followers": 5, "status": status,
                "display_name": null, "collected_at": at}]})
        };
        let report = async |body| site.bot.post(&format!("guilds/{FIRST}/accounts"), &body).await.ok();
        site.views("1", 100).await;
        report(gone("2026-11-16T11:00:00Z", "unavailable")).await;
        assert!(site.fired().await.is_empty());
        let on = json!({"threshold_alerts": true, "status_alerts": true});
        site.of_group(Method::PATCH, "alert-settings", &on).await.ok();
        site.views("1", 200).await;
        site.views("2", 100).await;
        report(gone("2026-11-16T11:30:00Z", "active")).await;
        let fired = site.fired().await;
        let messages: Vec<_> = fired.iter().map(|one| one["message"].clone()).collect();
        assert_eq!(messages, ["@mira is back", "@mira reached 100 views"]);
        assert_eq!(fired[1]["kind"], "threshold");
        assert_eq!(fired[1]["post_url"], "https://www.tiktok.com/@mira/video/2");
    }
}

#[tokio::test]
async fn the_switch_of_one_threshold_is_a_form_too_and_says_when_its_group_is_off() {
    for site in Site::all().await {
        let id = site.threshold(100).await;
        let form = format!("/guilds/{FIRST}/groups/{}/thresholds/{id}", site.group);
        let state = async || {
            let path = format!("/api/v1/guilds/{FIRST}/groups/{}/alert-thresholds", site.group);
            site.admin.get(&path).await.ok().json()["items"][0]["enabled"].clone()
        };
        for on in ["false", "true"] {
            site.admin.post_form(&form, &[("enabled", on)]).await.expect(303);
            assert_eq!(state().await, json!(on == "true"));
        }
        site.admin.post_form(&form, &[("enabled", "perhaps")]).await.expect(422);
        let page = format!("/guilds/{FIRST}/alerts");
        assert!(!site.admin.get(&page).await.ok().body.contains("Off for this group"));
        site.of_group(Method::PATCH, "alert-settings", &json!({"threshold_alerts": false})).await.ok();
        assert!(site.admin.get(&page).await.ok().body.contains("Off for this group"));
    }
}

#[tokio::test]
async fn a_few_tests_a_minute_are_enough() {
    for site in Site::all().await {
        for _ in 0..6 {
            site.of_group(Method::POST, "alert-test", &json!({})).await.expect(202);
        }
        let refused = site.of_group(Method::POST, "alert-test", &json!({})).await;
        assert_eq!((refused.told(), refused.header("retry-after")), ((429, "rate_limited".into()), "60"));
        site.app.clock.advance(60_000);
        site.of_group(Method::POST, "alert-test", &json!({})).await.expect(202);
    }
}
