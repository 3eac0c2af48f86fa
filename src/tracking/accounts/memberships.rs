//! Which group an account counts for on which day. Moving counts from a day on, and takes the days
//! from there with it.

mod store;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::db::{Error, Lock, Result, Tx};
use crate::ids::{AccountId, GroupId, GuildId};
use crate::time::Day;
use crate::tracking::rollups;

/// The membership history of some accounts.
#[derive(Debug, Default)]
pub struct Memberships(HashMap<AccountId, Vec<(Day, GroupId)>>);

impl Memberships {
    /// The group on a day: that of the last move on or before it.
    pub fn group(&self, account: AccountId, day: Day) -> Option<GroupId> {
        let history = self.0.get(&account)?;
        history.iter().rfind(|(from, _)| *from <= day).map(|(_, group)| *group)
    }
}

pub async fn of(tx: &mut Tx, accounts: &BTreeSet<AccountId>) -> Result<Memberships> {
    let accounts: Vec<_> = accounts.iter().copied().collect();
    let mut all = Memberships::default();
    for row in store::of(tx, &accounts).await? {
        all.0.entry(row.account_id).or_default().push((row.from_day, row.group_id));
    }
    for history in all.0.values_mut() {
        history.sort_unstable_by_key(|(from, _)| *from);
    }
    Ok(all)
}

/// The first group of new accounts holds from day 0, so that every day has one.
pub(super) async fn begin(tx: &mut Tx, accounts: impl Iterator<Item = (AccountId, GroupId)>) -> Result<()> {
    store::put(tx, &Vec::from_iter(accounts), Day(0)).await
}

/// Moves an account to another group of its guild from the start of `day` on; later moves that were
/// already known are replaced by this one. `RowNotFound` when account or group is not the guild's.
pub async fn move_to_group(
    tx: &mut Tx,
    guild: GuildId,
    account: AccountId,
    group: GroupId,
    day: Day,
) -> Result<()> {
    move_all_to_groups(tx, guild, &BTreeMap::from([(account, group)]), day).await
}

/// As [`move_to_group`], for many, in a fixed number of statements.
pub async fn move_all_to_groups(
    tx: &mut Tx,
    guild: GuildId,
    moves: &BTreeMap<AccountId, GroupId>,
    day: Day,
) -> Result<()> {
    tx.lock(Lock::Guild(guild)).await?;
    let pairs: Vec<_> = moves.iter().map(|(account, group)| (*account, *group)).collect();
    if store::set_present(tx, guild, &pairs).await? != pairs.len() as u64 {
        return Err(Error::RowNotFound);
    }
    rollups::relabel(tx, guild, moves, day).await?;
    store::forget_later(tx, &pairs, day).await?;
    store::put(tx, &pairs, day).await
}
