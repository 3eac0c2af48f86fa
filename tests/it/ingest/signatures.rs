//! Only what the bot signed a moment ago counts.

use serde_json::json;

use crate::support::{FIRST, apps, heartbeat};

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
