//! A guild with two groups, and what is collected of their posts.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::alerts::changes::{self, Draft};
use crate::alerts::metric::Metric;
use crate::alerts::rules::Reach;
use crate::audit::{Acting, Actor};
use crate::db::{Db, Tx};
use crate::ids::{GroupId, GuildId, ThresholdId};
use crate::time::{DAY, HOUR, Ms};
use crate::tracking::accounts::reports::{self, Report};
use crate::tracking::accounts::{NewAccount, Status, insert_all};
use crate::tracking::groups::{self, NewGroup};
use crate::tracking::marks::Reading;
use crate::tracking::posts::{self, NewPost};
use crate::tracking::snapshots::{self, Snapshot};
use crate::tracking::{Counts, Label, Platform, Username, brands};

pub const NOW: Ms = Ms(1_795_600_000_000);
/// Name, platform and group of each account.
pub const ACCOUNTS: [(&str, Platform, usize); 3] =
    [("anna", Platform::TikTok, 0), ("ben", Platform::X, 0), ("cleo", Platform::TikTok, 1)];
/// The account of each post, and whether it was published long before that account was added.
pub const POSTS: [(usize, bool); 4] = [(0, false), (0, true), (1, false), (2, false)];

pub struct World {
    pub guild: GuildId,
    pub groups: Vec<GroupId>,
}

/// What was collected: the post, hours after the start, and the value of every metric.
pub type Seen = (usize, i64, i64);

/// The subject of an alert with its threshold.
pub type Fired = BTreeSet<(ThresholdId, String)>;

impl World {
    pub async fn new(db: &Db) -> World {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let guild = GuildId::new(NEXT.fetch_add(1, Ordering::Relaxed));
        let added = NOW.plus(-10 * DAY);
        let mut tx = db.begin().await.unwrap();
        super::store::guild(&mut tx, guild).await;
        let label = |text: &str| Label::parse(text).unwrap();
        let brand = brands::insert(&mut tx, guild, &label("Brand"), added).await.unwrap();
        let mut made = Vec::new();
        for name in ["First", "Second"] {
            let label = label(name);
            let group = NewGroup { guild, brand, label: &label, channel: None };
            made.push(groups::insert(&mut tx, &group, added).await.unwrap());
        }
        let names = ACCOUNTS.map(|(name, ..)| Username::parse(name).unwrap());
        let new: Vec<_> = names
            .iter()
            .zip(ACCOUNTS)
            .map(|(username, (_, platform, group))| NewAccount {
                group: made[group],
                platform,
                username,
                display_name: None,
            })
            .collect();
        insert_all(&mut tx, guild, &new, added).await.unwrap();
        let new = POSTS.iter().enumerate().map(|(index, (account, old))| NewPost {
            platform: ACCOUNTS[*account].1,
            external_id: format!("p{index}"),
            username: names[*account].clone(),
            url: format!("https://example.com/{index}"),
            posted_at: if *old { added.plus(-60 * DAY) } else { added.plus(HOUR) },
        });
        posts::add(&mut tx, guild, &new.collect::<Vec<_>>(), added).await.unwrap();
        tx.commit().await.unwrap();
        World { guild, groups: made }
    }

    pub fn acting(&self, now: Ms) -> Acting {
        Acting { guild_id: self.guild, actor: Actor::system("test", "Test"), now, request_id: None }
    }

    pub async fn threshold(
        &self,
        tx: &mut Tx,
        group: usize,
        metric: Metric,
        platform: Reach,
        value: i64,
        now: Ms,
    ) -> ThresholdId {
        let draft = Draft { group: self.groups[group], metric, platform, value };
        changes::create(tx, &self.acting(now), &draft).await.unwrap().id
    }

    /// One call of the bot.
    pub async fn collect(&self, tx: &mut Tx, seen: &[Seen], now: Ms) {
        let snapshots: Vec<_> = seen
            .iter()
            .map(|&(post, hour, value)| Snapshot {
                platform: ACCOUNTS[POSTS[post].0].1,
                external_id: format!("p{post}"),
                reading: Reading {
                    at: NOW.plus(-9 * DAY + hour * HOUR),
                    counts: Counts::new(value, value, value, value),
                },
            })
            .collect();
        snapshots::record(tx, self.guild, &snapshots, now).await.unwrap();
    }

    /// Followers, or a state, of an account.
    pub async fn report(
        &self,
        tx: &mut Tx,
        account: usize,
        hour: i64,
        followers: Option<i64>,
        status: Option<Status>,
        now: Ms,
    ) {
        let report = Report {
            platform: ACCOUNTS[account].1,
            username: Username::parse(ACCOUNTS[account].0).unwrap(),
            collected_at: NOW.plus(-9 * DAY + hour * HOUR),
            followers,
            status,
            display_name: None,
        };
        reports::record(tx, self.guild, &[report], now).await.unwrap();
    }
}
