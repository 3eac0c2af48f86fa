//! A bot that sends posts one after the other through whatever happens, and knows what was acknowledged.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;
use tracking_dashboard::db::Db;

use crate::crash::server::{ACCOUNT, POSTED_AT};
use crate::support::{Answer, Bot, FIRST};

/// What a sender met with.
#[derive(Debug, Default)]
pub struct Sent {
    pub acknowledged: usize,
    /// When each request without an answer was sent.
    pub lost: Vec<Instant>,
    /// What was answered with anything but 200, how long after it was sent.
    pub refused: Vec<(Answer, Duration)>,
}

/// Shared by the senders of a test.
#[derive(Default)]
pub struct Sending {
    pub acknowledged: AtomicUsize,
    pub refused: AtomicUsize,
    pub enough: AtomicBool,
}

impl Sending {
    /// Sends until it is enough. A call that was not acknowledged is sent again, as the bot does.
    pub async fn send(&self, bot: &Bot, name: &str) -> Sent {
        let mut sent = Sent::default();
        for number in 0.. {
            let id = format!("{name}-{number}");
            let post = json!({"posts": [{"external_id": id, "platform": "tiktok", "username": ACCOUNT,
                "url": format!("https://example.com/{id}"), "posted_at": POSTED_AT}]});
            let call = bot.call("POST", &format!("guilds/{FIRST}/posts"), &post);
            loop {
                let since = Instant::now();
                match call.try_send().await {
                    Ok(answer) if answer.status == 200 => break,
                    Ok(answer) => {
                        self.refused.fetch_add(1, Ordering::SeqCst);
                        sent.refused.push((answer, since.elapsed()));
                    }
                    Err(_) => sent.lost.push(since),
                }
            }
            sent.acknowledged += 1;
            self.acknowledged.fetch_add(1, Ordering::SeqCst);
            if self.enough.load(Ordering::SeqCst) {
                break;
            }
        }
        sent
    }
}

/// Posts that are there.
pub async fn stored(url: &str) -> usize {
    let db = Db::open(url).await.expect("the database");
    let count: i64 = db.q("SELECT COUNT(*) FROM posts").scalar().await.expect("a count");
    db.close().await;
    usize::try_from(count).expect("a count")
}
