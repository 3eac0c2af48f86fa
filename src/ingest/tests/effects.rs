//! What each callback does.

use axum::http::Method;
use serde_json::json;

use super::sender::{GUILD, bot, guild, key, sites};
use super::store;
use crate::guilds::status::{self, Level};
use crate::live::Event;
use crate::time::{MINUTE, Ms};

fn post(id: &str, username: &str) -> serde_json::Value {
    json!({"external_id": id, "platform": "tiktok", "username": username,
           "url": format!("https://www.tiktok.com/@{username}/video/{id}"), "posted_at": "2026-11-15T10:00:00Z"})
}

fn snapshot(id: &str, at: &str, views: i64) -> serde_json::Value {
    json!({"platform": "tiktok", "external_id": id, "collected_at": at,
           "views": views, "likes": 2, "comments": 1, "shares": 0})
}

#[tokio::test]
async fn a_guild_comes_from_the_bot_and_its_channels_are_replaced() {
    for site in sites().await {
        let path = format!("/api/v1/ingest/guilds/{GUILD}");
        let channel = |id: &str| json!({"id": id, "name": format!("c{id}"), "bot_can_post": true});
        let (one, two) = ("111111111111111111", "222222222222222222");
        let body = json!({"name": "First", "icon_url": null, "channels": [channel(one), channel(two)]});
        let reply = site.send(&bot(), Method::PUT, &path, &body).await;
        assert_eq!((reply.status.as_u16(), &reply.json), (200, &json!({"guild_id": GUILD})));
        let icon = "https://cdn.discordapp.com/icons/1/a.png";
        let body = json!({"name": "Second", "icon_url": icon, "channels": [channel(two)]});
        assert_eq!(site.send(&bot(), Method::PUT, &path, &body).await.status, 200);
        assert_eq!(store::channels(&site.app.db).await, [("Second".into(), format!("c{two}"))]);
    }
}

#[tokio::test]
async fn a_heartbeat_makes_the_listed_guilds_online_until_the_clock_moves_on() {
    for site in sites().await {
        site.track(&[]).await;
        let (db, now) = (&site.app.db, || site.app.clock.now());
        assert_eq!(status::of_guild(db, guild(GUILD), now()).await.unwrap().status, Level::Unknown);
        let mut events = site.app.live.subscribe(guild(GUILD), 0).events;
        let body = json!({"version": "1.4.2", "shard_count": 1, "latency_ms": 42, "memory_mb": 128,
                          "uptime_seconds": 3600, "guild_ids": [GUILD, "999999999999999999"]});
        let reply = site.send(&bot(), Method::POST, "/api/v1/ingest/heartbeat", &body).await;
        assert_eq!(reply.json, json!({"next_heartbeat_in_seconds": 30}));
        assert_eq!(events.try_recv().map(|told| told.event), Ok(Event::Status));
        site.clock.advance(MINUTE);
        let status = status::of_guild(db, guild(GUILD), now()).await.unwrap();
        assert_eq!(
            serde_json::to_value(&status).unwrap(),
            json!({"status": "online", "last_seen_at": "2026-11-15T12:00:00.000Z", "age_seconds": 60,
                   "latency_ms": 42, "version": "1.4.2", "shard_count": 1, "uptime_seconds": 3600,
                   "uptime_percent_24h": 100.0, "uptime_percent_30d": 100.0})
        );
        site.clock.advance(5 * MINUTE);
        let status = status::of_guild(db, guild(GUILD), now()).await.unwrap();
        // 90 seconds of 6 minutes.
        assert_eq!((status.status, status.uptime_percent_24h), (Level::Offline, Some(25.0)));
        assert_eq!(status::of_bot(db, now()).await.unwrap(), status);
        let other = status::of_guild(db, guild("999999999999999999"), now()).await.unwrap();
        assert_eq!((other.status, other.version), (Level::Unknown, None));
    }
}

