//! Rounds: made by admins, refused with the field that is wrong, listed without gaps.

use reqwest::Method;
use serde_json::{Value, json};

use super::{LAST_WEEK, Stage, THIS_WEEK, WEEK_BEFORE, api, groups, id};
use crate::support::{FOREIGN, apps};

#[tokio::test]
async fn an_admin_makes_a_round_for_this_week_and_sees_the_count_so_far() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha", "Beta"]).await;
        stage.gain(1, "2026-11-15", 700).await;
        stage.gain(1, "2026-11-14", 9_000).await;
        let made = stage.made(THIS_WEEK, 5_000, &[(1, 1_000), (0, 50)]).await;
        assert_eq!(made, stage.detail(&id(&made)).await);
        assert_eq!(
            (made["week_start"].as_str(), made["week_end"].as_str()),
            (Some(THIS_WEEK), Some("2026-11-21"))
        );
        assert_eq!((&made["state"], &made["evaluated_at"]), (&json!("pending"), &Value::Null));
        assert_eq!((&made["target_count"], &made["achieved_count"]), (&json!(2), &json!(0)));
        assert_eq!((&made["total_bonus_cents"], &made["payments"]), (&json!(0), &json!([])));
        let target = &made["targets"][1];
        assert_eq!(
            (&target["group"]["label"], &target["brand"]["label"]),
            (&json!("Beta"), &json!("Brand 1"))
        );
        assert_eq!((&target["target_views"], &target["actual_views"]), (&json!(1_000), &json!(700)));
        assert_eq!((&target["delta"], &target["delta_percent"]), (&json!(-300), &json!(-30.0)));
        assert_eq!((&target["achieved"], &target["near_miss"]), (&Value::Null, &Value::Null));
        let results = stage.admin.get(&api(&format!("rounds/{}/results", id(&made)))).await;
        assert_eq!(results.told(), (409, "round_not_evaluated".to_owned()));
        let [(label, changes)] = &stage.audit("round.created").await[..] else { panic!("one entry") };
        assert_eq!(label, "15–21 Nov 2026");
        assert_eq!(changes["bonus_amount_cents"], json!({"old": null, "new": 5_000}));
    }
}

#[tokio::test]
async fn a_week_has_one_round_and_a_repeated_request_makes_no_second() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha"]).await;
        let body = stage.round(THIS_WEEK, 100, &[(0, 10)]);
        let once = |key: &'static str, body: Value| {
            let csrf = stage.admin.cookie("__Host-td_csrf");
            let request = stage.admin.request(Method::POST, &api("rounds")).header("x-csrf-token", csrf);
            stage.admin.send(request.header("idempotency-key", key).json(&body))
        };
        let first = once("one", body.clone()).await.expect(201);
        let again = once("one", body.clone()).await.expect(201);
        assert_eq!((again.header("idempotent-replayed"), &again.body), ("true", &first.body));
        assert_eq!(
            once("one", stage.round(LAST_WEEK, 100, &[(0, 10)])).await.told().1,
            "idempotency_key_reused"
        );
        assert_eq!(once("two", body).await.told(), (409, "round_exists".to_owned()));
        assert_eq!(stage.audit("round.created").await.len(), 1);
    }
}

