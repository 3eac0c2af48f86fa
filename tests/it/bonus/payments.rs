//! Payments: each change is somebody's, none happens twice, and all of it can be taken back.

use futures_util::future::join_all;
use serde_json::{Value, json};
use tracking_dashboard::time::{HOUR, SECOND};

use super::{LAST_WEEK, Stage, WEEK_BEFORE, api, id};
use crate::support::{FIRST, apps};

/// A round of last week in which every group achieved: its id and its payments.
async fn round(stage: &Stage<'_>, cents: i64) -> (String, Vec<String>) {
    let targets: Vec<_> = (0..stage.groups.len()).map(|group| (group, 10)).collect();
    for group in 0..stage.groups.len() {
        stage.gain(group, "2026-11-10", 10).await;
    }
    let round = stage.made(LAST_WEEK, cents, &targets).await;
    (id(&round), round["payments"].as_array().unwrap().iter().map(id).collect())
}

async fn states(stage: &Stage<'_>, round: &str) -> Vec<(bool, Value, Value, String)> {
    let of = |payment: &Value| {
        let notes = payment["notes"].as_str().unwrap().to_owned();
        (payment["paid"].as_bool().unwrap(), payment["paid_at"].clone(), payment["paid_by"].clone(), notes)
    };
    stage.detail(round).await["payments"].as_array().unwrap().iter().map(of).collect()
}

#[tokio::test]
async fn paying_and_noting_stand_alone_and_what_is_so_already_leaves_no_entry() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha"]).await;
        let (round, payments) = round(&stage, 5_000).await;
        let to = format!("{round}/payments/{}", payments[0]);
        let paid = stage.patch(&to, json!({"paid": true})).await.ok().json();
        assert_eq!((&paid["paid"], &paid["paid_at"]), (&json!(true), &json!("2026-11-16T12:00:00.000Z")));
        assert_eq!(paid["paid_by"]["id"], stage.admin.get("/api/v1/me").await.ok().json()["id"]);
        app.clock.advance(SECOND);
        assert_eq!(stage.patch(&to, json!({"paid": true})).await.ok().json(), paid);
        let noted = stage.patch(&to, json!({"notes": "by bank"})).await.ok().json();
        assert_eq!((&noted["paid_at"], &noted["notes"]), (&paid["paid_at"], &json!("by bank")));
        stage.patch(&to, json!({"notes": "by bank"})).await.ok();
        stage.patch(&to, json!({})).await.ok();
        assert_eq!(stage.patch(&to, json!({"notes": "é".repeat(500)})).await.ok().json()["paid"], true);
        assert_eq!(stage.patch(&to, json!({"notes": "é".repeat(501)})).await.pointers(), ["#/notes"]);
        assert_eq!(stage.patch(&to, json!({"paid": "yes"})).await.pointers(), ["#/paid"]);
        assert_eq!(stage.patch(&to, json!({"paid": false, "paid_at": null})).await.pointers(), ["#/paid_at"]);
        assert_eq!(stage.audit("payment.paid").await.len(), 1);
        let notes = stage.audit("payment.updated").await;
        assert_eq!(notes[0].1, json!({"notes": {"old": "", "new": "by bank"}}));
        assert_eq!(notes.len(), 2);
        let unpaid = stage.patch(&to, json!({"paid": false})).await.ok().json();
        assert_eq!((&unpaid["paid_at"], &unpaid["paid_by"]), (&Value::Null, &Value::Null));
        let (label, changes) = &stage.audit("payment.unpaid").await[0];
        assert_eq!(label, "Alpha, 8–14 Nov 2026");
        assert_eq!(changes["paid"], json!({"old": true, "new": false}));
    }
}

#[tokio::test]
async fn a_hundred_who_pay_at_once_make_one_change() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha"]).await;
        let (round, payments) = round(&stage, 5_000).await;
        let to = format!("{round}/payments/{}", payments[0]);
        let all = join_all((0..100).map(|_| stage.patch(&to, json!({"paid": true})))).await;
        assert!(all.iter().all(|answer| answer.status == 200));
        assert_eq!(stage.audit("payment.paid").await.len(), 1);
        assert_eq!(stage.detail(&round).await["total_paid_cents"], 5_000);
    }
}

