//! Signed callbacks over HTTP, signed by an independent implementation.

use reqwest::Method;
use serde_json::{Value, json};
use tracking_dashboard::demo::people::{FIRST, SECOND};
use tracking_dashboard::time::{Clock, HOUR, SECOND as SECONDS};
use tracking_dashboard::tracking::Platform;

use crate::support::bot::Callback;
use crate::support::{Answer, Bot, TestApp, store};

const HEARTBEAT: &str = "/api/v1/ingest/heartbeat";

fn heartbeat() -> Value {
    json!({ "version": "1.0.0", "shard_count": 1, "latency_ms": 40, "memory_mb": 100, "uptime_seconds": 5,
            "guild_ids": [FIRST] })
}

fn to_first(what: &str) -> String {
    format!("/api/v1/ingest/guilds/{FIRST}/{what}")
}

fn post(id: &str) -> Value {
    json!({ "posts": [{ "external_id": id, "platform": "tiktok", "username": "anna",
                        "url": format!("https://www.tiktok.com/@anna/video/{id}"),
                        "posted_at": "2026-11-16T10:00:00Z" }] })
}

fn views(id: &str, views: i64) -> Value {
    json!({ "snapshots": [{ "platform": "tiktok", "external_id": id, "collected_at": "2026-11-16T11:00:00Z",
                            "views": views, "likes": 1, "comments": 0, "shares": 0 }] })
}

/// An account, one post of it, and the bot.
async fn with_post(app: &TestApp) -> Bot {
    app.guild(FIRST).brand("Lumen").group("Aurora").account(Platform::TikTok, "anna").build().await;
    let bot = app.bot().await;
    bot.post(&to_first("posts"), &post("p1")).await.expect(200);
    bot
}

async fn seven_days_of_views(app: &TestApp) -> i64 {
    store::views_since(&app.app.db, FIRST, app.clock.now().day().plus(-6)).await
}

on_both!(what_the_bot_reports_is_counted, |app| {
    let bot = with_post(&app).await;
    let answer = bot.post(HEARTBEAT, &heartbeat()).await.expect(200);
    assert_eq!(answer.json()["next_heartbeat_in_seconds"], 30);
    let answer = bot.post(&to_first("metrics"), &views("p1", 500)).await.expect(200);
    assert_eq!(answer.json(), json!({ "accepted": 1, "unknown_posts": [] }));
    assert_eq!(seven_days_of_views(&app).await, 500);
    let status = app.viewer().await.get(&format!("/api/v1/guilds/{FIRST}/status")).await.expect(200);
    assert_eq!(status.json()["status"], "online");
});

on_both!(what_the_bot_reports_of_an_account_is_on_its_page, |app| {
    let made = app.guild(FIRST).account(Platform::TikTok, "anna").account(Platform::X, "ben").build().await;
    assert_eq!(made.accounts.len(), 2);
    let report = json!({ "accounts": [{ "platform": "tiktok", "username": "anna", "followers": 4321,
        "status": "active", "display_name": "<b>Anna</b>", "collected_at": "2026-11-16T11:00:00Z" }] });
    app.bot().await.post(&to_first("accounts"), &report).await.expect(200);
    let page = app.viewer().await.get(&format!("/guilds/{FIRST}/accounts?group_id={}", made.group)).await;
    assert!(page.body.contains("&lt;b&gt;Anna&lt;/b&gt;"), "{}", page.body);
    assert!(!page.body.contains("<b>Anna"), "a name became markup");
});

on_both!(a_callback_that_comes_twice_counts_once_and_gets_the_same_answer, |app| {
    let bot = with_post(&app).await;
    let callback = bot.callback(Method::POST, &to_first("metrics"), &views("p1", 500));
    let first = bot.send(&callback).await.expect(200);
    app.clock.advance(SECONDS);
    let again = bot.send(&callback).await.expect(200);
    assert_eq!(again.body, first.body);
    assert_eq!((first.header("idempotent-replayed"), again.header("idempotent-replayed")), ("", "true"));
    assert_eq!(seven_days_of_views(&app).await, 500);
});

on_both!(twenty_copies_at_once_have_one_effect, |app| {
    let bot = with_post(&app).await;
    let callback = bot.callback(Method::POST, &to_first("metrics"), &views("p1", 700));
    let answers = futures_util::future::join_all((0..20).map(|_| bot.send(&callback))).await;
    let done = answers.iter().filter(|answer| answer.status == 200);
    let original = done.clone().filter(|answer| answer.header("idempotent-replayed").is_empty());
    assert_eq!(original.count(), 1);
    assert!(answers.iter().all(|answer| matches!(answer.status, 200 | 409)));
    assert!(done.clone().count() >= 1);
    assert_eq!(seven_days_of_views(&app).await, 700);
});

on_both!(the_same_id_with_another_body_is_refused_and_another_key_is_another_caller, |app| {
    let bot = with_post(&app).await;
    let first = bot.callback(Method::POST, &to_first("metrics"), &views("p1", 500));
    bot.send(&first).await.expect(200);
    let other = resigned(&bot, &first, views("p1", 900).to_string());
    assert_eq!(bot.send(&other).await.expect(422).code(), "idempotency_key_reused");
    assert_eq!(seven_days_of_views(&app).await, 500);
    let guild_bot = app.guild_bot(FIRST).await;
    let same_id = resigned(&guild_bot, &first, first.body.clone());
    assert_eq!(guild_bot.send(&same_id).await.expect(200).header("idempotent-replayed"), "");
});

