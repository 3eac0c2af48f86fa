//! How often one may ask: per session, key and address, each by its own measure.

use futures_util::future::join_all;
use reqwest::Method;
use tracking_dashboard::api_keys::Scope;

use crate::support::{Actor, Answer, FIRST, Options, TestApp, apps_with, heartbeat};

async fn limited(variables: &[(&'static str, &'static str)]) -> Vec<TestApp> {
    apps_with(|| Options { variables: variables.to_vec(), ..Options::default() }).await
}

#[track_caller]
fn refused(answer: &Answer) {
    assert_eq!(answer.told(), (429, "rate_limited".into()), "{}", answer.body);
    let wait: u64 = answer.header("retry-after").parse().expect("seconds");
    assert!((1..=61).contains(&wait), "{wait}");
}

#[tokio::test]
async fn calls_are_counted_per_session_and_per_key() {
    for app in limited(&[("TD_LIMITS__API_PER_MINUTE", "3")]).await {
        let (busy, calm) = (app.admin().await, app.admin().await);
        let key = async || app.with_key(&app.key(Some(FIRST), &[Scope::TrackingRead]).await.key);
        let (program, other) = (key().await, key().await);
        for (asker, path) in
            [(&busy, "/api/v1/me".to_owned()), (&program, format!("/api/v1/guilds/{FIRST}/accounts"))]
        {
            for _ in 0..3 {
                asker.get(&path).await.ok();
            }
            refused(&asker.get(&path).await);
        }
        calm.get("/api/v1/me").await.ok();
        other.get(&format!("/api/v1/guilds/{FIRST}/accounts")).await.ok();
        busy.get(&format!("/guilds/{FIRST}")).await.ok();
        assert_eq!(app.anonymous().get("/api/v1/me").await.status, 401, "nobody has no such measure");
    }
}

#[tokio::test]
async fn callbacks_are_counted_per_key_and_second() {
    for app in limited(&[("TD_LIMITS__INGEST_PER_SECOND", "5"), ("TD_LIMITS__API_PER_MINUTE", "1")]).await {
        let (bot, other) = (app.bot().await, app.bot().await);
        let beats = heartbeat(&[FIRST]);
        let answers = join_all((0..40).map(|_| bot.post("heartbeat", &beats))).await;
        let taken = answers.iter().filter(|answer| answer.status == 200).count();
        assert!((5..30).contains(&taken), "{taken} of 40 at once");
        answers.iter().filter(|answer| answer.status != 200).for_each(refused);
        other.post("heartbeat", &beats).await.ok();
    }
}

#[tokio::test]
async fn only_finished_logins_count_as_logins() {
    for app in limited(&[("TD_LIMITS__LOGINS_PER_MINUTE", "2")]).await {
        for _ in 0..5 {
            app.anonymous().start_login("/guilds").await;
        }
        let before = app.viewer().await;
        app.admin().await;
        let third = app.anonymous();
        let callback = third.approve(&third.start_login("/guilds").await, "viewer").await;
        let answer = third.get(&callback).await.expect(429);
        assert!(answer.body.contains("Too many requests") && answer.body.contains("Try again"));
        assert!(!answer.header("retry-after").is_empty());
        before.get("/api/v1/me").await.ok();
    }
}

#[tokio::test]
async fn ten_reports_a_minute_are_enough_from_one_address() {
    for app in limited(&[("TD_LIMITS__CSP_REPORTS_PER_MINUTE", "10")]).await {
        let page = app.anonymous();
        let report = async || page.send(page.request(Method::POST, "/csp-report").body("{}")).await;
        for _ in 0..10 {
            report().await.expect(204);
        }
        refused(&report().await);
        page.get("/login").await.ok();
    }
}

/// How many of `times` requests are let in, each with an `X-Forwarded-For` of its own.
async fn let_in(nobody: &Actor, times: u32, forwarded: impl Fn(u32) -> String) -> usize {
    let asked = (0..times).map(|n| {
        let request = nobody.request(Method::GET, "/api/v1/status");
        nobody.send(request.header("x-forwarded-for", forwarded(n)))
    });
    join_all(asked).await.iter().filter(|answer| answer.status == 200).count()
}

#[tokio::test]
async fn a_thousand_made_up_addresses_are_one() {
    let v4 = |n: u32| std::net::Ipv4Addr::from_bits(0xC633_0000 + n).to_string();
    let subscriber = |n: u32| format!("2001:db8:2:2::{n:x}");
    let subscribers = |n: u32| format!("2001:db8:1:{n:x}::1");
    let few = ("TD_LIMITS__REQUESTS_PER_MINUTE", "20");
    for app in limited(&[few]).await {
        let allowed = let_in(&app.anonymous(), 1_000, v4).await;
        assert!((20..40).contains(&allowed), "{allowed} of 1,000");
    }
    for app in limited(&[few, ("TD_SERVER__TRUSTED_PROXIES", "127.0.0.0/8")]).await {
        let nobody = app.anonymous();
        assert_eq!(let_in(&nobody, 100, v4).await, 100, "a proxy of ours is believed");
        assert_eq!(let_in(&nobody, 100, subscribers).await, 100);
        let allowed = let_in(&nobody, 100, subscriber).await;
        assert!((20..40).contains(&allowed), "one /64 is one subscriber: {allowed} of 100");
    }
}