#[tokio::test]
async fn what_a_round_may_not_be_is_named_by_its_pointer_and_makes_nothing() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha", "Beta"]).await;
        let foreign = &groups(&app, FOREIGN, &["Theirs"]).await[0];
        let with = |field: &str, value: Value| {
            let mut body = stage.round(THIS_WEEK, 100, &[(0, 10), (1, 10)]);
            *body.pointer_mut(field).unwrap() = value;
            body
        };
        let target = json!({"group_id": stage.groups[0], "target_views": 1});
        let mut cases = vec![
            (with("/week_start", json!("2026-11-16")), "#/week_start"),
            (with("/week_start", json!("2026-11-22")), "#/week_start"),
            (with("/week_start", json!("2026-11-15T00:00:00Z")), "#/week_start"),
            (with("/week_start", json!("1826-11-19")), "#/week_start"),
            (with("/targets", json!([])), "#/targets"),
            (with("/targets", json!(vec![target; 501])), "#/targets"),
            (with("/targets/1/group_id", json!(foreign)), "#/targets/1/group_id"),
            (
                with("/targets/1/group_id", json!("0192f0c0-0000-7000-8000-000000000000")),
                "#/targets/1/group_id",
            ),
            (with("/targets/1/group_id", json!(stage.groups[0])), "#/targets/1/group_id"),
            (with("/targets/0/target_views", json!(0)), "#/targets/0/target_views"),
            (with("/targets/0/target_views", json!(1_000_000_000_001_i64)), "#/targets/0/target_views"),
            (with("/targets/0/target_views", json!(1.5)), "#/targets/0/target_views"),
        ];
        for amount in
            [json!(-1), json!(0), json!(100_000_001), json!(9_223_372_036_854_775_808_u64), json!(0.1)]
        {
            cases.push((with("/bonus_amount_cents", amount), "#/bonus_amount_cents"));
        }
        for amount in [json!("1,00"), json!("500"), json!(1e3), json!(null)] {
            cases.push((with("/bonus_amount_cents", amount), "#/bonus_amount_cents"));
        }
        for (body, pointer) in cases {
            let answer = stage.admin.post_json(&api("rounds"), &body).await;
            assert_eq!(answer.told(), (422, "validation_failed".to_owned()), "{body}");
            assert!(answer.pointers().contains(&pointer.to_owned()), "{:?} {pointer}", answer.pointers());
        }
        let mut body = with("/targets/1/group_id", json!(foreign));
        body["bonus_amount_cents"] = json!(0);
        body["week_start"] = json!("2026-11-16");
        let all = stage.admin.post_json(&api("rounds"), &body).await.pointers();
        assert_eq!(all, ["#/week_start", "#/bonus_amount_cents", "#/targets/1/group_id"], "all at once");
        assert_eq!(stage.admin.get(&api("rounds")).await.ok().json()["items"], json!([]));
    }
}

#[tokio::test]
async fn a_round_that_owes_something_is_listed_as_unpaid_until_all_of_it_is_paid() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha", "Beta"]).await;
        for group in [0, 1] {
            stage.gain(group, "2026-11-10", 10).await;
        }
        let owing = stage.made(LAST_WEEK, 100, &[(0, 10), (1, 10)]).await;
        stage.made(THIS_WEEK, 100, &[(0, 10)]).await;
        stage.made(WEEK_BEFORE, 100, &[(0, 10)]).await;
        let unpaid = async || {
            let page = stage.admin.get(&api("rounds?state=unpaid")).await.ok().json();
            page["items"].as_array().unwrap().iter().map(id).collect::<Vec<_>>()
        };
        assert_eq!(unpaid().await, [id(&owing)], "neither the pending one nor that in which nobody achieved");
        let pay = async |body: Value| stage.patch(&format!("{}/payments", id(&owing)), body).await.ok();
        pay(json!({"paid": true, "payment_ids": [id(&owing["payments"][0])]})).await;
        assert_eq!(unpaid().await, [id(&owing)], "half of it");
        pay(json!({"paid": true})).await;
        assert!(unpaid().await.is_empty());
    }
}

#[tokio::test]
async fn a_viewer_reads_all_and_changes_nothing() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha"]).await;
        let viewer = app.viewer().await;
        stage.gain(0, "2026-11-10", 10).await;
        let round = stage.made(LAST_WEEK, 100, &[(0, 10)]).await;
        let (round, payment) = (id(&round), id(&round["payments"][0]));
        for what in ["rounds", &format!("rounds/{round}"), &format!("rounds/{round}/results"), "leaderboard"]
        {
            viewer.get(&api(what)).await.ok();
        }
        let one = format!("rounds/{round}");
        let payment = format!("rounds/{round}/payments/{payment}");
        for (method, what, body) in [
            (Method::POST, "rounds", stage.round(WEEK_BEFORE, 100, &[(0, 10)])),
            (Method::DELETE, &one, json!({})),
            (Method::POST, &format!("{one}/evaluate"), json!({})),
            (Method::PATCH, &format!("{one}/payments"), json!({"paid": true})),
            (Method::PATCH, &payment, json!({"paid": true, "notes": "mine"})),
        ] {
            let answer = viewer.send_json(method, &api(what), &body).await;
            assert_eq!(answer.told(), (403, "admin_required".to_owned()), "{what}");
        }
        assert_eq!(stage.detail(&round).await["payments"][0]["paid"], false);
    }
}

