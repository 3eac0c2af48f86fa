//! Limits that instances share, and their parts of it while they cannot.

use redis::AsyncCommands;

use super::{Valkey, is_up};
use crate::support::{Actor, FIRST, Proxy, TestApp, heartbeat};

/// How many of so many are let through, asking one instance after the other.
async fn let_through(askers: &[Actor], path: &str, times: usize) -> usize {
    let mut passed = 0;
    for turn in 0..times {
        let answer = askers[turn % askers.len()].get(path).await;
        match answer.status.as_u16() {
            200 => passed += 1,
            429 => assert!((1..=61).contains(&answer.header("retry-after").parse::<u64>().unwrap())),
            other => panic!("{other}: {}", answer.body),
        }
    }
    passed
}

#[tokio::test]
async fn a_limit_holds_over_all_instances_and_never_opens_when_valkey_goes() {
    let Some(valkey) = Valkey::empty(3).await else { return };
    let options = || {
        let limits = [("TD_LIMITS__API_PER_MINUTE", "6"), ("TD_LIMITS__INSTANCES", "2")];
        valkey.options(&limits)
    };
    let app = TestApp::sqlite_with(options()).await;
    let other = app.instance_with(options()).await;
    is_up(&app, true).await;
    is_up(&other, true).await;
    let both = async || {
        let admin = app.admin().await;
        let there = admin.at(&other);
        [admin, there]
    };
    let busy = both().await;
    assert_eq!(let_through(&busy, "/api/v1/me", 20).await, 6, "not six on each");
    assert_eq!(let_through(&both().await, "/api/v1/me", 1).await, 1, "another session has its own");

    for wound in [Proxy::hold as fn(&Proxy), Proxy::cut] {
        let fresh = both().await;
        wound(&valkey.proxy);
        assert_eq!(let_through(&fresh, "/api/v1/me", 20).await, 6, "three on each of two");
        assert_eq!(let_through(&busy, "/api/v1/me", 20).await, 0, "they counted all along");
        assert_eq!(let_through(&fresh[..1], "/api/v1/me", 5).await, 0, "nothing waits for Valkey to refuse");
        valkey.proxy.mend();
        is_up(&app, true).await;
        is_up(&other, true).await;
    }
}

#[tokio::test]
async fn logins_and_callbacks_are_counted_over_all_instances_too() {
    let Some(valkey) = Valkey::empty(4).await else { return };
    let options =
        || valkey.options(&[("TD_LIMITS__LOGINS_PER_MINUTE", "3"), ("TD_LIMITS__INGEST_PER_SECOND", "4")]);
    let app = TestApp::sqlite_with(options()).await;
    let other = app.instance_with(options()).await;
    is_up(&app, true).await;
    is_up(&other, true).await;
    let finish = async |at: &TestApp| {
        let person = app.anonymous();
        let callback = person.approve(&person.start_login("/guilds").await, "viewer").await;
        person.at(at).get(&callback).await.status
    };
    for at in [&app, &other, &app] {
        assert_eq!(finish(at).await, 303);
    }
    assert_eq!(finish(&other).await, 429);
    assert_eq!(finish(&app).await, 429);

    let bot = app.bot().await;
    let beats = heartbeat(&[FIRST]);
    let answers = futures_util::future::join_all((0..40).map(|_| bot.post("heartbeat", &beats))).await;
    let taken = answers.iter().filter(|answer| answer.status == 200).count();
    assert!((4..30).contains(&taken), "{taken} of 40 at once");
}

#[tokio::test]
async fn what_cannot_be_a_count_shuts_nobody_out() {
    let Some(valkey) = Valkey::empty(5).await else { return };
    let app = TestApp::sqlite_with(valkey.options(&[("TD_LIMITS__API_PER_MINUTE", "3")])).await;
    is_up(&app, true).await;
    let mut connection = valkey.connection().await;
    for odd in ["9999999999999999", "inf", "-inf", "nan", "later", ""] {
        let admin = app.admin().await;
        admin.get("/api/v1/me").await.ok();
        let names: Vec<String> = connection.keys("td:*:limit:*").await.unwrap();
        assert!(!names.is_empty());
        for name in names {
            // A clock that was set back, or somebody else's value.
            let () = connection.set(name, odd).await.unwrap();
        }
        let_through(std::slice::from_ref(&admin), "/api/v1/me", 3).await;
        assert_eq!(admin.get("/api/v1/me").await.status, 429, "{odd}: it counts anew");
    }
    // Nor does one that refuses: each counts for itself, and it is asked again.
    let admin = app.admin().await;
    admin.get("/api/v1/me").await.ok();
    let names: Vec<String> = connection.keys("td:*:limit:*").await.unwrap();
    for name in names {
        let () = connection.del(&name).await.unwrap();
        let () = connection.rpush(&name, "no text").await.unwrap();
    }
    assert_eq!(let_through(&[admin], "/api/v1/me", 5).await, 2, "one came before");
    assert!(app.valkey.as_ref().unwrap().is_up());
}

#[tokio::test]
async fn two_installations_at_one_valkey_share_neither_limits_nor_drawn_pages() {
    let Some(valkey) = Valkey::empty(6).await else { return };
    let secret =
        |secret| valkey.options(&[("TD_AUTH__SECRET", secret), ("TD_LIMITS__LOGINS_PER_MINUTE", "2")]);
    let one = TestApp::sqlite_with(secret("an installation of its own, 1 of 2")).await;
    let two = TestApp::sqlite_with(secret("an installation of its own, 2 of 2")).await;
    is_up(&one, true).await;
    is_up(&two, true).await;
    for app in [&one, &two] {
        let login = async || {
            let person = app.anonymous();
            let callback = person.approve(&person.start_login("/guilds").await, "admin").await;
            (person.get(&callback).await.status.as_u16(), person)
        };
        let (first, person) = login().await;
        assert_eq!((first, login().await.0, login().await.0), (303, 303, 429), "each has its own two");
        let accounts = format!("/api/v1/guilds/{FIRST}/accounts");
        for did in ["cache;desc=miss", "cache;desc=hit"] {
            assert_eq!(person.get(&accounts).await.ok().header("server-timing"), did);
        }
    }
    let mut connection = valkey.connection().await;
    for kind in ["limit", "cache"] {
        let names: Vec<String> = connection.keys(format!("td:*:{kind}:*")).await.unwrap();
        let of: std::collections::BTreeSet<_> =
            names.iter().filter_map(|name| name.split(':').nth(1)).collect();
        assert_eq!(of.len(), 2, "{names:?}");
    }
    let others: Vec<String> = connection.keys("td:*").await.unwrap();
    assert!(others.iter().all(|name| name.split(':').nth(1).is_some_and(|id| id.len() == 12)), "{others:?}");
}
