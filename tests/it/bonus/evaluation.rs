//! Evaluation: when, by whom, once; and what was seen stays as it was seen.

use serde_json::{Value, json};
use tracking_dashboard::bonus;
use tracking_dashboard::time::{DAY, HOUR, Ms};

use super::{LAST_WEEK, Stage, THIS_WEEK, api, id};
use crate::support::{FIRST, apps};

fn outcome(target: &Value) -> (Value, Value, Value) {
    (target["actual_views"].clone(), target["achieved"].clone(), target["near_miss"].clone())
}

#[tokio::test]
async fn a_past_week_is_evaluated_at_once_and_each_group_that_achieved_gets_a_payment() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha", "Beta", "Gamma", "Delta"]).await;
        for (group, views) in [(0, 1_000), (1, 900), (2, 899)] {
            stage.gain(group, "2026-11-14", views).await;
        }
        let all = [(0, 1_000), (1, 1_000), (2, 1_000), (3, 1_000)];
        let round = stage.made(LAST_WEEK, 2_550, &all).await;
        let targets: Vec<_> = round["targets"].as_array().unwrap().iter().map(outcome).collect();
        let of = |views: i64, achieved: bool, near: bool| (json!(views), json!(achieved), json!(near));
        assert_eq!(
            targets,
            [of(1_000, true, false), of(900, false, true), of(899, false, false), of(0, false, false)]
        );
        let counts = ["achieved_count", "missed_count", "near_miss_count", "total_bonus_cents"];
        assert_eq!(counts.map(|count| round[count].as_i64().unwrap()), [1, 3, 1, 2_550]);
        assert_eq!((&round["state"], &round["near_miss_percent"]), (&json!("evaluated"), &json!(90)));
        let [payment] = &round["payments"].as_array().unwrap()[..] else { panic!("one payment") };
        assert_eq!((&payment["group"]["label"], &payment["amount_cents"]), (&json!("Alpha"), &json!(2_550)));
        assert_eq!(
            (&payment["paid"], &payment["paid_at"], &payment["paid_by"]),
            (&json!(false), &Value::Null, &Value::Null)
        );

        let results = stage.admin.get(&api(&format!("rounds/{}/results", id(&round)))).await.ok().json();
        let summary = json!({"total_groups": 4, "achieved_count": 1, "missed_count": 3, "near_miss_count": 1,
            "total_bonus_cents": 2_550, "total_paid_cents": 0, "total_unpaid_cents": 2_550});
        assert_eq!(results["summary"], summary);
        assert_eq!(results["results"][0]["payment"], *payment);
        assert_eq!(results["results"][1]["payment"], Value::Null);
        let again = stage.admin.post_json(&api(&format!("rounds/{}/evaluate", id(&round))), &json!({})).await;
        assert_eq!(again.told(), (409, "already_evaluated".to_owned()));
    }
}

#[tokio::test]
async fn what_was_seen_stays_whatever_comes_later() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha"]).await;
        stage.gain(0, "2026-11-14", 999).await;
        let round = id(&stage.made(LAST_WEEK, 100, &[(0, 1_000)]).await);
        stage.gain(0, "2026-11-13", 500).await;
        let later = stage.detail(&round).await;
        assert_eq!(outcome(&later["targets"][0]), (json!(999), json!(false), json!(true)));
        assert_eq!(later["payments"], json!([]));
    }
}

/// A round of this week in which Alpha achieves, and the end of the week.
async fn of_this_week(stage: &Stage<'_>) -> (String, Ms) {
    stage.gain(0, "2026-11-16", 10).await;
    let round = id(&stage.made(THIS_WEEK, 100, &[(0, 10)]).await);
    (api(&format!("rounds/{round}")), Ms::parse("2026-11-22T00:00:00Z").unwrap())
}

