//! States, streaks, and that nothing fires a second time.

use super::store;
use super::world::{NOW, World};
use crate::alerts::fire::{Streak, streaks};
use crate::alerts::metric::Metric;
use crate::alerts::rules::Reach;
use crate::alerts::settings::{self, Wanted};
use crate::db::testing::both_engines;
use crate::tracking::accounts::Status;

#[tokio::test]
async fn a_value_that_hops_and_a_repeated_call_fire_once() {
    for test in both_engines().await {
        let world = World::new(&test.db).await;
        let mut tx = test.db.begin().await.unwrap();
        let id = world.threshold(&mut tx, 0, Metric::Views, Reach::All, 100, NOW).await;
        for value in [99, 100, 98, 101, 100] {
            world.collect(&mut tx, &[(0, value, value)], NOW.plus(1)).await;
            world.collect(&mut tx, &[(0, value, value)], NOW.plus(2)).await;
        }
        assert_eq!(store::fired(&mut tx, &world).await, [(id, "p0".to_owned())].into());
        assert_eq!(store::messages(&mut tx, &world).await, ["@anna reached 100 views"]);
    }
}

#[tokio::test]
async fn a_changed_value_fires_no_second_time_for_a_post() {
    for test in both_engines().await {
        let world = World::new(&test.db).await;
        let mut tx = test.db.begin().await.unwrap();
        let id = world.threshold(&mut tx, 0, Metric::Views, Reach::All, 100, NOW).await;
        world.collect(&mut tx, &[(0, 1, 100)], NOW.plus(1)).await;
        let edit = super::super::changes::Edit { value: Some(200), ..Default::default() };
        let acting = world.acting(NOW.plus(2));
        super::super::changes::update(&mut tx, &acting, world.groups[0], id, edit).await.unwrap();
        world.collect(&mut tx, &[(0, 2, 200)], NOW.plus(3)).await;
        assert_eq!(store::messages(&mut tx, &world).await.len(), 1);
    }
}

#[tokio::test]
async fn an_account_that_goes_and_comes_back_is_told_of_each_time() {
    for test in both_engines().await {
        let world = World::new(&test.db).await;
        let mut tx = test.db.begin().await.unwrap();
        let mut report = async |hour, status| {
            world.report(&mut tx, 0, hour, None, Some(status), NOW.plus(hour)).await;
            store::messages(&mut tx, &world).await.len()
        };
        assert_eq!(report(1, Status::Active).await, 0, "nothing changed");
        assert_eq!(report(3, Status::Unavailable).await, 1);
        assert_eq!(report(3, Status::Unavailable).await, 1, "repeated");
        assert_eq!(report(2, Status::Active).await, 1, "late");
        assert_eq!(report(3, Status::Active).await, 1, "at one time unavailable outweighs");
        assert_eq!(report(4, Status::Active).await, 2);
        assert_eq!(report(5, Status::Unavailable).await, 3);
        let told = store::messages(&mut tx, &world).await;
        assert_eq!(told, ["@anna is unavailable", "@anna is back", "@anna is unavailable"]);
        let off = Wanted { status_alerts: Some(false), ..Wanted::default() };
        settings::change(&mut tx, &world.acting(NOW), world.groups[0], off).await.unwrap();
        world.report(&mut tx, 0, 6, None, Some(Status::Active), NOW).await;
        assert_eq!(store::messages(&mut tx, &world).await.len(), 3, "switched off");
    }
}

#[tokio::test]
async fn streaks_are_told_of_where_they_are_on() {
    for test in both_engines().await {
        let world = World::new(&test.db).await;
        let mut tx = test.db.begin().await.unwrap();
        let ended = |first, second: (i64, i64)| {
            let of = |group, (before, after)| Streak { group, before, after };
            [of(world.groups[0], first), of(world.groups[1], second)]
        };
        streaks(&mut tx, world.guild, &ended((2, 3), (1, 2)), NOW).await.unwrap();
        streaks(&mut tx, world.guild, &ended((3, 0), (4, 5)), NOW.plus(1)).await.unwrap();
        let mut told = store::messages(&mut tx, &world).await;
        told.sort();
        let wanted = [
            "First achieved 3 rounds in a row",
            "First lost a streak of 3",
            "Second achieved 5 rounds in a row",
        ];
        assert_eq!(told, wanted);
        let off = Wanted { streak_alerts: Some(false), ..Wanted::default() };
        settings::change(&mut tx, &world.acting(NOW), world.groups[1], off).await.unwrap();
        streaks(&mut tx, world.guild, &ended((0, 1), (9, 10)), NOW.plus(2)).await.unwrap();
        assert_eq!(store::messages(&mut tx, &world).await.len(), 3);
    }
}
