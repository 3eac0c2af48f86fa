//! PostgreSQL stops at once under writes, and is started again.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::join;

use super::postgres::Postgres;
use super::sender::{Sending, stored};
use super::site::Cluster;
use crate::support::{depth, eventually};

/// Seconds that it is away; `TD_TEST_OUTAGE_SECONDS` asks for more.
const SECONDS: usize = 2;
const SENDERS: usize = 8;
const SOON: Duration = Duration::from_secs(60);
const ANSWERED_WITHIN: Duration = Duration::from_secs(3);
const BACK_WITHIN: Duration = Duration::from_secs(5);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_stops_is_said_in_time_and_what_was_acknowledged_is_there_once() {
    let Some(mut postgres) = Postgres::start().await else { return };
    let url = postgres.url();
    let cluster = Cluster::on(&url, 2, &[]).await;
    let sending = Sending::default();
    let bots = [cluster.bot(cluster.base(0)), cluster.bot(cluster.base(1))];
    let names: Vec<_> = (0..SENDERS).map(|number| format!("o-{number}")).collect();
    let senders = names.iter().enumerate().map(|(number, name)| sending.send(&bots[number % 2], name));
    let outage = async {
        let reach = async |count: usize| {
            let there = async || (sending.acknowledged.load(Ordering::SeqCst) >= count).then_some(());
            eventually("callbacks are acknowledged", SOON, there).await;
        };
        reach(40).await;
        postgres.stop_at_once().await;
        let refused = async || (sending.refused.load(Ordering::SeqCst) >= SENDERS).then_some(());
        eventually("callers hear of it", SOON, refused).await;
        tokio::time::sleep(Duration::from_secs(depth("TD_TEST_OUTAGE_SECONDS", SECONDS) as u64)).await;
        assert_eq!(
            cluster.http.get(format!("{}/healthz", cluster.base(0))).send().await.unwrap().status(),
            200
        );
        postgres.start_again().await;
        let started = Instant::now();
        reach(sending.acknowledged.load(Ordering::SeqCst) + SENDERS).await;
        let back = started.elapsed();
        reach(sending.acknowledged.load(Ordering::SeqCst) + 40).await;
        sending.enough.store(true, Ordering::SeqCst);
        back
    };
    let (sent, back) = join!(join_all(senders), outage);
    assert!(back <= BACK_WITHIN, "back after {back:?}");
    let mut longest = Duration::ZERO;
    for (answer, took) in sent.iter().flat_map(|sent| &sent.refused) {
        assert_eq!(answer.told(), (503, "unavailable".into()), "{}", answer.body);
        assert!(answer.header("retry-after").parse::<u64>().is_ok(), "when to come back");
        longest = longest.max(*took);
    }
    assert!(longest <= ANSWERED_WITHIN, "answered after {longest:?}");
    assert!(sent.iter().all(|sent| sent.lost.is_empty()), "every request was answered");
    let acknowledged: usize = sent.iter().map(|sent| sent.acknowledged).sum();
    assert_eq!(stored(&url).await, acknowledged, "each acknowledged post once");
    let refused: usize = sent.iter().map(|sent| sent.refused.len()).sum();
    eprintln!(
        "{refused} refused within {longest:.1?}, back after {back:.1?}, {acknowledged} posts, each once"
    );
}
