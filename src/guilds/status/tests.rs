//! The levels, the percentages and the drawing.

use super::*;
use crate::db::testing::both_engines;
use crate::time::HOUR;

const NOON: Ms = Ms(20_000 * DAY + 12 * HOUR);

fn heartbeat() -> Heartbeat {
    Heartbeat {
        version: "1".into(),
        shard_count: 1,
        latency_ms: 20,
        memory_mb: 64,
        uptime_seconds: 5,
        guild_ids: Vec::new(),
    }
}

#[test]
fn the_clock_alone_moves_the_level() {
    let at = |age: i64| level(Some(NOON), NOON.plus(age));
    assert_eq!(level(None, NOON), Level::Unknown);
    assert_eq!([at(0), at(90 * SECOND), at(-MINUTE)], [Level::Online; 3]);
    assert_eq!([at(90 * SECOND + 1), at(5 * MINUTE)], [Level::Degraded; 2]);
    assert_eq!([at(5 * MINUTE + 1), at(DAY)], [Level::Offline; 2]);
}

#[test]
fn a_gap_is_credited_for_ninety_seconds_and_split_at_the_half_hour() {
    let half = NOON.0 / HALF_HOUR;
    assert_eq!(credited(NOON, NOON.plus(30 * SECOND)), [(half, 30 * SECOND)]);
    assert_eq!(credited(NOON, NOON.plus(HOUR)), [(half, 90 * SECOND)]);
    let split = credited(NOON.plus(-MINUTE), NOON.plus(10 * SECOND));
    assert_eq!(split, [(half - 1, MINUTE), (half, 10 * SECOND)]);
    assert_eq!(credited(NOON, NOON), []);
    assert_eq!(credited(NOON, NOON.plus(-MINUTE)), []);
}

#[test]
fn the_drawing_says_unknown_before_the_first_heartbeat_and_never_more_than_all() {
    assert!(draw(None, &[], NOON).iter().all(|beat| beat.online.is_none()));
    let half = NOON.0 / HALF_HOUR;
    let seen = Seen { first: NOON.plus(-75 * MINUTE), last: NOON.plus(10 * MINUTE) };
    let now = NOON.plus(15 * MINUTE);
    let buckets = [(half - 3, 15 * MINUTE), (half - 2, 15 * MINUTE), (half, 10 * MINUTE)];
    let beats = draw(Some(seen), &buckets, now);
    assert_eq!(beats.len(), 48);
    assert_eq!(beats[47].from, NOON);
    let shares: Vec<_> = beats[43..].iter().map(|beat| beat.online).collect();
    // 10 minutes and 90 seconds of the 15 that have passed.
    assert_eq!(shares, [None, Some(1.0), Some(0.5), Some(0.0), Some(690.0 / 900.0)]);
}

#[tokio::test]
async fn an_hour_of_heartbeats_and_an_hour_of_silence_are_half() {
    for test in both_engines().await {
        for step in 0..=120 {
            let mut tx = test.db.begin().await.unwrap();
            record(&mut tx, &heartbeat(), NOON.plus(step * 30 * SECOND)).await.unwrap();
            tx.commit().await.unwrap();
        }
        let last = NOON.plus(HOUR);
        let status = of_bot(&test.db, last).await.unwrap();
        assert_eq!((status.uptime_percent_24h, status.uptime_percent_30d), (Some(100.0), Some(100.0)));
        let status = of_bot(&test.db, last.plus(HOUR)).await.unwrap();
        // One hour and 90 seconds of two hours.
        assert_eq!((status.status, status.uptime_percent_24h), (Level::Offline, Some(51.25)));
        let drawn = beats(&test.db, last.plus(HOUR)).await.unwrap();
        let shares: Vec<_> = drawn[42..].iter().map(|beat| beat.online).collect();
        assert_eq!(shares, [None, Some(1.0), Some(1.0), Some(0.05), Some(0.0), None]);
        let status = of_bot(&test.db, last.plus(2 * DAY)).await.unwrap();
        assert_eq!(status.uptime_percent_24h, Some(0.0));
        assert_eq!(forget_old(&test.db, last.plus(20 * DAY)).await.unwrap(), 0);
        assert!(forget_old(&test.db, last.plus(40 * DAY)).await.unwrap() > 0);
    }
}

#[tokio::test]
async fn a_late_heartbeat_moves_nothing_back() {
    for test in both_engines().await {
        for (version, at) in [("2", NOON), ("1", NOON.plus(-MINUTE))] {
            let mut tx = test.db.begin().await.unwrap();
            record(&mut tx, &Heartbeat { version: version.into(), ..heartbeat() }, at).await.unwrap();
            tx.commit().await.unwrap();
        }
        let status = of_bot(&test.db, NOON).await.unwrap();
        assert_eq!((status.last_seen_at, status.version.as_deref()), (Some(NOON), Some("2")));
    }
}
