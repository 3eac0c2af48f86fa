//! What alerts leave behind goes with what they belong to.

use reqwest::Method;
use serde_json::json;
use tracking_dashboard::time::DAY;
use tracking_dashboard::{alerts, tracking};

use super::Site;
use crate::support::FIRST;

async fn counts(site: &Site) -> (i64, i64, i64) {
    let count = async |sql: &'static str| site.app.db.q(sql).scalar::<i64>().await.unwrap();
    (
        count("SELECT COUNT(*) FROM thresholds").await,
        count("SELECT COUNT(*) FROM alerts").await,
        count("SELECT COUNT(*) FROM alert_settings").await,
    )
}

#[tokio::test]
async fn a_deleted_threshold_is_removed_after_thirty_days_and_what_it_fired_stays() {
    for site in Site::all().await {
        let id = site.threshold(100).await;
        site.views("1", 100).await;
        let one = format!("alert-thresholds/{id}");
        site.of_group(Method::DELETE, &one, &json!({})).await.expect(204);
        site.app.clock.advance(30 * DAY);
        let site = Site { admin: site.app.admin().await, ..site };
        site.of_group(Method::POST, &format!("{one}/restore"), &json!({})).await.expect(404);
        assert_eq!(alerts::forget_old(&site.app.app).await.unwrap(), 1);
        assert_eq!(counts(&site).await, (0, 1, 0));
        assert_eq!(site.fired().await.len(), 1);
    }
}

#[tokio::test]
async fn a_group_and_an_account_that_are_removed_take_their_alerts_with_them() {
    for site in Site::all().await {
        let mira = format!("/api/v1/guilds/{FIRST}/accounts");
        let mira = super::id(&site.admin.get(&mira).await.ok().json()["items"][0]);
        site.threshold(100).await;
        site.views("1", 100).await;
        let brand = json!({"label": "Empty"});
        let brand = site.admin.post_json(&format!("/api/v1/guilds/{FIRST}/brands"), &brand).await.expect(201);
        let group = json!({"label": "Spare", "brand_id": brand.json()["id"]});
        let group = site.admin.post_json(&format!("/api/v1/guilds/{FIRST}/groups"), &group).await.expect(201);
        let spare = format!("/api/v1/guilds/{FIRST}/groups/{}", super::id(&group.json()));
        let body = json!({"metric": "views", "value": 1});
        site.admin.post_json(&format!("{spare}/alert-thresholds"), &body).await.expect(201);
        site.admin.post_json(&format!("{spare}/alert-test"), &json!({})).await.expect(202);
        let off = json!({"streak_alerts": false});
        site.admin.send_json(Method::PATCH, &format!("{spare}/alert-settings"), &off).await.ok();
        assert_eq!(counts(&site).await, (2, 2, 1));

        site.admin.send_json(Method::DELETE, &spare, &json!({})).await.expect(204);
        let list = site.admin.get(&format!("/api/v1/guilds/{FIRST}/alert-thresholds")).await.ok().json();
        assert_eq!((list["items"].as_array().unwrap().len(), &list["active_count"]), (1, &json!(1)));
        let account = format!("/api/v1/guilds/{FIRST}/accounts/{mira}");
        site.admin.send_json(Method::DELETE, &account, &json!({})).await.expect(204);
        site.app.clock.advance(30 * DAY);
        assert_eq!(tracking::forget_old(&site.app.app).await.unwrap(), 2, "the group and the account");
        assert_eq!(counts(&site).await, (1, 0, 0));
    }
}
