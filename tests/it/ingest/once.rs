//! A callback sent again is answered as the first time and counts once.

use futures_util::future::join_all;
use serde_json::json;
use tracking_dashboard::api_keys::Scope;

use crate::support::{Bot, FIRST, SECOND, TestApp, apps, post, snapshot};

async fn views(app: &TestApp) -> i64 {
    let path = format!("/api/v1/guilds/{FIRST}/accounts");
    app.viewer().await.get(&path).await.ok().json()["items"][0]["views_7d"].as_i64().unwrap()
}

#[tokio::test]
async fn the_same_id_twice_has_one_effect_and_one_answer() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let bot = app.bot().await;
        bot.post(&format!("guilds/{FIRST}/posts"), &json!({"posts": [post("1", "mira")]})).await.ok();
        let body = json!({"snapshots": [snapshot("1", "2026-11-16T11:00:00Z", 70), snapshot("no", "2026-11-16T11:00:00Z", 1)]});
        let call = bot.call("POST", &format!("guilds/{FIRST}/metrics"), &body);
        let answers = join_all((0..10).map(|_| call.send())).await;
        let first = answers[0].clone().ok();
        assert_eq!(first.json()["accepted"], 1);
        assert!(answers.iter().all(|answer| answer.status == 200 && answer.body == first.body));
        let replayed = |answer: &&crate::support::Answer| answer.header("idempotent-replayed") == "true";
        assert_eq!(answers.iter().filter(replayed).count(), 9, "one of them was the first");
        app.clock.advance(60_000);
        let mut later = call.clone();
        later.timestamp += 60;
        assert_eq!(later.signed().send().await.ok().body, first.body, "sent again with a new time");
        assert_eq!(views(&app).await, 70);
    }
}

#[tokio::test]
async fn the_same_id_at_two_instances_has_one_effect_and_one_answer() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let (other, made) = (app.instance().await, app.key(None, &[Scope::IngestWrite]).await);
        let secret = made.signing_secret.unwrap();
        let at = |base: &str| Bot::at(app.http.clone(), base, &made.key, &secret, app.clock.clone());
        let (here, there) = (at(&app.base), at(&other.base));
        here.post(&format!("guilds/{FIRST}/posts"), &json!({"posts": [post("1", "mira")]})).await.ok();
        let body = json!({"snapshots": [snapshot("1", "2026-11-16T11:00:00Z", 70)]});
        let call = here.call("POST", &format!("guilds/{FIRST}/metrics"), &body);
        let through = [&here, &there].map(|bot| call.through(bot));
        let answers = join_all((0..20).map(|turn| through[turn % 2].send())).await;
        assert!(answers.iter().all(|answer| answer.status == 200 && answer.body == answers[0].body));
        let replayed = |answer: &&crate::support::Answer| answer.header("idempotent-replayed") == "true";
        assert_eq!(answers.iter().filter(replayed).count(), 19, "one of them was the first");
        assert_eq!(views(&app).await, 70);
        // One after the other as well, on an instance that began later.
        let later = app.instance().await;
        let again = call.through(&at(&later.base)).send().await.ok();
        assert_eq!((again.header("idempotent-replayed"), &again.body), ("true", &answers[0].body));
    }
}

#[tokio::test]
async fn the_same_id_with_another_body_is_refused_and_another_key_is_another_caller() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let (bot, guild_bot) = (app.bot().await, app.guild_bot(FIRST).await);
        let path = format!("guilds/{FIRST}/posts");
        let mut call = bot.call("POST", &path, &json!({"posts": [post("1", "mira")]}));
        call.send().await.ok();
        call.body = json!({"posts": [post("2", "mira")]}).to_string();
        let call = call.signed();
        assert_eq!(call.send().await.told(), (422, "idempotency_key_reused".into()));
        let mut elsewhere = call.clone();
        elsewhere.url = elsewhere.url.replace(&FIRST.to_string(), &SECOND.to_string());
        assert_eq!(elsewhere.send().await.told(), (422, "idempotency_key_reused".into()), "another address");

        let mut same = guild_bot.call("POST", &path, &json!({"posts": [post("2", "mira")]}));
        same.id.clone_from(&call.id);
        let answer = same.signed().send().await.ok();
        assert_eq!((answer.json()["accepted"].as_i64(), answer.header("idempotent-replayed")), (Some(1), ""));
    }
}
