//! Killed in the middle of callbacks, the real program has everything that it acknowledged, once.

pub mod imports;
mod points;
pub mod server;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;
use tracking_dashboard::db::Db;

use crate::support::{Bot, Call, FIRST, depth, eventually};
use server::{ACCOUNT, Folder};

/// `TD_TEST_ROUNDS` asks for more.
const ROUNDS: usize = 5;
/// Callbacks on their way at the same time.
const SENDERS: usize = 4;

/// What was acknowledged.
#[derive(Default)]
struct Sent {
    posts: Vec<String>,
    views: BTreeMap<String, i64>,
}

/// Sends a call; gives it back when no answer came.
async fn send<'b>(call: Call<'b>, count: &AtomicUsize) -> Option<Call<'b>> {
    match call.try_send().await {
        Ok(answer) => {
            assert_eq!(answer.ok().json()["accepted"], 1);
            count.fetch_add(1, Ordering::SeqCst);
            None
        }
        Err(_) => Some(call),
    }
}

/// A post, then its views, and so on until the server is gone. Returns the call without an answer.
async fn sender<'b>(bot: &'b Bot, name: String, sent: &mut Sent, count: &AtomicUsize) -> Call<'b> {
    for number in 1.. {
        let (id, views) = (format!("{name}-{number}"), number * 10);
        let post = json!({"posts": [{"external_id": id, "platform": "tiktok", "username": ACCOUNT,
            "url": format!("https://example.com/{id}"), "posted_at": server::POSTED_AT}]});
        let post = bot.call("POST", &format!("guilds/{FIRST}/posts"), &post);
        if let Some(call) = send(post, count).await {
            return call;
        }
        sent.posts.push(id.clone());
        let snapshot = json!({"snapshots": [{"platform": "tiktok", "external_id": id, "views": views,
            "likes": 0, "comments": 0, "shares": 0, "collected_at": server::COLLECTED_AT}]});
        let metrics = bot.call("POST", &format!("guilds/{FIRST}/metrics"), &snapshot);
        if let Some(call) = send(metrics, count).await {
            return call;
        }
        sent.views.insert(id, views);
    }
    unreachable!("the server is killed long before")
}

/// All posts with the views of their last snapshot, and the views that the guild gained.
async fn stored(url: &str) -> (Vec<(String, i64)>, i64) {
    let db = Db::open(url).await.expect("the database");
    let whole: String = db.q("PRAGMA integrity_check").scalar().await.expect("a check");
    assert_eq!(whole, "ok");
    let posts =
        db.q("SELECT external_id, COALESCE(views, 0) AS views FROM posts").all().await.expect("posts");
    let gained = "SELECT CAST(COALESCE(SUM(views), 0) AS BIGINT) FROM guild_days";
    let gained = db.q(gained).scalar().await.expect("a sum");
    db.close().await;
    (posts, gained)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_a_kill_and_counts_once() {
    let rounds = depth("TD_TEST_ROUNDS", ROUNDS);
    let folder = Folder::new().await;
    let (mut all, mut total) = (Sent::default(), 0);
    for round in 0..rounds {
        let server = folder.start().await;
        let bot = folder.bot(&server);
        let count = AtomicUsize::new(0);
        let mut sent: Vec<_> = (0..SENDERS).map(|_| Sent::default()).collect();
        let senders =
            sent.iter_mut().enumerate().map(|(n, sent)| sender(&bot, format!("c-{round}-{n}"), sent, &count));
        // After another number of calls each round, always with others on their way.
        let enough = 3 + (round * 17) % 60;
        let kill = async {
            let reached = async || (count.load(Ordering::SeqCst) >= enough).then_some(());
            eventually("callbacks are acknowledged", Duration::from_secs(60), reached).await;
            server.kill().await;
        };
        let (unanswered, ()) = tokio::join!(join_all(senders), kill);
        for one in sent {
            all.posts.extend(one.posts);
            all.views.extend(one.views);
        }
        let (posts, _) = stored(&folder.url).await;
        let posts: BTreeMap<_, _> = posts.into_iter().collect();
        for id in &all.posts {
            assert!(posts.contains_key(id), "post {id} was acknowledged and is gone");
        }
        for (id, views) in &all.views {
            assert_eq!(posts.get(id), Some(views), "views of {id} were acknowledged and are gone");
        }
        // The same calls again, as the bot sends them: each counts once, whether it had arrived or not.
        let server = folder.start().await;
        let bot = folder.bot(&server);
        for call in unanswered {
            for _ in 0..2 {
                assert_eq!(call.through(&bot).send().await.ok().json()["accepted"], 1);
            }
            let body: serde_json::Value = serde_json::from_str(&call.body).expect("JSON");
            let item = |list: &str| body[list][0].clone();
            match (item("posts"), item("snapshots")) {
                (post, serde_json::Value::Null) => {
                    all.posts.push(post["external_id"].as_str().unwrap().to_owned())
                }
                (_, shot) => {
                    let id = shot["external_id"].as_str().unwrap().to_owned();
                    all.views.insert(id, shot["views"].as_i64().unwrap());
                }
            }
        }
        server.kill().await;
        total += count.load(Ordering::SeqCst);
    }
    let (posts, gained) = stored(&folder.url).await;
    assert_eq!(posts.len(), all.posts.len(), "each post once");
    assert_eq!(gained, all.views.values().sum::<i64>(), "each view once");
    assert!(total >= rounds * 3);
    eprintln!("{total} acknowledged callbacks over {} kills: all there, once", 2 * rounds);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_callback_that_was_answered_before_a_kill_is_answered_the_same_after_it() {
    let folder = Folder::new().await;
    let server = folder.start().await;
    let bot = folder.bot(&server);
    let post = json!({"posts": [{"external_id": "1", "platform": "tiktok", "username": ACCOUNT,
        "url": "https://example.com/1", "posted_at": server::POSTED_AT}]});
    bot.call("POST", &format!("guilds/{FIRST}/posts"), &post).send().await.ok();
    let snapshot = json!({"snapshots": [{"platform": "tiktok", "external_id": "1", "views": 70,
        "likes": 0, "comments": 0, "shares": 0, "collected_at": server::COLLECTED_AT}]});
    let call = bot.call("POST", &format!("guilds/{FIRST}/metrics"), &snapshot);
    let first = call.send().await.ok();
    server.kill().await;
    let server = folder.start().await;
    let again = call.through(&folder.bot(&server)).send().await.ok();
    assert_eq!((again.header("idempotent-replayed"), &again.body), ("true", &first.body));
    server.kill().await;
    assert_eq!(stored(&folder.url).await, (vec![("1".to_owned(), 70)], 70));
}