/// The same id and time, with this body and a good signature.
fn resigned(bot: &Bot, callback: &Callback, body: String) -> Callback {
    let signature = bot.sign(&callback.id, callback.timestamp.parse().unwrap(), &body);
    Callback { body, signature, ..callback.clone() }
}

on_both!(what_was_altered_on_the_way_is_refused, |app| {
    let bot = app.bot().await;
    let good = || bot.callback(Method::POST, HEARTBEAT, &heartbeat());
    let refused = async |what: &str, change: fn(&mut Callback)| {
        let mut callback = good();
        change(&mut callback);
        let answer: Answer = bot.send(&callback).await;
        assert_eq!((answer.status, answer.code().as_str()), (401, "invalid_signature"), "{what}");
    };
    refused("body", |c| c.body = c.body.replace("40", "41")).await;
    refused("id", |c| c.id.push('x')).await;
    refused("an id with a dot", |c| c.id = c.id.replace('_', ".")).await;
    refused("time", |c| c.timestamp = (c.timestamp.parse::<i64>().unwrap() + 1).to_string()).await;
    refused("no time", |c| c.timestamp = "soon".into()).await;
    refused("signature", |c| c.signature = flipped(&c.signature)).await;
    refused("uppercase hexadecimal", |c| c.signature = "v1,0123456789ABCDEF".into()).await;
    refused("another version", |c| c.signature = c.signature.replace("v1,", "v2,")).await;
    refused("no signature at all", |c| c.signature = "v1,".into()).await;
    for header in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        let callback = Callback { without: Some(header), ..good() };
        assert_eq!(bot.send(&callback).await.status, 401, "without {header}");
    }
    let mut rotating = good();
    rotating.signature = format!("{} {}", flipped(&rotating.signature), rotating.signature);
    bot.send(&rotating).await.expect(200);
});

fn flipped(signature: &str) -> String {
    let (version, text) = signature.split_at(3);
    let swapped = if text.starts_with('A') { 'B' } else { 'A' };
    format!("{version}{swapped}{}", &text[1..])
}

on_both!(a_time_five_minutes_off_is_the_last_that_is_taken, |app| {
    let bot = app.bot().await;
    let now = app.clock.now().0 / SECONDS;
    for (off, status) in [(-301, 401), (-300, 200), (300, 200), (301, 401)] {
        let callback = bot.signed_at(Method::POST, HEARTBEAT, &heartbeat(), now + off);
        assert_eq!(bot.send(&callback).await.status, status, "{off} s");
    }
});

on_both!(a_bad_item_refuses_the_whole_call_and_is_named, |app| {
    let bot = with_post(&app).await;
    let mut body = views("p1", 500);
    let mut bad = body["snapshots"][0].clone();
    let snapshots = body["snapshots"].as_array_mut().unwrap();
    bad["views"] = json!(-1);
    snapshots.push(bad);
    let answer = bot.post(&to_first("metrics"), &body).await.expect(422);
    assert_eq!(answer.json()["errors"][0]["pointer"], "#/snapshots/1/views");
    body["snapshots"][1]["views"] = json!(1);
    body["snapshots"][1]["collected_at"] = json!("2026-11-16T12:05:01Z");
    let answer = bot.post(&to_first("metrics"), &body).await.expect(422);
    assert_eq!(answer.json()["errors"][0]["pointer"], "#/snapshots/1/collected_at");
    assert_eq!(seven_days_of_views(&app).await, 0);
});

on_both!(an_unknown_post_is_named_and_nothing_of_it_kept, |app| {
    let bot = with_post(&app).await;
    let answer = bot.post(&to_first("metrics"), &views("later", 500)).await.expect(200);
    assert_eq!(answer.json()["accepted"], 0);
    assert_eq!(answer.json()["unknown_posts"][0]["external_id"], "later");
    assert_eq!(seven_days_of_views(&app).await, 0);
    bot.post(&to_first("posts"), &post("later")).await.expect(200);
    bot.post(&to_first("metrics"), &views("later", 500)).await.expect(200);
    assert_eq!(seven_days_of_views(&app).await, 500);
});

on_both!(a_guilds_key_speaks_for_its_guild_alone, |app| {
    let bot = app.guild_bot(SECOND).await;
    let foreign = bot.post(&to_first("metrics"), &json!({ "snapshots": [] })).await.expect(404);
    let path = format!("/api/v1/ingest/guilds/{}/metrics", crate::support::app::MISSING);
    let missing = bot.post(&path, &json!({ "snapshots": [] })).await.expect(404);
    assert_eq!(foreign.without_request_id(), missing.without_request_id());
    assert_eq!(bot.post(HEARTBEAT, &heartbeat()).await.status, 403);
    let guild = json!({ "name": "Taken over", "icon_url": null, "channels": [] });
    let own = format!("/api/v1/ingest/guilds/{SECOND}");
    assert_eq!(bot.put(&own, &guild).await.status, 403);
});

on_both!(the_server_itself_moves_the_bot_to_offline, |app| {
    let (bot, viewer) = (app.bot().await, app.viewer().await);
    let path = format!("/api/v1/guilds/{FIRST}/status");
    assert_eq!(viewer.get(&path).await.expect(200).json()["status"], "unknown");
    bot.post(HEARTBEAT, &heartbeat()).await.expect(200);
    for (seconds, status) in [(90, "online"), (1, "degraded"), (209, "degraded"), (1, "offline")] {
        app.clock.advance(seconds * SECONDS);
        assert_eq!(viewer.get(&path).await.expect(200).json()["status"], status);
    }
    app.clock.advance(HOUR);
    bot.post(HEARTBEAT, &heartbeat()).await.expect(200);
    assert_eq!(viewer.get(&path).await.expect(200).json()["status"], "online");
});
