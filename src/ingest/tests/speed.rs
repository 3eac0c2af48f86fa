//! How fast snapshots come in. Measured by hand, in release:
//! `cargo test --release --lib ingest::tests::speed -- --ignored --nocapture`

use std::time::Instant;

use serde_json::{Value, json};

use super::sender::{bot, sites};
use super::store;

fn posts(from: usize) -> Value {
    let one = |n: usize| {
        json!({"external_id": format!("7{n:018}"), "platform": "tiktok", "username": format!("user{}", n % 100),
               "url": format!("https://www.tiktok.com/@user{}/video/{n}", n % 100), "posted_at": "2026-11-10T10:00:00Z"})
    };
    json!({"posts": (from..from + 1_000).map(one).collect::<Vec<_>>()})
}

fn snapshots(from: usize, day: usize, factor: usize) -> Value {
    let one = |n: usize| {
        json!({"platform": "tiktok", "external_id": format!("7{n:018}"), "likes": 10 * factor, "comments": factor,
               "collected_at": format!("2026-11-{day:02}T11:00:00Z"), "views": n * factor, "shares": 0})
    };
    json!({"snapshots": (from..from + 1_000).map(one).collect::<Vec<_>>()})
}

#[tokio::test]
#[ignore = "a measurement"]
async fn ten_thousand_snapshots_take_less_than_two_seconds() {
    for site in sites().await {
        let names: Vec<_> = (0..100).map(|n| format!("user{n}")).collect();
        site.track(&names.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let bot = bot();
        let engine = if site.app.db.is_sqlite() { "SQLite" } else { "PostgreSQL" };
        let metrics = |day, factor| {
            let call = move |call: usize| ("metrics", snapshots(call * 1_000, day, factor));
            (0..10).map(call).collect::<Vec<_>>()
        };
        let rounds = [
            ("new posts", (0..10).map(|call| ("posts", posts(call * 1_000))).collect()),
            ("first snapshots", metrics(11, 11)),
            ("snapshots", metrics(12, 12)),
            ("snapshots", metrics(13, 13)),
            // They take the marks of the two days after with them.
            ("late snapshots", metrics(11, 20)),
        ];
        for (what, bodies) in rounds {
            let started = Instant::now();
            for (path, body) in &bodies {
                assert_eq!(site.post(&bot, path, body).await.status, 200);
            }
            let seconds = started.elapsed().as_secs_f64();
            println!("{engine}: 10,000 {what} in {seconds:.3} s, {:.0}/s", 10_000.0 / seconds);
            // PostgreSQL may be far away or busy; SQLite is in this process.
            assert!(seconds < 2.0 || !site.app.db.is_sqlite());
        }
        let (posts, _, marks) = store::sums(&site.app.db).await;
        assert_eq!((posts, marks), (10_000, 10_000));
    }
}