#[tokio::test]
async fn the_list_goes_on_where_it_was_whatever_is_added_meanwhile() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha"]).await;
        for week in ["2026-10-04", "2026-10-11", "2026-10-25", WEEK_BEFORE] {
            stage.made(week, 100, &[(0, 10)]).await;
        }
        let weeks = |page: &Value| -> Vec<String> {
            let of = |round: &Value| round["week_start"].as_str().unwrap().to_owned();
            page["items"].as_array().unwrap().iter().map(of).collect()
        };
        let first = stage.admin.get(&api("rounds?limit=2")).await.ok().json();
        assert_eq!(weeks(&first), [WEEK_BEFORE, "2026-10-25"]);
        for week in [THIS_WEEK, "2026-10-18"] {
            stage.made(week, 100, &[(0, 10)]).await;
        }
        let cursor = first["next_cursor"].as_str().unwrap();
        let second = stage.admin.get(&api(&format!("rounds?limit=2&cursor={cursor}"))).await.ok().json();
        assert_eq!(weeks(&second), ["2026-10-18", "2026-10-11"]);
        let pending = stage.admin.get(&api("rounds?state=pending")).await.ok().json();
        assert_eq!((weeks(&pending), &pending["next_cursor"]), (vec![THIS_WEEK.to_owned()], &Value::Null));
        let evaluated = stage.admin.get(&api("rounds?state=evaluated")).await.ok().json();
        assert_eq!(weeks(&evaluated).len(), 5);
        let other = stage.admin.get(&api(&format!("rounds?state=pending&cursor={cursor}"))).await;
        assert_eq!(other.told(), (422, "invalid_cursor".to_owned()));
        assert_eq!(stage.admin.get(&api("rounds?state=all")).await.pointers(), ["#/state"]);
    }
}

#[tokio::test]
async fn a_round_goes_while_nothing_is_paid_and_its_groups_stay_while_it_owes_them() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha", "Beta"]).await;
        stage.gain(0, "2026-11-10", 10).await;
        let round = stage.made(LAST_WEEK, 100, &[(0, 10), (1, 10)]).await;
        let (path, payment) = (api(&format!("rounds/{}", id(&round))), id(&round["payments"][0]));
        let delete = async || stage.admin.send_json(Method::DELETE, &path, &json!({})).await;
        let to = format!("{}/payments/{payment}", id(&round));
        stage.patch(&to, json!({"paid": true})).await.ok();
        assert_eq!(delete().await.told(), (409, "round_paid".to_owned()));
        stage.patch(&to, json!({"paid": false})).await.ok();

        let account = stage.admin.get(&api("x").replace("bonus/x", "accounts?q=u0")).await.ok().json();
        let account = format!("accounts/{}", id(&account["items"][0]));
        stage
            .admin
            .send_json(Method::DELETE, &api("x").replace("bonus/x", &account), &json!({}))
            .await
            .expect(204);
        let group = api("x").replace("bonus/x", &format!("groups/{}", stage.groups[0]));
        let refused = stage.admin.send_json(Method::DELETE, &group, &json!({})).await;
        assert_eq!(refused.told(), (409, "not_empty".to_owned()));

        delete().await.expect(204);
        assert_eq!(delete().await.told(), (404, "not_found".to_owned()));
        stage.admin.send_json(Method::DELETE, &group, &json!({})).await.expect(204);
        assert_eq!(stage.audit("round.deleted").await.len(), 1);
        stage.made(LAST_WEEK, 100, &[(1, 10)]).await;
    }
}
