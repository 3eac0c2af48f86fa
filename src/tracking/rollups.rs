//! Sums of gains per day: by account, by (group, platform) and by (guild, platform). They change by
//! differences, so that late snapshots and moves move what they must and nothing else.

mod store;
pub mod windows;

use std::collections::{BTreeMap, BTreeSet};

use super::accounts::memberships::{self, Memberships};
use super::{Counts, Platform};
use crate::db::{Result, Tx};
use crate::ids::{AccountId, GroupId, GuildId};
use crate::time::Day;

/// A difference of one day's sums: posts published and metrics gained.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delta {
    pub posts: i64,
    pub counts: Counts,
}

impl Delta {
    pub fn is_zero(self) -> bool {
        self == Delta::default()
    }

    fn add(&mut self, other: Delta) {
        self.posts = self.posts.saturating_add(other.posts);
        self.counts = self.counts.plus(other.counts);
    }

    fn negated(self) -> Delta {
        Delta { posts: -self.posts, counts: Counts::ZERO.minus(self.counts) }
    }

    fn takes_away(self) -> bool {
        self.posts < 0 || self.counts.any_negative()
    }
}

/// Differences gathered over one call. Sorted by key: transactions touch rows in one order.
#[derive(Default)]
pub struct Changes(BTreeMap<(AccountId, Day), (Platform, Delta)>);

impl Changes {
    pub fn counts(&mut self, account: AccountId, platform: Platform, day: Day, counts: Counts) {
        self.add(account, platform, day, Delta { posts: 0, counts });
    }

    /// One more post published on that day.
    pub fn post(&mut self, account: AccountId, platform: Platform, day: Day) {
        self.add(account, platform, day, Delta { posts: 1, counts: Counts::ZERO });
    }

    fn add(&mut self, account: AccountId, platform: Platform, day: Day, delta: Delta) {
        self.0.entry((account, day)).or_insert((platform, Delta::default())).1.add(delta);
    }

    /// Writes the differences, each to the group that the account had on that day.
    pub async fn apply(mut self, tx: &mut Tx, guild: GuildId) -> Result<()> {
        self.0.retain(|_, (_, delta)| !delta.is_zero());
        let accounts: BTreeSet<AccountId> = self.0.keys().map(|(account, _)| *account).collect();
        let memberships = memberships::of(tx, &accounts).await?;
        let rows = self.rows(&memberships)?;
        windows::add(tx, guild, &rows).await?;
        store::add_to_accounts(tx, &rows).await?;
        add_to_groups(tx, guild, &rows).await?;
        let mut guilds = BTreeMap::<_, Delta>::new();
        for row in &rows {
            guilds.entry((row.day, row.platform)).or_default().add(row.delta);
        }
        guilds.retain(|_, delta| !delta.is_zero());
        store::add_to_guild(tx, guild, &Vec::from_iter(guilds)).await
    }

    fn rows(&self, memberships: &Memberships) -> Result<Vec<AccountRow>> {
        let row = |(&(account, day), &(platform, delta)): (&(AccountId, Day), &(Platform, Delta))| {
            let group = memberships.group(account, day).ok_or(crate::db::Error::RowNotFound)?;
            Ok(AccountRow { account, day, group, platform, delta })
        };
        self.0.iter().map(row).collect()
    }
}

/// A day's sums of an account, with the group they count for.
struct AccountRow {
    account: AccountId,
    day: Day,
    group: GroupId,
    platform: Platform,
    delta: Delta,
}

async fn add_to_groups(tx: &mut Tx, guild: GuildId, rows: &[AccountRow]) -> Result<()> {
    let mut groups = BTreeMap::<_, Delta>::new();
    for row in rows {
        groups.entry((row.day, row.group, row.platform)).or_default().add(row.delta);
    }
    groups.retain(|_, delta| !delta.is_zero());
    store::add_to_groups(tx, guild, &Vec::from_iter(groups)).await
}

/// Gives every day from `day` on of these accounts to other groups. The caller writes the memberships.
pub async fn relabel(
    tx: &mut Tx,
    guild: GuildId,
    moves: &BTreeMap<AccountId, GroupId>,
    day: Day,
) -> Result<()> {
    let mut rows = Vec::new();
    for was in store::of_accounts_from(tx, moves.keys().copied(), day).await? {
        let Some(&to) = moves.get(&was.account_id).filter(|to| **to != was.group_id) else { continue };
        let delta = Delta { posts: was.posts, counts: was.counts };
        let row = AccountRow {
            account: was.account_id,
            day: was.day,
            group: was.group_id,
            platform: was.platform,
            delta: delta.negated(),
        };
        rows.push(AccountRow { group: to, delta, ..row });
        rows.push(row);
    }
    windows::add(tx, guild, &rows).await?;
    add_to_groups(tx, guild, &rows).await?;
    store::relabel(tx, moves, day).await
}
