//! Reports against numbers reckoned by hand, on both engines.

use super::store::top_accounts;
use super::{Filter, Report, report};
use crate::db::Db;
use crate::db::testing::both_engines;
use crate::guilds;
use crate::ids::{AccountId, BrandId, GroupId, GuildId};
use crate::time::{DAY, Day, HOUR};
use crate::tracking::accounts::{self, NewAccount, move_to_group};
use crate::tracking::groups::{self, NewGroup};
use crate::tracking::marks::Reading;
use crate::tracking::period::Period;
use crate::tracking::posts::{self, NewPost};
use crate::tracking::rollups::windows;
use crate::tracking::snapshots::{self, Snapshot};
use crate::tracking::{Counts, Label, Platform, Username, brands};

const GUILD: GuildId = GuildId::new(1_180_000_000_000_000_001);
const OTHER: GuildId = GuildId::new(1_180_000_000_000_000_002);
const TODAY: Day = Day(20_780);

struct World {
    brands: Vec<BrandId>,
    groups: Vec<GroupId>,
    accounts: Vec<AccountId>,
}

/// Two brands with a group each, `anna` (TikTok) and `ben` (X) in the first, `cleo` (TikTok) in the
/// second. Each has a post whose views rise by 10, 100 and 1,000 a day for 40 days, today included.
async fn world(db: &Db, guild: GuildId) -> World {
    let now = TODAY.start().plus(-60 * DAY);
    let mut tx = db.begin().await.unwrap();
    let report = guilds::store::Report { name: "Guild".into(), icon_url: None, channels: Vec::new() };
    guilds::store::put(&mut tx, guild, &report, now).await.unwrap();
    let (mut brand_ids, mut group_ids) = (Vec::new(), Vec::new());
    for name in ["One", "Two"] {
        let label = Label::parse(name).unwrap();
        let brand = brands::insert(&mut tx, guild, &label, now).await.unwrap();
        let group = NewGroup { guild, brand, label: &label, channel: None };
        group_ids.push(groups::insert(&mut tx, &group, now).await.unwrap());
        brand_ids.push(brand);
    }
    let all = [
        ("anna", Platform::TikTok, 0, 10),
        ("ben", Platform::X, 0, 100),
        ("cleo", Platform::TikTok, 1, 1_000),
    ];
    let (mut made, mut new, mut read) = (Vec::new(), Vec::new(), Vec::new());
    for (name, platform, group, daily) in all {
        let username = Username::parse(name).unwrap();
        let account =
            NewAccount { group: group_ids[group], platform, username: &username, display_name: None };
        // The last one came a week ago.
        let at = if name == "cleo" { TODAY.start().plus(-6 * DAY) } else { now };
        made.push(accounts::insert(&mut tx, guild, &account, at).await.unwrap());
        let posted_at = TODAY.start().plus(-40 * DAY + HOUR);
        new.push(NewPost {
            platform,
            external_id: name.into(),
            username,
            url: "https://x.com/1".into(),
            posted_at,
        });
        for day in 0..=40_i64 {
            let counts = Counts::new(day * daily, day, 0, 0);
            let reading = Reading { at: TODAY.plus(day - 40).start().plus(2 * HOUR), counts };
            read.push(Snapshot { platform, external_id: name.into(), reading });
        }
    }
    posts::add(&mut tx, guild, &new, now).await.unwrap();
    snapshots::record(&mut tx, guild, &read, crate::time::Ms(0)).await.unwrap();
    tx.commit().await.unwrap();
    World { brands: brand_ids, groups: group_ids, accounts: made }
}

async fn read(db: &Db, filter: Filter, period: Period, today: Day) -> Report {
    report(db, GUILD, &filter, period, today).await.unwrap()
}

fn of_accounts(report: &Report) -> Vec<(AccountId, i64, i64)> {
    report.top_accounts.iter().map(|row| (row.id, row.views, row.views_before)).collect()
}

fn of_groups(report: &Report) -> Vec<(GroupId, i64, i64)> {
    report.top_groups.iter().map(|row| (row.id, row.views, row.views_before)).collect()
}

