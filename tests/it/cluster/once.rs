//! The same request at several instances at once has one effect.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tracking_dashboard::db::Db;

use super::site::Cluster;
use crate::crash::server::{ACCOUNT, POSTED_AT};
use crate::support::{Actor, Answer, FIRST};

const TIMES: usize = 100;

async fn count(cluster: &Cluster, sql: &'static str) -> i64 {
    let db = Db::open(&cluster.url).await.expect("the database");
    let count = db.q(sql).scalar().await.expect("a count");
    db.close().await;
    count
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_of_one_idempotency_key_at_two_instances_have_one_effect() {
    let Some(cluster) = Cluster::start(2).await else { return };
    let key = cluster.key(&["tracking:read", "tracking:write"]).await;
    let accounts = format!("/api/v1/guilds/{FIRST}/accounts");
    let at = |number| Actor::with_key(cluster.base(number), &key);
    let item = at(0).get(&accounts).await.ok().json()["items"][0].clone();
    let body = json!({"platform": "tiktok", "username": "noa", "group_id": item["group"]["id"]});
    let send = async |number: usize| -> Answer {
        let program = at(number);
        let request = program.request(Method::POST, &accounts).header("idempotency-key", "once");
        program.send(request.json(&body)).await
    };
    let answers = join_all((0..TIMES).map(&send)).await;
    let first: Vec<_> =
        answers.iter().filter(|a| a.status == 201 && a.header("idempotent-replayed").is_empty()).collect();
    assert_eq!(first.len(), 1, "one is the first");
    for answer in &answers {
        match answer.status.as_u16() {
            201 => assert_eq!(answer.body, first[0].body),
            _ => assert_eq!(answer.told(), (409, "conflict".into())),
        }
    }
    for number in 0..2 {
        let again = send(number).await.expect(201);
        assert_eq!((again.header("idempotent-replayed"), &again.body), ("true", &first[0].body));
    }
    assert_eq!(count(&cluster, "SELECT COUNT(*) FROM accounts WHERE username = 'noa'").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_callback_of_one_id_acts_once_at_whatever_instance_and_after_a_restart() {
    let Some(mut cluster) = Cluster::start(2).await else { return };
    let (here, there) = (cluster.bot(cluster.base(0)), cluster.bot(cluster.base(1)));
    let body = json!({"posts": [{"external_id": "1", "platform": "tiktok", "username": ACCOUNT,
        "url": "https://example.com/1", "posted_at": POSTED_AT}]});
    let call = here.call("POST", &format!("guilds/{FIRST}/posts"), &body);
    let at_once = (0..20).map(|number| call.through(if number % 2 == 0 { &here } else { &there }));
    let calls: Vec<_> = at_once.collect();
    let mut taken = Vec::new();
    for answer in join_all(calls.iter().map(|call| call.send())).await {
        match answer.status.as_u16() {
            200 => taken.push(answer.body),
            _ => assert_eq!(answer.told(), (409, "conflict".into())),
        }
    }
    assert!(!taken.is_empty());
    // One after the other, at both, and at one that was not there before.
    let new = cluster.add().await.base.clone();
    let new = cluster.bot(&new);
    for bot in [&here, &there, &new, &here] {
        taken.push(call.through(bot).send().await.ok().body);
    }
    let first: Value = serde_json::from_str(&taken[0]).expect("JSON");
    assert_eq!(first["accepted"], 1);
    assert!(taken.iter().all(|body| *body == taken[0]), "the same answer: {taken:?}");
    assert_eq!(count(&cluster, "SELECT COUNT(*) FROM posts").await, 1);
}