#[tokio::test]
async fn an_admin_evaluates_a_week_that_is_over_and_no_running_one() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha"]).await;
        let (round, end) = of_this_week(&stage).await;
        app.clock.set(end.plus(-1));
        let admin = app.admin().await;
        let evaluate = async || admin.post_json(&format!("{round}/evaluate"), &json!({})).await;
        assert_eq!(evaluate().await.told(), (409, "round_not_over".to_owned()));
        app.clock.set(end);
        let evaluated = evaluate().await.ok().json();
        assert_eq!((&evaluated["state"], &evaluated["achieved_count"]), (&json!("evaluated"), &json!(1)));
        assert_eq!(evaluated["evaluated_by"], evaluated["created_by"]);
        app.clock.advance(2 * HOUR);
        assert_eq!(bonus::evaluate_due(&app.app).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn a_round_is_evaluated_by_itself_two_hours_after_its_week() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha"]).await;
        let (round, end) = of_this_week(&stage).await;
        for (after, evaluated) in [(2 * HOUR - 1, 0), (2 * HOUR, 1), (2 * HOUR, 0)] {
            app.clock.set(end.plus(after));
            assert_eq!(bonus::evaluate_due(&app.app).await.unwrap(), evaluated);
        }
        let evaluated = app.admin().await.get(&round).await.ok().json();
        assert_eq!(evaluated["evaluated_by"], json!({"id": "bonus", "name": "Bonus rounds"}));
        assert_eq!(evaluated["payments"][0]["amount_cents"], 100);
    }
}

#[tokio::test]
async fn several_instances_that_were_down_for_weeks_evaluate_each_round_once() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha"]).await;
        stage.made(THIS_WEEK, 100, &[(0, 10)]).await;
        let other = app.instance().await;
        app.clock.advance(30 * DAY);
        let all = [&app, &other, &app, &other].map(|app| bonus::evaluate_due(&app.app));
        let done: usize = futures_util::future::join_all(all).await.into_iter().map(Result::unwrap).sum();
        assert_eq!(done, 1);
        assert_eq!(stage.audit("round.evaluated").await.len(), 1);
    }
}

#[tokio::test]
async fn a_near_miss_goes_by_the_setting_of_that_day() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha"]).await;
        stage.gain(0, "2026-11-10", 80).await;
        let settings = format!("/api/v1/guilds/{FIRST}/settings");
        let percent = json!({"near_miss_percent": 80});
        stage.admin.send_json(reqwest::Method::PATCH, &settings, &percent).await.ok();
        let round = id(&stage.made(LAST_WEEK, 100, &[(0, 100)]).await);
        let percent = json!({"near_miss_percent": 99});
        stage.admin.send_json(reqwest::Method::PATCH, &settings, &percent).await.ok();
        let round = stage.detail(&round).await;
        assert_eq!(
            (&round["near_miss_percent"], &round["targets"][0]["near_miss"]),
            (&json!(80), &json!(true))
        );
    }
}

#[tokio::test]
async fn three_rounds_in_a_row_are_told_of_and_rounds_of_past_weeks_are_not() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha"]).await;
        let told = async || {
            let alerts = app.admin().await.get(&format!("/api/v1/guilds/{FIRST}/alerts")).await.ok().json();
            let kinds: Vec<_> =
                alerts["items"].as_array().unwrap().iter().map(|a| a["kind"].clone()).collect();
            kinds
        };
        for (day, week) in
            [("2026-11-10", LAST_WEEK), ("2026-11-03", "2026-11-01"), ("2026-10-28", "2026-10-25")]
        {
            stage.gain(0, day, 10).await;
            stage.made(week, 100, &[(0, 10)]).await;
        }
        assert_eq!(told().await, Vec::<Value>::new(), "three in a row, but nobody waited for them");
        for week in [THIS_WEEK, "2026-11-22"] {
            let began = Ms::parse(&format!("{week}T00:00:00Z")).unwrap();
            app.clock.set(began.plus(2 * DAY));
            let admin = app.admin().await;
            admin.post_json(&api("rounds"), &stage.round(week, 100, &[(0, 10)])).await.expect(201);
            stage.gain(0, week, 10).await;
            app.clock.set(began.plus(7 * DAY + 2 * HOUR));
            assert_eq!(bonus::evaluate_due(&app.app).await.unwrap(), 1);
        }
        assert_eq!(told().await, [json!("streak")], "five in a row, and four are no news");
    }
}