#[tokio::test]
async fn many_are_paid_together_or_not_at_all() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha", "Beta", "Gamma"]).await;
        let (round, payments) = round(&stage, 2_500).await;
        let other = stage.made(WEEK_BEFORE, 100, &[(0, 10)]).await;
        let all = format!("{round}/payments");
        let strangers = [payments[0].clone(), "0192f0c0-0000-7000-8000-000000000000".to_owned()];
        let refused = stage.patch(&all, json!({"paid": true, "payment_ids": strangers})).await;
        assert_eq!(refused.told(), (404, "not_found".to_owned()));
        assert_eq!(stage.detail(&round).await["total_paid_cents"], 0);
        for ids in [json!([]), json!(vec![payments[0].clone(); 501])] {
            let refused = stage.patch(&all, json!({"paid": true, "payment_ids": ids})).await;
            assert_eq!(refused.pointers(), ["#/payment_ids"]);
        }
        assert_eq!(
            stage.patch(&format!("{}/payments", id(&other)), json!({"paid": true})).await.ok().json()["changed"],
            0
        );

        let two = [payments[0].clone(), payments[1].clone(), payments[0].clone()];
        let changed = stage.patch(&all, json!({"paid": true, "payment_ids": two})).await.ok().json();
        assert_eq!((&changed["changed"], &changed["total_cents"]), (&json!(2), &json!(5_000)));
        let changed = stage.patch(&all, json!({"paid": true})).await.ok().json();
        assert_eq!((&changed["changed"], &changed["total_cents"]), (&json!(1), &json!(2_500)));
        let version = app.version(FIRST).await;
        let nothing = stage.patch(&all, json!({"paid": true})).await.ok().json();
        assert_eq!(nothing, json!({"changed": 0, "total_cents": 0, "change_id": null}));
        assert_eq!(app.version(FIRST).await, version, "and no open page hears of it");
        assert_eq!(stage.audit("payment.paid").await.len(), 3);
        assert_eq!(stage.detail(&round).await["total_paid_cents"], 7_500);
    }
}

#[tokio::test]
async fn taking_back_restores_who_and_when_and_refuses_what_was_changed_since() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha", "Beta", "Gamma"]).await;
        let (round, payments) = round(&stage, 2_500).await;
        let all = format!("{round}/payments");
        let one = |index: usize| format!("{round}/payments/{}", payments[index]);
        stage.patch(&one(0), json!({"paid": true, "notes": "first"})).await.ok();
        let before = states(&stage, &round).await;
        app.clock.advance(SECOND);
        let change = stage.patch(&all, json!({"paid": false})).await.ok().json()["change_id"].clone();
        let undo = async |change: &Value| {
            let path = api(&format!("rounds/{round}/payments/undo"));
            stage.admin.post_json(&path, &json!({"change_id": change})).await
        };
        let undone = undo(&change).await.ok().json();
        assert_eq!((&undone["changed"], &undone["total_cents"]), (&json!(1), &json!(2_500)));
        assert_eq!(states(&stage, &round).await, before);
        let again = undo(&change).await;
        assert!(again.body.contains("This was undone already"), "{}", again.body);
        assert_eq!(again.told(), (404, "not_found".to_owned()), "taken back once");

        let change = stage.patch(&all, json!({"paid": true})).await.ok().json()["change_id"].clone();
        stage.patch(&one(2), json!({"paid": false})).await.ok();
        let now = states(&stage, &round).await;
        let refused = undo(&change).await;
        assert_eq!(refused.told(), (409, "changed_since".to_owned()));
        assert_eq!(refused.pointers(), [format!("#/payments/{}", payments[2])]);
        assert_eq!(states(&stage, &round).await, now, "nothing was taken back");
        stage.patch(&one(2), json!({"paid": true})).await.ok();
        // Paid again in the same second by the same person: as that change left it.
        assert_eq!(undo(&change).await.ok().json()["changed"], 2);
    }
}

#[tokio::test]
async fn a_change_is_taken_back_within_the_hour_and_in_its_own_round() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha"]).await;
        let (round, _) = round(&stage, 2_500).await;
        stage.gain(0, "2026-11-03", 10).await;
        let other = id(&stage.made(WEEK_BEFORE, 100, &[(0, 10)]).await);
        let change = stage.patch(&format!("{round}/payments"), json!({"paid": true})).await.ok().json();
        let undo = async |round: &str| {
            let path = api(&format!("rounds/{round}/payments/undo"));
            stage.admin.post_json(&path, &json!({"change_id": change["change_id"]})).await
        };
        assert_eq!(undo(&other).await.told(), (404, "not_found".to_owned()));
        app.clock.advance(HOUR);
        assert_eq!(app.admin().await.get(&api("rounds")).await.status, 200);
        assert_eq!(undo(&round).await.told(), (404, "not_found".to_owned()));
        assert_eq!(stage.detail(&round).await["total_paid_cents"], 2_500);
    }
}
