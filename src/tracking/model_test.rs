//! Marks and rollups against a model that knows only the set of snapshots: whatever the order, the
//! split into calls, the repetitions and the moves in between, the tables end the same.

mod model;
mod store;

use std::sync::atomic::{AtomicU64, Ordering};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::accounts::{NewAccount, insert_all, move_to_group};
use super::groups::{self, NewGroup};
use super::marks::Reading;
use super::posts::{self, NewPost};
use super::rollups::windows;
use super::snapshots::{self, Snapshot};
use super::{Counts, Label, Platform, Username, brands};
use crate::db::Db;
use crate::db::testing::both_engines;
use crate::ids::{AccountId, GroupId, GuildId};
use crate::time::{DAY, Day, HOUR};

const FIRST: Day = Day(20_000);
const DAYS: i64 = 7;
const ACCOUNTS: [(&str, Platform); 3] =
    [("anna", Platform::TikTok), ("ben", Platform::TikTok), ("cleo", Platform::X)];
const GROUPS: usize = 3;
/// The account of each post, and its publication in hours from the first day on. Accounts are added
/// three days before it, so the third and the last start from their first snapshot.
const POSTS: [(usize, i64); 5] = [(0, 3), (0, 30), (1, -121), (1, -120), (2, -2_000)];

#[derive(Clone, Debug)]
enum Step {
    Metrics(Vec<(usize, Reading)>),
    Move(usize, usize, Day),
    Repeat(usize),
    /// The clock moves the windows on to a day.
    Pass(Day),
}

fn readings() -> impl Strategy<Value = (usize, Reading)> {
    let counts = (0..30_i64, 0..4_i64, 0..2_i64, 0..9_i64).prop_map(|(v, l, c, s)| Counts::new(v, l, c, s));
    // Few times a day, so that several snapshots share one.
    (0..POSTS.len(), 0..DAYS, 0..3_i64, counts).prop_map(|(post, day, hour, counts)| {
        (post, Reading { at: FIRST.plus(day).start().plus(hour * 8 * HOUR), counts })
    })
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => prop::collection::vec(readings(), 1..12).prop_map(Step::Metrics),
        3 => (0..ACCOUNTS.len(), 0..GROUPS, -3..DAYS + 2)
            .prop_map(|(account, group, day)| Step::Move(account, group, FIRST.plus(day))),
        1 => (0..POSTS.len()).prop_map(Step::Repeat),
        1 => (-1..200_i64).prop_map(|days| Step::Pass(FIRST.plus(days))),
    ];
    prop::collection::vec(step, 1..12)
}

fn new_post(index: usize, late: i64) -> NewPost {
    let (account, hours) = POSTS[index];
    NewPost {
        platform: ACCOUNTS[account].1,
        external_id: format!("p{index}"),
        username: Username::parse(&ACCOUNTS[account].0.to_uppercase()).unwrap(),
        url: format!("https://example.com/{index}/{late}"),
        posted_at: FIRST.start().plus(hours * HOUR + late),
    }
}

struct World {
    guild: GuildId,
    groups: Vec<GroupId>,
    accounts: Vec<AccountId>,
}

async fn world(db: &Db) -> World {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let guild = GuildId::new(NEXT.fetch_add(1, Ordering::Relaxed));
    let now = FIRST.start().plus(-3 * DAY);
    let mut tx = db.begin().await.unwrap();
    store::guild(&mut tx, guild).await;
    let label = |text: String| Label::parse(&text).unwrap();
    let brand = brands::insert(&mut tx, guild, &label("Brand".into()), now).await.unwrap();
    let mut made = Vec::new();
    for number in 0..GROUPS {
        let label = label(format!("Group {number}"));
        let group = NewGroup { guild, brand, label: &label, channel: None };
        made.push(groups::insert(&mut tx, &group, now).await.unwrap());
    }
    let names = ACCOUNTS.map(|(name, _)| Username::parse(name).unwrap());
    let new =
        |(username, (_, platform))| NewAccount { group: made[0], platform, username, display_name: None };
    let accounts: Vec<_> = names.iter().zip(ACCOUNTS).map(new).collect();
    let accounts = insert_all(&mut tx, guild, &accounts, now).await.unwrap();
    let posts: Vec<_> = (0..POSTS.len()).map(|index| new_post(index, 0)).collect();
    assert_eq!(posts::add(&mut tx, guild, &posts, now).await.unwrap().accepted, POSTS.len());
    tx.commit().await.unwrap();
    World { guild, groups: made, accounts }
}

async fn run(db: &Db, steps: &[Step]) -> Result<(), TestCaseError> {
    let world = world(db).await;
    for step in steps {
        let mut tx = db.begin().await.unwrap();
        match step {
            Step::Metrics(readings) => {
                let snapshot = |&(post, reading): &(usize, Reading)| Snapshot {
                    platform: ACCOUNTS[POSTS[post].0].1,
                    external_id: format!("p{post}"),
                    reading,
                };
                let snapshots: Vec<_> = readings.iter().map(snapshot).collect();
                snapshots::record(&mut tx, world.guild, &snapshots, FIRST.start()).await.unwrap();
            }
            Step::Move(account, group, day) => {
                let (account, group) = (world.accounts[*account], world.groups[*group]);
                move_to_group(&mut tx, world.guild, account, group, *day).await.unwrap();
            }
            Step::Pass(day) => {
                tx.commit().await.unwrap();
                windows::move_on(db, *day).await.unwrap();
                continue;
            }
            Step::Repeat(post) => {
                let post = new_post(*post, 5 * DAY);
                posts::add(&mut tx, world.guild, &[post], FIRST.start()).await.unwrap();
            }
        }
        tx.commit().await.unwrap();
    }
    let mut expected = model::expected(&world, steps);
    let mut found = store::tables(db, &world).await;
    model::windows(&mut expected, found.until);
    prop_assert_eq!(&found.posts, &expected.posts, "posts");
    prop_assert_eq!(&found.post_days, &expected.post_days, "post_days");
    prop_assert_eq!(&found.account_days, &expected.account_days, "account_days");
    prop_assert_eq!(&found.group_days, &expected.group_days, "group_days");
    prop_assert_eq!(&found.guild_days, &expected.guild_days, "guild_days");
    prop_assert_eq!(&found.checked, &expected.checked, "last_checked_at");
    prop_assert_eq!(&found.account_windows, &expected.account_windows, "account_windows");
    prop_assert_eq!(&found.group_windows, &expected.group_windows, "group_windows");
    let mut tx = db.begin().await.unwrap();
    windows::rebuild(&mut tx, world.guild, found.until).await.unwrap();
    tx.commit().await.unwrap();
    found = store::tables(db, &world).await;
    prop_assert_eq!(&found.account_windows, &expected.account_windows, "account_windows made anew");
    prop_assert_eq!(&found.group_windows, &expected.group_windows, "group_windows made anew");
    Ok(())
}

#[test]
fn the_tables_depend_on_the_set_of_snapshots_alone() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for test in runtime.block_on(both_engines()) {
        let cases = if test.db.is_sqlite() { 96 } else { 32 };
        let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
        runner.run(&steps(), |steps| runtime.block_on(run(&test.db, &steps))).unwrap();
    }
}
