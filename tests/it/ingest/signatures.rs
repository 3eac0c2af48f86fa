//! Only what the bot signed a moment ago counts.

use serde_json::json;
use tracking_dashboard::api_keys::{self, Scope};
use tracking_dashboard::audit::Actor;
use tracking_dashboard::time::{Clock, HOUR, SECOND};

use crate::support::{Bot, FIRST, Options, TestApp, apps, heartbeat};

#[tokio::test]
async fn of_tampered_calls_only_the_one_with_a_good_signature_among_two_passes() {
    for app in apps().await {
        let bot = app.bot().await;
        let good = bot.call("POST", "heartbeat", &heartbeat(&[FIRST]));
        let mut all = Vec::new();
        let mut tampered = |name: &'static str, change: &dyn Fn(&mut crate::support::Call<'_>)| {
            let mut call = good.clone();
            change(&mut call);
            all.push((name, call));
        };
        tampered("bit-flip in the body", &|call| call.body = call.body.replace("42", "43"));
        tampered("bit-flip in the time", &|call| {
            let later = (call.timestamp + 1).to_string();
            *call.header("webhook-timestamp") = later;
        });
        tampered("bit-flip in the id", &|call| call.header("webhook-id").push('x'));
        tampered("bit-flip in the signature", &|call| {
            let signature = call.header("webhook-signature");
            let flipped = if signature.ends_with("A=") { "B=" } else { "A=" };
            signature.replace_range(signature.len() - 2.., flipped);
        });
        tampered("upper case", &|call| {
            let signature = call.header("webhook-signature");
            *signature = signature.to_uppercase().replace("V1,", "v1,");
        });
        tampered("hex", &|call| *call.header("webhook-signature") = format!("v1,{}", "AB".repeat(32)));
        for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
            all.push((name, good.clone().without(name)));
        }
        for seconds in [-301, 301] {
            let mut call = good.clone();
            call.timestamp += seconds;
            all.push(("too far off", call.signed()));
        }
        for (name, call) in &all {
            assert_eq!(call.send().await.told(), (401, "invalid_signature".into()), "{name}");
        }
        for seconds in [-300, 300] {
            let mut call = bot.call("POST", "heartbeat", &heartbeat(&[FIRST]));
            call.timestamp += seconds;
            call.signed().send().await.ok();
        }
        let mut two = good.clone();
        let signature = two.header("webhook-signature");
        *signature = format!("v1,{} {signature}", "A".repeat(43));
        two.send().await.ok();
    }
}

#[tokio::test]
async fn a_signature_without_the_key_is_worth_nothing() {
    for app in apps().await {
        let (bot, other) = (app.bot().await, app.bot().await);
        let call = bot.call("POST", "heartbeat", &heartbeat(&[FIRST]));
        let sent_with = async |key: &str| {
            let actor = app.with_key(key);
            let mut request = actor.request(reqwest::Method::POST, "/api/v1/ingest/heartbeat");
            for (name, value) in &call.headers {
                request = request.header(*name, value);
            }
            actor.send(request.header("content-type", "application/json").body(call.body.clone())).await
        };
        assert_eq!(sent_with(&other.key).await.told(), (401, "invalid_signature".into()));
        assert_eq!(sent_with("tdk_unknown").await.told(), (401, "unauthenticated".into()));
        let admin = app.admin().await;
        let answer = admin.post_json("/api/v1/ingest/heartbeat", &json!({})).await;
        assert_eq!(answer.told(), (401, "unauthenticated".into()), "a session is no key");
        sent_with(&bot.key).await.ok();
    }
}

#[tokio::test]
async fn while_a_secret_is_rotated_both_sign_and_after_a_day_the_new_one_alone() {
    for app in apps().await {
        let made = app.key(None, &[Scope::IngestWrite]).await;
        let bot = |secret: &str| Bot::at(app.http.clone(), &app.base, &made.key, secret, app.clock.clone());
        let rotate = async |at_once: bool| {
            let mut tx = app.db.begin().await.unwrap();
            let (actor, now) = (Actor::system("test", "Test"), app.clock.now());
            let secret = api_keys::rotate_secret(&mut tx, &app.secrets, made.id, at_once, actor, now).await;
            tx.commit().await.unwrap();
            bot(&secret.unwrap().unwrap())
        };
        let told = async |bot: &Bot| bot.post("heartbeat", &heartbeat(&[FIRST])).await.status.as_u16();
        let first = bot(made.signing_secret.as_deref().unwrap());
        let second = rotate(false).await;
        assert_eq!((told(&first).await, told(&second).await), (200, 200));
        app.clock.advance(24 * HOUR - SECOND);
        assert_eq!(told(&first).await, 200);
        app.clock.advance(SECOND);
        assert_eq!((told(&first).await, told(&second).await), (401, 200), "a day is over");

        let third = rotate(false).await;
        let fourth = rotate(false).await;
        let all = [&second, &third, &fourth];
        let mut found = Vec::new();
        for bot in all {
            found.push(told(bot).await);
        }
        assert_eq!(found, [401, 200, 200], "two at a time");
        let fifth = rotate(true).await;
        assert_eq!((told(&fourth).await, told(&fifth).await), (401, 200), "at once");
        let sql = "SELECT COUNT(*) FROM audit_log WHERE action = 'api_key.secret_rotated'";
        assert_eq!(app.db.q(sql).scalar::<i64>().await.unwrap(), 4);
    }
}

#[tokio::test]
async fn when_the_secret_of_the_server_was_replaced_the_bot_hears_what_to_do_until_its_own_is_rotated() {
    let with = |variables: &[(&'static str, &'static str)]| Options {
        variables: variables.to_vec(),
        ..Options::default()
    };
    const NEW: (&str, &str) = ("TD_AUTH__SECRET", "fedcba9876543210fedcba9876543210");
    const OLD: (&str, &str) = ("TD_AUTH__PREVIOUS_SECRET", "0123456789abcdef0123456789abcdef");
    for app in apps().await {
        let made = app.key(None, &[Scope::IngestWrite]).await;
        let (replaced, leaked) =
            (app.instance_with(with(&[NEW, OLD])).await, app.instance_with(with(&[NEW])).await);
        let secret = made.signing_secret.clone().unwrap();
        let told = async |at: &TestApp, secret: &str| {
            let bot = Bot::at(app.http.clone(), &at.base, &made.key, secret, app.clock.clone());
            bot.post("heartbeat", &heartbeat(&[FIRST])).await
        };
        told(&app, &secret).await.ok();
        told(&replaced, &secret).await.ok();
        let refused = told(&leaked, &secret).await;
        assert_eq!(refused.told(), (401, "invalid_signature".into()));
        assert!(refused.body.contains("api-key rotate-secret"), "{}", refused.body);
        let mut tx = app.db.begin().await.unwrap();
        let (actor, now) = (Actor::system("test", "Test"), app.clock.now());
        let new = api_keys::rotate_secret(&mut tx, &leaked.secrets, made.id, false, actor, now).await;
        tx.commit().await.unwrap();
        told(&leaked, &new.unwrap().unwrap()).await.ok();
        let before = told(&leaked, &secret).await;
        assert_eq!(before.told(), (401, "invalid_signature".into()));
        assert!(!before.body.contains("rotate-secret"), "it is only a wrong one now: {}", before.body);
    }
}
