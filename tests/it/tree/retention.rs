//! What was deleted long ago is removed where nothing refers to it.

use serde_json::json;
use tracking_dashboard::time::DAY;
use tracking_dashboard::tracking;

use super::{all, brand, delete, group, id};
use crate::support::{FIRST, TestApp, apps};

async fn rows(app: &TestApp) -> (i64, i64) {
    let brands = app.db.q("SELECT COUNT(*) FROM brands").scalar().await.unwrap();
    (brands, app.db.q("SELECT COUNT(*) FROM account_groups").scalar().await.unwrap())
}

#[tokio::test]
async fn after_thirty_days_the_empty_are_gone_and_those_with_a_history_stay() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let admin = app.admin().await;
        let (acme, launch) =
            (id(&all(&admin, FIRST, "brands").await[0]), id(&all(&admin, FIRST, "groups").await[0]));
        let (empty, living) = (brand(&admin, FIRST, "Empty").await, brand(&admin, FIRST, "Living").await);
        let spare = group(&admin, FIRST, &empty, "Spare").await;
        let home = group(&admin, FIRST, &living, "Home").await;
        let accounts = admin.get(&format!("/api/v1/guilds/{FIRST}/accounts")).await.ok().json();
        let mira = id(&accounts["items"][0]);
        super::patch(&admin, FIRST, &format!("accounts/{mira}"), &json!({"group_id": home})).await.ok();
        for thing in [
            format!("groups/{launch}"),
            format!("brands/{acme}"),
            format!("groups/{spare}"),
            format!("brands/{empty}"),
        ] {
            delete(&admin, FIRST, &thing).await.expect(204);
        }
        app.clock.advance(30 * DAY - 1);
        assert_eq!(tracking::forget_old(&app.app).await.unwrap(), 0);
        assert_eq!(rows(&app).await, (3, 3));
        app.clock.advance(1);
        assert_eq!(tracking::forget_old(&app.app).await.unwrap(), 2, "the spare group and its brand");
        // The account was of the group once: its earlier days still count there.
        assert_eq!(rows(&app).await, (2, 2));
        assert_eq!(tracking::forget_old(&app.app).await.unwrap(), 0);
    }
}