#[tokio::test]
async fn metrics_become_gains_and_unknown_things_are_named_and_not_stored() {
    for site in sites().await {
        site.track(&["Anna"]).await;
        let key = key(Some(GUILD), &["ingest:write"]);
        let mut events = site.app.live.subscribe(guild(GUILD), 0).events;
        let body =
            json!({"posts": [post("1", "ANNA"), post("2", "anna"), post("3", "ben"), post("4", "Ben")]});
        let reply = site.post(&key, "posts", &body).await;
        let unknown = json!([{"platform": "tiktok", "username": "ben"}]);
        assert_eq!(reply.json, json!({"accepted": 2, "unknown_accounts": unknown}));
        assert_eq!(events.try_recv().map(|told| told.event), Ok(Event::Tracked));
        let body = json!({"snapshots": [
            snapshot("1", "2026-11-15T11:00:00Z", 100), snapshot("1", "2026-11-15T11:30:00Z", 90),
            snapshot("3", "2026-11-15T11:00:00Z", 5), snapshot("3", "2026-11-15T11:10:00Z", 6),
            snapshot("2", "2026-11-15T11:00:00Z", 7)]});
        let reply = site.post(&key, "metrics", &body).await;
        let unknown = json!([{"platform": "tiktok", "external_id": "3"}]);
        assert_eq!(reply.json, json!({"accepted": 3, "unknown_posts": unknown}));
        assert_eq!(store::sums(&site.app.db).await, (2, 107, 2));
        // The same posts again, one at another time and of another account: nothing is counted twice.
        let body = json!({"posts": [post("1", "anna")]});
        assert_eq!(site.post(&key, "posts", &body).await.json["accepted"], 1);
        assert_eq!(store::sums(&site.app.db).await, (2, 107, 2));
        store::delete_accounts(&site.app.db).await;
        let body = json!({"snapshots": [snapshot("1", "2026-11-15T11:40:00Z", 500)]});
        assert_eq!(site.post(&key, "metrics", &body).await.json["accepted"], 0);
        assert_eq!(store::sums(&site.app.db).await, (2, 107, 2));
    }
}

#[tokio::test]
async fn of_account_reports_the_latest_counts_whatever_the_order() {
    for site in sites().await {
        site.track(&["anna"]).await;
        let db = &site.app.db;
        let report = |at: &str, followers: i64, status: &str, name: &str| {
            json!({"accounts": [{"platform": "tiktok", "username": "Anna", "collected_at": at,
                    "followers": followers, "status": status, "display_name": name}]})
        };
        let reports = [
            report("2026-11-15T11:00:00Z", 50, "unavailable", "Anna Newest"),
            report("2026-11-15T10:00:00Z", 70, "active", "Anna Older"),
            report("2026-11-14T09:00:00Z", 40, "active", "Anna Oldest"),
            report("2026-11-15T11:00:00Z", 45, "active", "Anna A"),
        ];
        for body in &reports {
            assert_eq!(site.post(&bot(), "accounts", body).await.json["accepted"], 1);
        }
        let account = store::account(db, "anna").await;
        let expected = store::Account {
            status: "unavailable".into(),
            followers: Some(50),
            display_name: "Anna Newest".into(),
            search: "anna anna newest".into(),
            last_checked_at: Ms::parse("2026-11-15T11:00:00Z"),
        };
        assert_eq!(account, expected);
        let day = Ms::parse("2026-11-15T00:00:00Z").unwrap().day().0;
        assert_eq!(store::followers(db).await, [(day - 1, 40), (day, 50)]);
        // What is left out stays, and who was paused by people stays paused.
        store::pause(db).await;
        let body = json!({"accounts": [
            {"platform": "tiktok", "username": "anna", "collected_at": "2026-11-15T12:00:00Z", "status": "active"},
            {"platform": "x", "username": "anna", "collected_at": "2026-11-15T12:00:00Z"}]});
        let reply = site.post(&bot(), "accounts", &body).await;
        let unknown = json!([{"platform": "x", "username": "anna"}]);
        assert_eq!(reply.json, json!({"accepted": 1, "unknown_accounts": unknown}));
        let account = store::account(db, "anna").await;
        assert_eq!((account.status.as_str(), account.followers), ("paused", Some(50)));
        assert_eq!(account.last_checked_at, Ms::parse("2026-11-15T12:00:00Z"));
    }
}
