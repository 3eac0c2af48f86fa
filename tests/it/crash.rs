//! The real binary is killed in the middle of callbacks: what it acknowledged is there afterwards.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use tracking_dashboard::demo::people::FIRST;
use tracking_dashboard::start;

use crate::support::demo::Demo;
use crate::support::{Bot, eventually, services, store};

const ROUNDS: u32 = 5;
/// Callbacks on their way at the same time.
const AT_ONCE: usize = 4;

/// Sends posts until the server is gone; the ids of those that were acknowledged.
async fn send_until_gone(
    bot: &Bot,
    account: &(String, String),
    (round, sender): (u32, usize),
    count: &AtomicUsize,
) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for number in 0.. {
        let id = format!("crash-{round}-{sender}-{number}");
        let (platform, username) = account;
        let body = json!({ "posts": [{ "external_id": id, "platform": platform, "username": username,
                                       "url": format!("https://example.com/{id}"),
                                       "posted_at": "2026-01-01T00:00:00Z" }] });
        let path = format!("/api/v1/ingest/guilds/{FIRST}/posts");
        match bot.try_send(&bot.callback(Method::POST, &path, &body)).await {
            Ok(answer) => {
                assert_eq!(answer.status, 200, "{}", answer.body);
                acknowledged.push(id);
                count.fetch_add(1, Ordering::SeqCst);
            }
            Err(_) => break,
        }
    }
    acknowledged
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_acknowledged_callback_is_lost_when_the_server_is_killed() {
    start::process();
    let rounds = services::setting("TD_TEST_ROUNDS").and_then(|n| n.parse().ok()).unwrap_or(ROUNDS);
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}/demo.db", folder.path().display());
    let mut all = Vec::new();
    for round in 0..rounds {
        let demo = Demo::start(folder.path(), &["--no-bot"]).await;
        let (bot, account) = (demo.bot(folder.path()), store::an_account(&url).await);
        let count = AtomicUsize::new(0);
        let senders = (0..AT_ONCE).map(|sender| send_until_gone(&bot, &account, (round, sender), &count));
        // After another number of calls each round, always with others on their way.
        let enough = 3 + (round as usize * 17) % 60;
        let killed = async {
            let reached = async || (count.load(Ordering::SeqCst) >= enough).then_some(());
            eventually("callbacks are acknowledged", Duration::from_secs(60), reached).await;
            demo.kill().await;
        };
        let (acknowledged, ()) = tokio::join!(futures_util::future::join_all(senders), killed);
        all.extend(acknowledged.into_iter().flatten());
    }
    assert!(!all.is_empty(), "nothing was acknowledged before a kill");
    // A last start recovers the file as any start does.
    Demo::start(folder.path(), &["--no-bot"]).await.kill().await;
    let kept = store::whole_and_posts(&url, "crash-").await;
    for id in &all {
        assert!(kept.contains(id), "{id} was acknowledged and is gone ({} in {rounds} rounds)", all.len());
    }
    eprintln!("{} acknowledged callbacks over {rounds} kills, none lost", all.len());
}
