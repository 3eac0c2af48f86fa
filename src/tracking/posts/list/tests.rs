//! The list against a plain reading of the same posts, on both engines: every filter, order and direction.

use super::filter::{Position, PostFilter, Sort, When};
use super::store;
use crate::db::Db;
use crate::db::testing::both_engines;
use crate::demo::dice::Dice;
use crate::guilds;
use crate::http::keyset::Direction;
use crate::ids::{AccountId, BrandId, GroupId, GuildId, PostId};
use crate::time::{DAY, Day, HOUR, Ms};
use crate::tracking::accounts::{self, NewAccount};
use crate::tracking::groups::{self, NewGroup};
use crate::tracking::marks::Reading;
use crate::tracking::posts::{self, NewPost};
use crate::tracking::snapshots::{self, Snapshot};
use crate::tracking::{Counts, Label, Platform, Username, brands};

const GUILD: GuildId = GuildId::new(90_000_000_000_000_001);
const OTHER: GuildId = GuildId::new(90_000_000_000_000_002);
const START: Ms = Ms(20_000 * DAY);
const DAYS: i64 = 9;

/// An account and where it belongs.
#[derive(Clone)]
struct Account {
    id: AccountId,
    group: GroupId,
    brand: BrandId,
    platform: Platform,
    name: Username,
}

struct Post {
    external_id: String,
    account: usize,
    posted_at: Ms,
    counts: Counts,
}

/// Two brands with three groups; one account has most of the posts, and few values are had by many.
async fn fill(db: &Db, guild: GuildId) -> (Vec<Account>, Vec<Post>) {
    let mut tx = db.begin().await.unwrap();
    let report = guilds::store::Report { name: "G".into(), icon_url: None, channels: vec![] };
    guilds::store::put(&mut tx, guild, &report, START).await.unwrap();
    let mut all = Vec::new();
    let mut places = Vec::new();
    for brand in 0..2 {
        let label = Label::parse(&format!("Brand {brand}")).unwrap();
        let id = brands::insert(&mut tx, guild, &label, START).await.unwrap();
        for group in 0..=brand {
            let label = Label::parse(&format!("Group {group}")).unwrap();
            let new = NewGroup { guild, brand: id, label: &label, channel: None };
            places.push((id, groups::insert(&mut tx, &new, START).await.unwrap()));
        }
    }
    for number in 0..14_usize {
        let (brand, group) = places[number % places.len()];
        let platform = Platform::ALL[number % 4];
        let name = Username::parse(&format!("user{number}")).unwrap();
        let new = NewAccount { group, platform, username: &name, display_name: None };
        let id = accounts::insert(&mut tx, guild, &new, START).await.unwrap();
        all.push(Account { id, group, brand, platform, name });
    }
    let mut dice = Dice::new(5);
    let posts: Vec<Post> = (0..260)
        .map(|number| Post {
            external_id: format!("p{number}"),
            account: if dice.chance(0.4) { 3 } else { dice.between(0, 13) as usize },
            posted_at: START.plus(dice.between(0, DAYS * 24 - 1) * HOUR),
            counts: Counts::new(dice.between(0, 40), dice.between(0, 3), 1, 0),
        })
        .collect();
    let new = |post: &Post| NewPost {
        platform: all[post.account].platform,
        external_id: post.external_id.clone(),
        username: all[post.account].name.clone(),
        url: "https://example.com/1".into(),
        posted_at: post.posted_at,
    };
    posts::add(&mut tx, guild, &posts.iter().map(new).collect::<Vec<_>>(), START).await.unwrap();
    let seen = |post: &Post| Snapshot {
        platform: all[post.account].platform,
        external_id: post.external_id.clone(),
        reading: Reading { at: post.posted_at.plus(HOUR), counts: post.counts },
    };
    snapshots::record(&mut tx, guild, &posts.iter().map(seen).collect::<Vec<_>>(), Ms(0)).await.unwrap();
    tx.commit().await.unwrap();
    (all, posts)
}

fn belongs(filter: &PostFilter, account: &Account, post: &Post) -> bool {
    filter.account_id.is_none_or(|id| id == account.id)
        && filter.group_id.is_none_or(|id| id == account.group)
        && filter.brand_id.is_none_or(|id| id == account.brand)
        && filter.platform.is_none_or(|platform| platform == account.platform)
        && filter.from.is_none_or(|from| post.posted_at >= from.first())
        && filter.to.is_none_or(|to| post.posted_at < to.after())
}

