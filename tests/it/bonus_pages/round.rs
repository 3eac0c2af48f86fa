//! A round's page: its tabs, what a viewer may not do, and its CSV.

use super::{in_order, played, round_page};
use crate::support::{FIRST, SECOND, apps};

#[tokio::test]
async fn a_round_has_its_targets_and_its_results() {
    for app in apps().await {
        let played = played(&app).await;
        let get = async |query: &str| {
            played.viewer.get(&format!("{}{query}", round_page(&played.last))).await.ok().body
        };
        let targets = get("").await;
        assert!(in_order(&targets, &["Round ", "8–14 Nov 2026", "Evaluated", "by <bdi>Ada"]), "{targets}");
        assert!(in_order(
            &targets,
            &["Alpha", "12,000", "of 10,000", "Achieved", "2,000 over", "+20.0 %", "2 rounds"]
        ));
        assert!(in_order(&targets, &["Beta &lt;b&gt;", "Near miss", "400 views short", "−4.0 %"]));
        assert!(in_order(&targets, &["TikTok", "12,000 views, 1 post"]));
        assert!(targets.contains("Near miss: at least 90 % of the target. It counts as missed."));
        let results = get("?tab=results").await;
        assert!(in_order(
            &results,
            &["$0.00", "$49.95", "$49.95", "not paid", "Achieved", ">1<", " / 3", "Missed", "2"]
        ));
        assert!(in_order(&results, &["aria-sort=\"ascending\"", "Alpha", "Beta", "Gamma"]));
        let by_views = get("?tab=results&sort=-actual").await;
        assert!(in_order(&by_views, &["aria-sort=\"ascending\"", "<tbody>", "Gamma", "Beta", "Alpha"]));
        let wrong = get("?tab=money&sort=luck").await;
        assert!(wrong.contains("The tab is not known") && wrong.contains("The order is not known"));
    }
}

#[tokio::test]
async fn views_that_change_later_are_named_and_leave_the_result() {
    for app in apps().await {
        let played = played(&app).await;
        assert!(!played.viewer.get(&round_page(&played.last)).await.ok().body.contains("views now differ"));
        played.stage.gain(1, "2026-11-12", 5_000).await;
        let body = played.viewer.get(&round_page(&played.last)).await.ok().body;
        assert!(in_order(
            &body,
            &["Beta", "views now differ", "now it would be 14,600 views", "9,600", "Near miss"]
        ));
    }
}

#[tokio::test]
async fn what_comes_with_the_evaluation_says_when() {
    for app in apps().await {
        let played = played(&app).await;
        for tab in ["payments", "results"] {
            let body =
                played.viewer.get(&format!("{}?tab={tab}", round_page(&played.pending))).await.ok().body;
            assert!(
                body.contains("come with the evaluation") && body.contains("22 Nov 2026, 02:00 UTC"),
                "{tab}"
            );
        }
        let targets = played.viewer.get(&round_page(&played.pending)).await.ok().body;
        assert!(in_order(&targets, &["Alpha", "1,000 views to go", "Beta", "200 over"]), "{targets}");
    }
}

#[tokio::test]
async fn a_round_of_another_guild_is_not_found() {
    for app in apps().await {
        let played = played(&app).await;
        let elsewhere = round_page(&played.last).replace(&FIRST.to_string(), &SECOND.to_string());
        assert_eq!(played.stage.admin.get(&elsewhere).await.status, 404);
        assert_eq!(played.stage.admin.get(&format!("{elsewhere}/results.csv")).await.status, 404);
    }
}

#[tokio::test]
async fn the_csv_has_each_target_with_its_payment_in_dollars() {
    for app in apps().await {
        let played = played(&app).await;
        let payment =
            played.stage.detail(played.last["id"].as_str().unwrap()).await["payments"][0]["id"].clone();
        let what = format!("{}/payments/{}", played.last["id"].as_str().unwrap(), payment.as_str().unwrap());
        let body = serde_json::json!({"paid": true, "notes": "=1+1, \"cash\""});
        played.stage.patch(&what, body).await.ok();
        let answer = played.viewer.get(&format!("{}/results.csv", round_page(&played.last))).await.ok();
        assert!(answer.header("content-disposition").contains("2026-11-08.csv"));
        let lines: Vec<&str> = answer.body.lines().collect();
        assert!(lines[0].starts_with("week_start,week_end,brand,group,target_views,actual_views"));
        assert!(lines[1].starts_with(
            "2026-11-08,2026-11-14,Brand 0,Alpha,10000,12000,120.0,0,achieved,2,49.95,true,2026-"
        ));
        assert!(lines[1].ends_with(",Ada,\"'=1+1, \"\"cash\"\"\""), "{}", lines[1]);
        assert_eq!(lines[2], "2026-11-08,2026-11-14,Brand 1,Beta <b>,10000,9600,96.0,400,near_miss,0,,,,,");
        let pending =
            played.viewer.get(&format!("{}/results.csv", round_page(&played.pending))).await.ok().body;
        assert!(pending.contains(",Alpha,1000,0,0.0,1000,pending,,,,,,"), "{pending}");
        let wrong = played.viewer.get(&format!("{}/results.csv?x=1", round_page(&played.last))).await;
        assert_eq!(wrong.status, 422);
    }
}
