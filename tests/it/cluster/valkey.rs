//! Valkey dies, hangs and comes back under load: nobody gets an error, and limits hold all the while.

use std::time::{Duration, Instant};

use futures_util::future::join_all;

use super::redis::Redis;
use super::site::Cluster;
use crate::support::depth;

/// `TD_TEST_VALKEY_ROUNDS` asks for more.
const ROUNDS: usize = 1;
const LIMIT: usize = 40;
const INSTANCES: usize = 2;
/// Requests of one session at a time, over all instances.
const AT_ONCE: usize = 8;
/// Far beyond what one may lose to a Valkey that hangs, on any machine.
const ANSWERED_WITHIN: Duration = Duration::from_secs(3);

/// What a session that nobody counted yet gets, asking three times as often as it may.
async fn ask(cluster: &Cluster, state: &str) {
    let admin = cluster.log_in(0, "admin").await;
    let (mut passed, mut took) = (0, Vec::new());
    for turn in 0..3 * LIMIT / AT_ONCE {
        let asked = (0..AT_ONCE).map(|number| {
            let there = admin.at_base(cluster.base(turn + number));
            async move {
                let since = Instant::now();
                (there.get("/api/v1/me").await.status.as_u16(), since.elapsed())
            }
        });
        for (status, time) in join_all(asked).await {
            assert!(matches!(status, 200 | 429), "{state}: {status}");
            passed += usize::from(status == 200);
            took.push(time);
        }
    }
    took.sort_unstable();
    let (p99, most) = (took[took.len() * 99 / 100], took[took.len() - 1]);
    eprintln!("{state}: {passed} of {} passed, p99 {p99:.1?}, longest {most:.1?}", took.len());
    assert!((LIMIT..=LIMIT * INSTANCES).contains(&passed), "{state}: {passed} passed");
    assert!(most <= ANSWERED_WITHIN, "{state}: answered after {most:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_valkey_that_dies_hangs_and_comes_back_costs_nobody_an_answer_and_opens_no_limit() {
    let Some(mut redis) = Redis::start().await else { return };
    let (limit, instances) = (LIMIT.to_string(), INSTANCES.to_string());
    let settings = [
        ("TD_CACHE__URL", redis.url()),
        ("TD_LIMITS__API_PER_MINUTE", limit),
        ("TD_LIMITS__INSTANCES", instances),
    ];
    let settings = settings.each_ref().map(|(name, value)| (*name, value.as_str()));
    let Some(cluster) = Cluster::start_with(INSTANCES, &settings).await else { return };
    for _ in 0..depth("TD_TEST_VALKEY_ROUNDS", ROUNDS) {
        ask(&cluster, "there").await;
        redis.kill().await;
        ask(&cluster, "killed").await;
        redis.start_again().await;
        ask(&cluster, "back").await;
        redis.freeze();
        ask(&cluster, "frozen").await;
        redis.kill().await;
        redis.start_again().await;
    }
}
