//! What stands above a threshold before it watches, or when we first see it, stays silent.

use super::store;
use super::world::{NOW, World};
use crate::alerts::changes::{self, Action, Edit};
use crate::alerts::metric::Metric;
use crate::alerts::rules::Reach;
use crate::alerts::settings::{self, Wanted};
use crate::db::testing::both_engines;

#[tokio::test]
async fn what_was_above_when_it_was_made_turned_on_or_changed_stays_silent() {
    for test in both_engines().await {
        let world = World::new(&test.db).await;
        let mut tx = test.db.begin().await.unwrap();
        let (now, acting) = (NOW, world.acting(NOW));
        world.collect(&mut tx, &[(0, 1, 150)], now).await;
        let id = world.threshold(&mut tx, 0, Metric::Views, Reach::All, 100, now).await;
        let group = world.groups[0];
        world.collect(&mut tx, &[(0, 2, 90), (0, 3, 160)], now).await;
        assert!(store::fired(&mut tx, &world).await.is_empty(), "made");

        let edit = Edit { value: Some(500), ..Edit::default() };
        changes::update(&mut tx, &acting, group, id, edit).await.unwrap();
        world.collect(&mut tx, &[(0, 4, 400), (2, 4, 300)], now).await;
        let edit = Edit { value: Some(200), ..Edit::default() };
        changes::update(&mut tx, &acting, group, id, edit).await.unwrap();
        world.collect(&mut tx, &[(0, 5, 450), (2, 5, 350)], now).await;
        assert!(store::fired(&mut tx, &world).await.is_empty(), "changed");

        let edit = Edit { enabled: Some(false), value: Some(1_000) };
        changes::update(&mut tx, &acting, group, id, edit).await.unwrap();
        world.collect(&mut tx, &[(0, 6, 1_500)], now).await;
        changes::apply(&mut tx, &acting, &[id], Action::Enable).await.unwrap();
        world.collect(&mut tx, &[(0, 7, 1_600)], now).await;
        assert!(store::fired(&mut tx, &world).await.is_empty(), "turned on");
        world.collect(&mut tx, &[(2, 7, 1_000)], now).await;
        assert_eq!(store::fired(&mut tx, &world).await, [(id, "p2".to_owned())].into());
        assert_eq!(store::last_triggered(&mut tx, id).await, Some(now));
    }
}

#[tokio::test]
async fn a_post_from_before_its_account_starts_where_we_first_saw_it() {
    for test in both_engines().await {
        let world = World::new(&test.db).await;
        let mut tx = test.db.begin().await.unwrap();
        let low = world.threshold(&mut tx, 0, Metric::Likes, Reach::All, 100, NOW).await;
        let high = world.threshold(&mut tx, 0, Metric::Views, Reach::All, 1_000, NOW).await;
        world.collect(&mut tx, &[(1, 5, 400)], NOW.plus(1)).await;
        assert!(store::fired(&mut tx, &world).await.is_empty());
        world.collect(&mut tx, &[(1, 6, 1_200)], NOW.plus(2)).await;
        assert_eq!(store::fired(&mut tx, &world).await, [(high, "p1".to_owned())].into());
        // What came later was collected earlier: it did pass the lower one while that watched.
        world.collect(&mut tx, &[(1, 4, 60)], NOW.plus(3)).await;
        let both = [(high, "p1".to_owned()), (low, "p1".to_owned())];
        assert_eq!(store::fired(&mut tx, &world).await, both.into());
    }
}

#[tokio::test]
async fn the_first_number_of_followers_is_a_base() {
    for test in both_engines().await {
        let world = World::new(&test.db).await;
        let mut tx = test.db.begin().await.unwrap();
        let id = world.threshold(&mut tx, 0, Metric::Followers, Reach::All, 400_000, NOW).await;
        world.report(&mut tx, 0, 1, Some(400_012), None, NOW.plus(1)).await;
        world.report(&mut tx, 1, 1, Some(399_000), None, NOW.plus(1)).await;
        assert!(store::fired(&mut tx, &world).await.is_empty());
        for followers in [400_100, 399_500, 400_200] {
            world.report(&mut tx, 1, 2, Some(followers), None, NOW.plus(2)).await;
        }
        assert_eq!(store::fired(&mut tx, &world).await, [(id, "ben".to_owned())].into());
        assert_eq!(store::messages(&mut tx, &world).await, ["@ben reached 400,000 followers"]);
    }
}

#[tokio::test]
async fn a_group_whose_threshold_alerts_are_off_is_passed_in_silence() {
    for test in both_engines().await {
        let world = World::new(&test.db).await;
        let mut tx = test.db.begin().await.unwrap();
        let id = world.threshold(&mut tx, 0, Metric::Views, Reach::All, 100, NOW).await;
        let off = Wanted { threshold_alerts: Some(false), ..Wanted::default() };
        let acting = world.acting(NOW.plus(1));
        settings::change(&mut tx, &acting, world.groups[0], off).await.unwrap();
        world.collect(&mut tx, &[(0, 1, 150)], NOW.plus(2)).await;
        settings::change(&mut tx, &acting, world.groups[0], Wanted::THRESHOLDS_ON).await.unwrap();
        world.collect(&mut tx, &[(0, 2, 250)], NOW.plus(3)).await;
        assert!(store::fired(&mut tx, &world).await.is_empty());
        world.collect(&mut tx, &[(2, 2, 100)], NOW.plus(4)).await;
        assert_eq!(store::fired(&mut tx, &world).await, [(id, "p2".to_owned())].into());
    }
}
