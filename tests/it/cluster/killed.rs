//! One of three instances is killed under load: what it was answering is lost, and nothing else.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::join;

use super::sender::{Sending, stored};
use super::site::Cluster;
use crate::support::{Actor, FIRST, depth, eventually};

/// `TD_TEST_KILLS` asks for more.
const KILLS: usize = 1;
const SENDERS: usize = 6;
const READERS: usize = 3;
const STEP: usize = 60;
const SOON: Duration = Duration::from_secs(60);

/// Reads the accounts until it is enough; when each that got no answer was asked.
async fn read(sending: &Sending, program: &Actor, answered: &AtomicUsize) -> Vec<Instant> {
    let mut lost = Vec::new();
    while !sending.enough.load(Ordering::SeqCst) {
        let since = Instant::now();
        let request = program.request(reqwest::Method::GET, &format!("/api/v1/guilds/{FIRST}/accounts"));
        match request.header("connection", "close").send().await {
            Ok(answer) => assert_eq!(answer.status(), 200),
            Err(_) => lost.push(since),
        }
        answered.fetch_add(1, Ordering::SeqCst);
    }
    lost
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_instance_loses_the_requests_on_it_and_no_other() {
    let kills = depth("TD_TEST_KILLS", KILLS);
    let Some(mut cluster) = Cluster::start(3).await else { return };
    let key = cluster.key(&["tracking:read"]).await;
    let url = cluster.balancer.url();
    // A connection for each request, so that each goes to whose turn it is.
    cluster.http = reqwest::Client::builder().pool_max_idle_per_host(0).build().expect("a client");
    let (mut total, mut in_flight) = (0, 0);
    for round in 0..kills {
        let (sending, answered) = (Sending::default(), AtomicUsize::new(0));
        let (bot, program) = (cluster.bot(&url), Actor::with_key(&url, &key));
        let names: Vec<_> = (0..SENDERS).map(|number| format!("k{round}-{number}")).collect();
        let senders = join_all(names.iter().map(|name| sending.send(&bot, name)));
        let readers = join_all((0..READERS).map(|_| read(&sending, &program, &answered)));
        let lost_one = cluster.instances.remove(0);
        let kill = async {
            let reach = async |count: usize| {
                let there = async || (sending.acknowledged.load(Ordering::SeqCst) >= count).then_some(());
                eventually("callbacks are acknowledged", SOON, there).await;
            };
            reach(STEP).await;
            lost_one.kill().await;
            let gone = Instant::now();
            reach(sending.acknowledged.load(Ordering::SeqCst) + STEP).await;
            sending.enough.store(true, Ordering::SeqCst);
            gone
        };
        let (sent, read, gone) = join!(senders, readers, kill);
        let mut lost: Vec<_> = sent.iter().map(|sent| sent.lost.clone()).collect();
        lost.extend(read);
        // Until the process has ended the system takes connections for it.
        assert!(lost.iter().flatten().all(|since| *since < gone), "lost after the instance was gone");
        assert!(sent.iter().all(|sent| sent.refused.is_empty()), "{sent:?}");
        in_flight += lost.iter().map(Vec::len).sum::<usize>();
        total += sent.iter().map(|sent| sent.acknowledged).sum::<usize>();
        assert_eq!(stored(&cluster.url).await, total, "each acknowledged post once");
        cluster.add().await;
    }
    eprintln!("{kills} instances killed: {in_flight} requests lost, all on them; {total} posts, each once");
}
