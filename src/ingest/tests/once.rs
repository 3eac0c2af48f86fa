//! A callback is applied once, however often and from wherever it comes.

use axum::http::Method;
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::sender::{GUILD, Site, bot, sites};
use super::store;
use crate::http::replay;
use crate::time::HOUR;

fn path(what: &str) -> String {
    format!("/api/v1/ingest/guilds/{GUILD}/{what}")
}

fn metrics(views: i64) -> Value {
    json!({"snapshots": [{"platform": "tiktok", "external_id": "1", "collected_at": "2026-11-15T11:00:00Z",
            "views": views, "likes": 0, "comments": 0, "shares": 0}]})
}

async fn with_posts(site: &Site, count: usize) {
    site.track(&["anna"]).await;
    let post = |n: usize| {
        json!({"external_id": n.to_string(), "platform": "tiktok", "username": "anna",
               "url": "https://www.tiktok.com/x", "posted_at": "2026-11-15T10:00:00Z"})
    };
    let posts: Vec<_> = (1..=count).map(post).collect();
    assert_eq!(site.post(&bot(), "posts", &json!({"posts": posts})).await.status, 200);
}

#[tokio::test]
async fn the_same_id_gets_the_first_answer_and_another_body_is_refused() {
    for site in sites().await {
        with_posts(&site, 1).await;
        let (bot, url) = (bot(), path("metrics"));
        let first = site.send_as(&bot, Method::POST, &url, "a", &metrics(10)).await;
        assert_eq!((first.status.as_u16(), first.replayed), (200, false));
        let again = site.send_as(&bot, Method::POST, &url, "a", &metrics(10)).await;
        assert_eq!((again.status.as_u16(), again.replayed, &again.json), (200, true, &first.json));
        let other = site.send_as(&bot, Method::POST, &url, "a", &metrics(11)).await;
        assert_eq!((other.status.as_u16(), other.code()), (422, "idempotency_key_reused"));
        let elsewhere = site.send_as(&bot, Method::POST, &path("posts"), "a", &json!({"posts": []})).await;
        assert_eq!(elsewhere.code(), "idempotency_key_reused");
        let stranger = super::sender::bot();
        let independent = site.send_as(&stranger, Method::POST, &url, "a", &metrics(12)).await;
        assert_eq!((independent.status.as_u16(), independent.replayed), (200, false));
        assert_eq!(store::sums(&site.app.db).await, (1, 12, 1));
    }
}

#[tokio::test]
async fn an_id_is_remembered_for_three_days_and_then_dropped() {
    for site in sites().await {
        with_posts(&site, 1).await;
        let (bot, url) = (bot(), path("metrics"));
        site.send_as(&bot, Method::POST, &url, "a", &metrics(10)).await;
        site.clock.advance(72 * HOUR - 1);
        assert!(site.send_as(&bot, Method::POST, &url, "a", &metrics(10)).await.replayed);
        site.clock.advance(1);
        assert_eq!(replay::forget(&site.app.db, site.app.clock.now()).await.unwrap(), 2);
        assert_eq!(store::replays(&site.app.db).await, 0);
        assert!(!site.send_as(&bot, Method::POST, &url, "a", &metrics(10)).await.replayed);
    }
}

#[tokio::test]
async fn a_refused_call_leaves_its_id_free() {
    for site in sites().await {
        with_posts(&site, 1).await;
        let (bot, url) = (bot(), path("metrics"));
        assert_eq!(site.send_as(&bot, Method::POST, &url, "a", &metrics(-1)).await.status, 422);
        assert_eq!(site.send_as(&bot, Method::POST, &url, "a", &metrics(1)).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_call_many_times_at_once_has_one_effect() {
    for site in sites().await {
        with_posts(&site, 1).await;
        let (bot, url, body) = (bot(), path("metrics"), metrics(10));
        let calls = (0..12).map(|_| site.send_as(&bot, Method::POST, &url, "a", &body));
        let replies = join_all(calls).await;
        let applied = replies.iter().filter(|r| r.status == 200 && !r.replayed).count();
        let repeated = replies.iter().filter(|r| r.replayed || r.status == 409).count();
        assert_eq!((applied, applied + repeated), (1, 12));
        assert_eq!(store::sums(&site.app.db).await, (1, 10, 1));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn calls_at_once_on_the_same_rows_lose_nothing_and_do_not_block_each_other_for_good() {
    for site in sites().await {
        with_posts(&site, 40).await;
        let bot = bot();
        let call = |round: usize| {
            // Each in another order over the same posts, and each post up to 100 + the last round.
            let posts = (0..40).map(|n| (n * 7 + round * 11) % 40 + 1);
            let one = |post: usize| {
                json!({"platform": "tiktok", "external_id": post.to_string(), "views": 100 + round,
                       "likes": round, "comments": 0, "shares": 0,
                       "collected_at": format!("2026-11-15T{:02}:00:00Z", round % 12)})
            };
            json!({"snapshots": posts.map(one).collect::<Vec<_>>()})
        };
        let bodies: Vec<_> = (0..12).map(call).collect();
        let replies = join_all(bodies.iter().map(|body| site.post(&bot, "metrics", body))).await;
        assert!(replies.iter().all(|reply| reply.status == 200), "{replies:?}");
        assert_eq!(store::sums(&site.app.db).await, (40, 40 * 111, 40));
    }
}
