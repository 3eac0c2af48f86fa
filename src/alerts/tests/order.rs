//! Whatever the order, the repetitions and the split into calls of the snapshots that come after a
//! threshold exists: it fires for the same posts and accounts, and for those that the rules name.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::store;
use super::world::{ACCOUNTS, Fired, NOW, POSTS, Seen, World};
use crate::alerts::metric::Metric;
use crate::alerts::rules::Reach;
use crate::db::Db;
use crate::db::testing::both_engines;
use crate::ids::ThresholdId;
use crate::tracking::Platform;

/// Group, platform and value of the thresholds; of views, and of followers.
const THRESHOLDS: [(usize, Reach, i64); 5] = [
    (0, Reach::All, 20),
    (0, Reach::One(Platform::TikTok), 12),
    (0, Reach::One(Platform::X), 30),
    (1, Reach::All, 1),
    (1, Reach::One(Platform::X), 5),
];

#[derive(Clone, Debug)]
struct Case {
    /// Before the thresholds.
    earlier: Vec<Seen>,
    /// After them; the second is the first in another order, some of it several times.
    later: [Vec<Seen>; 2],
    /// Snapshots of a call.
    calls: [usize; 2],
}

/// Followers come from the same numbers: post `n` stands for account `n`, as far as there is one. What
/// has a base has one that is its least value, as counters have.
fn seen() -> impl Strategy<Value = Seen> {
    (0..POSTS.len(), 0..200_i64, 0..40_i64).prop_map(|(post, hour, value)| match POSTS[post].1 {
        true => (post, hour, hour / 5),
        false => (post, hour, value),
    })
}

fn case() -> impl Strategy<Value = Case> {
    let later = prop::collection::vec(seen(), 0..14).prop_flat_map(|first| {
        let more = prop::collection::vec(prop::sample::select(nonempty(&first)), 0..5);
        (Just(first), more).prop_flat_map(|(first, more)| {
            let again: Vec<Seen> =
                first.iter().copied().chain(if first.is_empty() { Vec::new() } else { more }).collect();
            (Just(first), Just(again).prop_shuffle())
        })
    });
    (prop::collection::vec(seen(), 0..6), later, 1..6_usize, 1..6_usize)
        .prop_map(|(earlier, (first, second), a, b)| Case { earlier, later: [first, second], calls: [a, b] })
}

fn nonempty(seen: &[Seen]) -> Vec<Seen> {
    if seen.is_empty() { vec![(0, 0, 0)] } else { seen.to_vec() }
}

/// Followers rise with the hour, so that the earliest report is the least.
fn followers(seen: Seen) -> Option<(usize, i64, i64)> {
    let (account, hour, _) = seen;
    (account < ACCOUNTS.len()).then_some((account, hour, hour / 5))
}

async fn run(db: &Db, case: &Case, which: usize) -> (Fired, Fired) {
    let world = World::new(db).await;
    let mut tx = db.begin().await.unwrap();
    let take = async |tx: &mut crate::db::Tx, all: &[Seen], size: usize, now| {
        for call in all.chunks(size) {
            world.collect(tx, call, now).await;
            for (account, hour, count) in call.iter().copied().filter_map(followers) {
                world.report(tx, account, hour, Some(count), None, now).await;
            }
        }
    };
    take(&mut tx, &case.earlier, 3, NOW).await;
    let mut thresholds = Vec::new();
    for (group, platform, value) in THRESHOLDS {
        for metric in [Metric::Views, Metric::Followers] {
            let id = world.threshold(&mut tx, group, metric, platform, value, NOW.plus(1)).await;
            thresholds.push((id, group, metric, platform, value));
        }
    }
    take(&mut tx, &case.later[which], case.calls[which], NOW.plus(2)).await;
    let found = store::fired(&mut tx, &world).await;
    drop(tx);
    let number = |id: &ThresholdId| thresholds.iter().position(|one| one.0 == *id).unwrap();
    let names = |all: Fired| all.into_iter().map(|(id, name)| (number(&id), name)).collect::<Vec<_>>();
    let expected = model(case, &thresholds);
    let key = |numbers: Vec<(usize, String)>| {
        numbers.into_iter().map(|(n, name)| (ThresholdId(uuid::Uuid::from_u128(n as u128)), name)).collect()
    };
    (key(names(found)), key(names(expected)))
}

/// What the rules name, from the sets of snapshots alone.
fn model(case: &Case, thresholds: &[(ThresholdId, usize, Metric, Reach, i64)]) -> Fired {
    let mut fired = Fired::new();
    let all = |of: &dyn Fn(Seen) -> Option<(i64, i64)>| {
        let earlier: Vec<_> = case.earlier.iter().copied().filter_map(of).collect();
        let later: Vec<_> = case.later[0].iter().copied().filter_map(of).collect();
        (earlier, later)
    };
    let passes = |earlier: &[(i64, i64)], later: &[(i64, i64)], from_first: bool, value: i64| {
        let first = earlier.iter().chain(later).min().map_or(0, |(_, value)| *value);
        let base = if from_first { first } else { 0 };
        let most = |of: &[(i64, i64)]| of.iter().map(|(_, value)| *value).max();
        let was = most(earlier).is_some_and(|most| most >= value);
        !was && base < value && most(later).is_some_and(|most| most >= value)
    };
    for &(id, group, metric, platform, value) in thresholds {
        let watches = |account: usize| ACCOUNTS[account].2 == group && platform.holds(ACCOUNTS[account].1);
        if metric == Metric::Followers {
            for (account, (name, ..)) in ACCOUNTS.iter().enumerate().filter(|(n, _)| watches(*n)) {
                let of = |seen: Seen| {
                    followers(seen).filter(|(of, ..)| *of == account).map(|(_, hour, n)| (hour, n))
                };
                let (earlier, later) = all(&of);
                if passes(&earlier, &later, true, value) {
                    fired.insert((id, (*name).to_owned()));
                }
            }
            continue;
        }
        for (post, (account, old)) in POSTS.into_iter().enumerate() {
            let of = |(of, hour, value): Seen| (of == post).then_some((hour, value));
            let (earlier, later) = all(&of);
            if watches(account) && passes(&earlier, &later, old, value) {
                fired.insert((id, format!("p{post}")));
            }
        }
    }
    fired
}

#[test]
fn the_same_fires_in_any_order_and_with_any_repetition() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for test in runtime.block_on(both_engines()) {
        let cases = if test.db.is_sqlite() { 96 } else { 24 };
        let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
        let work = |case: Case| {
            runtime.block_on(async {
                for which in 0..2 {
                    let (found, expected) = run(&test.db, &case, which).await;
                    prop_assert_eq!(found, expected, "order {}", which);
                }
                Ok(())
            })
        };
        runner.run(&case(), work).unwrap();
    }
}