#[tokio::test]
async fn periods_are_summed_against_those_before() {
    for test in both_engines().await {
        let (world, _) = (world(&test.db, GUILD).await, world(&test.db, OTHER).await);
        let week = read(&test.db, Filter::default(), Period::Week, TODAY).await;
        assert_eq!((week.totals.views, week.previous.views), (7_770, 7_770));
        assert_eq!((week.totals.likes, week.totals.posts, week.previous.posts), (21, 0, 0));
        assert_eq!((week.accounts, week.accounts_before), (3, 2));
        assert_eq!(week.accounts_by_day, [3; 7].map(Some));
        assert_eq!(week.each_day().map(|row| row.views).collect::<Vec<_>>(), [1_110; 7]);
        let (anna, ben, cleo) = (world.accounts[0], world.accounts[1], world.accounts[2]);
        assert_eq!(of_accounts(&week), [(cleo, 7_000, 7_000), (ben, 700, 700), (anna, 70, 70)]);
        assert_eq!(of_groups(&week), [(world.groups[1], 7_000, 7_000), (world.groups[0], 770, 770)]);
        let month = read(&test.db, Filter::default(), Period::Month, TODAY).await;
        // The month before was tracked in part, the week before as a whole.
        assert!(week.earlier && !month.earlier);
        let of = Filter { group_id: Some(world.groups[1]), ..Filter::default() };
        assert!(read(&test.db, of, Period::Week, TODAY).await.earlier);
        assert!(!read(&test.db, of, Period::Month, TODAY).await.earlier);
        let likes = month.platforms.iter().map(|row| (row.totals.likes, row.previous.likes));
        assert_eq!(likes.collect::<Vec<_>>(), [(60, 20), (30, 10)]);
        // Ten of the 40 days lie before the month.
        assert_eq!((month.totals.views, month.previous.views), (33_300, 11_100));
        assert_eq!((month.accounts_before, month.previous.posts), (2, 3));
        assert_eq!(month.platforms.iter().map(|row| row.totals.views).collect::<Vec<_>>(), [30_300, 3_000]);
        assert_eq!(of_accounts(&month)[0], (cleo, 30_000, 10_000));
    }
}

#[tokio::test]
async fn windows_and_days_tell_the_same_whatever_day_the_windows_end_with() {
    for test in both_engines().await {
        let world = world(&test.db, GUILD).await;
        let (anna, cleo) = (world.accounts[0], world.accounts[2]);
        let filters = [
            Filter::default(),
            Filter { brand_id: Some(world.brands[0]), ..Filter::default() },
            Filter { group_id: Some(world.groups[1]), ..Filter::default() },
            Filter { platform: Some(Platform::TikTok), ..Filter::default() },
            Filter { brand_id: Some(world.brands[0]), group_id: Some(world.groups[1]), platform: None },
        ];
        let mut tx = test.db.begin().await.unwrap();
        move_to_group(&mut tx, GUILD, anna, world.groups[1], TODAY.plus(-3)).await.unwrap();
        tx.commit().await.unwrap();
        for today in [TODAY, TODAY.plus(1), TODAY.plus(36), TODAY.plus(400)] {
            for period in Period::ALL {
                let mut slow = Vec::new();
                for filter in filters {
                    // Windows that end elsewhere are not used.
                    let rows =
                        top_accounts(&test.db, GUILD, &filter, period, (today, None), 10).await.unwrap();
                    slow.push(rows);
                }
                windows::move_on(&test.db, today).await.unwrap();
                for (filter, slow) in filters.iter().zip(slow) {
                    let fast = read(&test.db, *filter, period, today).await;
                    assert_eq!(fast.top_accounts, slow, "{filter:?} {period:?} {today}");
                    let ends = (today, None);
                    let slow =
                        super::store::top_groups(&test.db, GUILD, filter, period, ends, 10).await.unwrap();
                    assert_eq!(fast.top_groups, slow, "{filter:?} {period:?} {today}");
                    let groups: i64 = fast.top_groups.iter().map(|row| row.views).sum();
                    let accounts: i64 = fast.top_accounts.iter().map(|row| row.views).sum();
                    assert_eq!((groups, accounts), (fast.totals.views, fast.totals.views));
                }
            }
        }
        let first = filters[1];
        // Four days of anna count for the other group.
        let windows = read(&test.db, first, Period::Week, TODAY).await;
        assert_eq!(windows.totals.views, 700 + 30);
        let both = read(&test.db, filters[2], Period::Week, TODAY).await;
        assert_eq!(of_accounts(&both)[0].0, cleo);
        assert_eq!(both.totals.views, 7_000 + 40);
    }
}

#[tokio::test]
async fn deleted_accounts_leave_the_count_and_keep_what_they_gained() {
    for test in both_engines().await {
        let world = world(&test.db, GUILD).await;
        let yesterday = TODAY.start().plus(-HOUR);
        super::store::tests::delete(&test.db, world.accounts[2], yesterday).await;
        let week = read(&test.db, Filter::default(), Period::Week, TODAY).await;
        // It came and went within the week.
        assert_eq!((week.accounts, week.accounts_before), (2, 2));
        assert_eq!(week.accounts_by_day, [3, 3, 3, 3, 3, 2, 2].map(Some));
        assert_eq!((week.top_accounts[0].deleted_at, week.top_accounts[0].views), (Some(yesterday), 7_000));
        assert_eq!(
            report(&test.db, OTHER, &Filter::default(), Period::Week, TODAY).await.unwrap().totals.views,
            0
        );
    }
}