/// Filters of every access path, with and without dates of both kinds.
fn filters(all: &[Account]) -> Vec<PostFilter> {
    let plain = PostFilter::default();
    let of = &all[5];
    let (account_id, group_id, brand_id) = (Some(of.id), Some(of.group), Some(of.brand));
    let platform = Some(of.platform);
    let who = [
        plain.clone(),
        PostFilter { platform, ..plain.clone() },
        PostFilter { account_id: Some(all[3].id), ..plain.clone() },
        PostFilter { account_id, group_id, brand_id, platform, ..plain.clone() },
        PostFilter { account_id, group_id: Some(all[0].group), ..plain.clone() },
        PostFilter { group_id, ..plain.clone() },
        PostFilter { brand_id, ..plain.clone() },
        PostFilter { brand_id, platform, ..plain.clone() },
        PostFilter { brand_id, group_id: Some(all[0].group), ..plain },
    ];
    let day = |day: i64| Some(When::Day(START.day().plus(day)));
    let at = |hours: i64| Some(When::At(START.plus(hours * HOUR)));
    let when = [
        (None, None),
        (day(2), None),
        (None, day(6)),
        (day(3), day(3)),
        (at(50), at(130)),
        (day(-9), day(-2)),
    ];
    let mut filters = Vec::new();
    for filter in who {
        for (from, to) in when {
            for sort in [Sort::PostedAt, Sort::Views, Sort::Likes] {
                filters.push(PostFilter { from, to, sort, ..filter.clone() });
            }
        }
    }
    filters
}

fn after(row: &store::PostRow, sort: Sort, direction: Direction) -> Position {
    Position { direction, value: row.sorted_by(sort), id: row.id, before: 0 }
}

/// All pages from the first to the last, and back again.
async fn walk(db: &Db, filter: &PostFilter) -> (Vec<(i64, PostId)>, Vec<(i64, PostId)>) {
    const LIMIT: i64 = 7;
    let key = |row: &store::PostRow| (row.sorted_by(filter.sort), row.id);
    let (mut there, mut back) = (Vec::new(), Vec::new());
    let mut from = filter.start();
    loop {
        let rows = store::page(db, GUILD, filter, &from, LIMIT).await.unwrap();
        there.extend(rows.iter().map(key));
        match rows.last() {
            Some(last) => from = after(last, filter.sort, Direction::Next),
            None => break,
        }
    }
    from.direction = Direction::Previous;
    loop {
        let rows = store::page(db, GUILD, filter, &from, LIMIT).await.unwrap();
        back.extend(rows.iter().rev().map(key));
        match rows.first() {
            Some(first) => from = after(first, filter.sort, Direction::Previous),
            None => break,
        }
    }
    (there, back)
}

#[tokio::test]
async fn every_filter_and_order_leads_through_exactly_its_posts_in_both_directions() {
    for test in both_engines().await {
        let (all, posts) = fill(&test.db, GUILD).await;
        fill(&test.db, OTHER).await;
        for deleted in [None, Some(1_usize)] {
            if let Some(index) = deleted {
                store::delete_account(&test.db, all[index].id).await;
            }
            for filter in filters(&all) {
                let shown = |post: &&Post| {
                    deleted != Some(post.account) && belongs(&filter, &all[post.account], post)
                };
                let mut wanted: Vec<i64> = posts
                    .iter()
                    .filter(shown)
                    .map(|post| match filter.sort {
                        Sort::PostedAt => post.posted_at.0,
                        Sort::Views => post.counts.views,
                        Sort::Likes => post.counts.likes,
                    })
                    .collect();
                wanted.sort_unstable_by(|a, b| b.cmp(a));
                let (there, mut back) = walk(&test.db, &filter).await;
                let values: Vec<i64> = there.iter().map(|(value, _)| *value).collect();
                assert_eq!(values, wanted, "{filter:?}");
                assert!(there.is_sorted_by(|a, b| a > b), "{filter:?}");
                // The last row is where the way back began.
                back.reverse();
                back.extend(there.last());
                assert_eq!(back, there, "{filter:?}");
            }
        }
    }
}

#[tokio::test]
async fn how_many_there_are_is_said_where_the_rollups_know() {
    for test in both_engines().await {
        let (all, posts) = fill(&test.db, GUILD).await;
        for filter in filters(&all) {
            let Some(count) = store::count(&test.db, GUILD, &filter).await.unwrap() else { continue };
            let matching = posts.iter().filter(|post| belongs(&filter, &all[post.account], post)).count();
            assert_eq!(count, matching as i64, "{filter:?}");
        }
        let count = async |filter: &PostFilter| store::count(&test.db, GUILD, filter).await.unwrap();
        let everything = PostFilter::default();
        assert_eq!(count(&everything).await, Some(260));
        assert_eq!(count(&PostFilter { account_id: Some(all[3].id), ..everything.clone() }).await, None);
        let part = When::At(Day(START.day().0).start());
        assert_eq!(count(&PostFilter { from: Some(part), ..everything.clone() }).await, None);
        store::delete_account(&test.db, all[3].id).await;
        assert_eq!(count(&everything).await, None, "its posts are hidden");
    }
}
