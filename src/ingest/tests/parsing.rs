//! The readers of bodies: every fault is named, and nothing makes them panic.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::{accounts, guild, heartbeat, metrics, posts};
use crate::http::Error;
use crate::time::Ms;

const NOW: Ms = Ms(1_794_744_000_000);

fn pointers<T>(read: Result<T, Error>) -> Vec<String> {
    let problem = read.err().expect("a refusal").problem;
    problem.errors.into_iter().map(|error| error.pointer).collect()
}

#[test]
fn faults_of_all_items_are_named_together() {
    let body = json!({"posts": [
        {"external_id": "1", "platform": "x", "username": "@a", "url": "javascript:alert(1)", "posted_at": "noon"},
        {"external_id": "1", "platform": "x", "username": "a", "url": "https://x.com/a", "posted_at": "2026-11-15T10:00:00Z"},
        {"external_id": "", "platform": "vine", "username": "a", "url": "https://x.com/a", "posted_at": "2026-11-15T10:00:00Z"},
    ]});
    let found = pointers(posts::read(body.to_string().as_bytes(), NOW));
    let wanted = ["0/username", "0/url", "0/posted_at", "2/external_id", "2/platform"];
    assert_eq!(found, wanted.map(|end| format!("#/posts/{end}")));
}

#[test]
fn what_a_heartbeat_a_guild_or_an_account_cannot_be_is_named() {
    let heartbeat = |change: Value| {
        let mut body = json!({"version": "1", "shard_count": 1, "latency_ms": 1, "memory_mb": 1,
                              "uptime_seconds": 1, "guild_ids": []});
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        heartbeat::read(body.to_string().as_bytes()).map(drop)
    };
    assert!(heartbeat(json!({})).is_ok());
    assert_eq!(
        pointers(heartbeat(json!({"version": "x".repeat(51), "latency_ms": -1}))),
        ["#/version", "#/latency_ms"]
    );
    assert_eq!(pointers(heartbeat(json!({"guild_ids": ["12345678901234567", "1"]}))), ["#/guild_ids/1"]);
    assert_eq!(pointers(heartbeat(json!({"guild_ids": vec!["12345678901234567"; 1_001]}))), ["#/guild_ids"]);
    assert_eq!(pointers(heartbeat(json!({"token": "x"}))), ["#/token"]);

    let channel = json!({"id": "12345678901234567", "name": "a", "bot_can_post": true});
    let guild = |name: &str, icon: Value, channels: Value| {
        let body = json!({"name": name, "icon_url": icon, "channels": channels});
        guild::read(body.to_string().as_bytes()).map(drop)
    };
    assert!(guild("Guild", Value::Null, json!([channel])).is_ok());
    assert_eq!(pointers(guild("", json!("file:///x"), json!([]))), ["#/name", "#/icon_url"]);
    assert_eq!(pointers(guild("G", Value::Null, json!([channel, channel]))), ["#/channels/1/id"]);

    let account = |change: Value| {
        let mut item = json!({"platform": "x", "username": "a", "collected_at": "2026-11-15T10:00:00Z"});
        item.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        accounts::read(json!({"accounts": [item]}).to_string().as_bytes(), NOW).map(drop)
    };
    assert!(account(json!({"followers": null, "status": "active", "display_name": "A"})).is_ok());
    for (field, value) in
        [("status", json!("paused")), ("followers", json!(-1)), ("display_name", json!("a\u{0}"))]
    {
        assert_eq!(pointers(account(json!({field: value}))), [format!("#/accounts/0/{field}")]);
    }
}

/// JSON that is near to what a callback looks like, or not at all.
fn bodies() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        any::<String>(),
        "[0-9]{15,21}",
        "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z",
        "https?://[^ ]{0,20}",
        Just("tiktok".to_owned()),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    let names = prop::sample::select(vec![
        "posts",
        "snapshots",
        "accounts",
        "channels",
        "guild_ids",
        "platform",
        "external_id",
        "username",
        "url",
        "posted_at",
        "collected_at",
        "views",
        "likes",
        "comments",
        "shares",
        "followers",
        "status",
        "display_name",
        "name",
        "icon_url",
        "id",
        "bot_can_post",
        "version",
        "shard_count",
        "latency_ms",
        "memory_mb",
        "uptime_seconds",
    ]);
    leaf.prop_recursive(4, 64, 10, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((names.clone().prop_map(str::to_owned), inner), 0..10)
                .prop_map(Value::from_iter),
        ]
    })
}

fn read_all(body: &[u8]) {
    let _ = metrics::read(body, NOW);
    let _ = posts::read(body, NOW);
    let _ = accounts::read(body, NOW);
    let _ = heartbeat::read(body);
    let _ = guild::read(body);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_json_makes_a_reader_panic(item in bodies(), list in "posts|snapshots|accounts|channels") {
        read_all(item.to_string().as_bytes());
        read_all(json!({list: [item]}).to_string().as_bytes());
    }

    #[test]
    fn no_bytes_make_a_reader_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
        read_all(&body);
    }
}
