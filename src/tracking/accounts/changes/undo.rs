//! Taking a change of accounts back, and bringing a deleted account back.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::store::{self, Present};
use super::{Action, Status, is_kept, label, memberships, target};
use crate::audit::{Acting, Changes, record_all};
use crate::db::{Lock, Tx};
use crate::http::{Code, Error};
use crate::ids::{AccountId, ChangeId, GroupId};
use crate::time::Ms;
use crate::tracking::{accounts, groups};
use crate::undo::{self, Undone};

const KIND: &str = "accounts";

/// What a change overwrote, and what it wrote: an account that is no longer so was changed since.
#[derive(Debug, Serialize, Deserialize)]
pub enum Before {
    Groups { now: GroupId, was: BTreeMap<AccountId, GroupId> },
    Status { now: Status, was: BTreeMap<AccountId, Status> },
    Deleted { at: Ms, accounts: BTreeSet<AccountId> },
}

impl Before {
    pub(super) fn of(action: Action, changing: &[Present], now: Ms) -> Before {
        let statuses = || changing.iter().map(|account| (account.id, account.status)).collect();
        match action {
            Action::Move(to) => {
                Before::Groups { now: to, was: changing.iter().map(|a| (a.id, a.group_id)).collect() }
            }
            Action::Pause => Before::Status { now: Status::Paused, was: statuses() },
            Action::Resume => Before::Status { now: Status::Active, was: statuses() },
            Action::Delete => Before::Deleted { at: now, accounts: changing.iter().map(|a| a.id).collect() },
        }
    }

    fn ids(&self) -> Vec<AccountId> {
        match self {
            Before::Groups { was, .. } => was.keys().copied().collect(),
            Before::Status { was, .. } => was.keys().copied().collect(),
            Before::Deleted { accounts, .. } => accounts.iter().copied().collect(),
        }
    }

    /// Whether the account is as the change left it.
    fn holds(&self, account: &Present) -> bool {
        match self {
            Before::Groups { now, .. } => account.deleted_at.is_none() && account.group_id == *now,
            Before::Status { now, .. } => account.deleted_at.is_none() && account.status == *now,
            Before::Deleted { at, .. } => account.deleted_at == Some(*at),
        }
    }
}

pub(super) async fn keep(tx: &mut Tx, acting: &Acting, before: &Before) -> Result<ChangeId, Error> {
    undo::keep(tx, acting.guild_id, KIND, before, acting.now).await
}

/// Takes a change back. What was changed since stays, and is counted.
pub async fn undo(tx: &mut Tx, acting: &Acting, change: ChangeId) -> Result<Undone, Error> {
    tx.lock(Lock::Guild(acting.guild_id)).await?;
    let before: Before = undo::find(tx, acting.guild_id, KIND, change, acting.now).await?;
    let ids = before.ids();
    let found = store::present(tx, acting.guild_id, &ids).await?;
    let still: Vec<Present> = found.into_iter().filter(|account| before.holds(account)).collect();
    let back = match &before {
        Before::Groups { was, .. } => move_back(tx, acting, still, was).await?,
        Before::Status { was, .. } => set_back(tx, acting, still, was).await?,
        Before::Deleted { .. } => bring_back(tx, acting, still).await?,
    };
    // One that fits nothing now may fit again, once what came after it is taken back too.
    if back > 0 {
        undo::used(tx, change).await?;
    }
    Ok(Undone { count: back, kept: ids.len() - back })
}

async fn move_back(
    tx: &mut Tx,
    acting: &Acting,
    accounts: Vec<Present>,
    was: &BTreeMap<AccountId, GroupId>,
) -> Result<usize, Error> {
    let wanted: BTreeSet<GroupId> = was.values().copied().collect();
    let living = groups::store::living(tx, acting.guild_id, &Vec::from_iter(wanted)).await?;
    let to = |account: &Present| was.get(&account.id).filter(|group| living.contains(group)).copied();
    let moves: BTreeMap<_, _> = accounts.iter().filter_map(|a| Some((a.id, to(a)?))).collect();
    memberships::move_all_to_groups(tx, acting.guild_id, &moves, acting.now.day()).await?;
    let after = store::present(tx, acting.guild_id, &Vec::from_iter(moves.keys().copied())).await?;
    let labels: HashMap<_, _> = after.into_iter().map(|account| (account.id, account.group_label)).collect();
    let told = accounts.iter().filter_map(|account| {
        let changes = Changes::new().field("group", &account.group_label, labels.get(&account.id)?);
        Some(acting.entry("account.moved", target(account), Some(changes)))
    });
    record_all(tx, told.collect()).await?;
    Ok(moves.len())
}

async fn set_back(
    tx: &mut Tx,
    acting: &Acting,
    accounts: Vec<Present>,
    was: &BTreeMap<AccountId, Status>,
) -> Result<usize, Error> {
    for status in Status::ALL {
        let of = accounts.iter().filter(|account| was.get(&account.id) == Some(&status));
        let ids: Vec<AccountId> = of.map(|account| account.id).collect();
        store::set_status(tx, &ids, status).await?;
    }
    let told = accounts.iter().map(|account| {
        let paused = was.get(&account.id) == Some(&Status::Paused);
        let action = if paused { "account.paused" } else { "account.resumed" };
        acting.entry(action, target(account), None)
    });
    record_all(tx, told.collect()).await?;
    Ok(accounts.len())
}

/// Those whose name was not taken meanwhile, and whose group is still there.
async fn bring_back(tx: &mut Tx, acting: &Acting, accounts: Vec<Present>) -> Result<usize, Error> {
    let names: Vec<_> = accounts.iter().map(|a| (a.platform, a.username_folded.clone())).collect();
    let taken = accounts::find(tx, acting.guild_id, &names).await?;
    let free = |account: &&Present| {
        !account.group_gone && !taken.contains_key(&(account.platform, account.username_folded.clone()))
    };
    let back: Vec<&Present> = accounts.iter().filter(free).collect();
    store::set_deleted(tx, &Vec::from_iter(back.iter().map(|account| account.id)), None).await?;
    let told = back.iter().map(|account| acting.entry("account.restored", target(account), None));
    record_all(tx, told.collect()).await?;
    Ok(back.len())
}

/// Brings one deleted account back, within 30 days. Returns how it is called.
pub async fn restore(tx: &mut Tx, acting: &Acting, id: AccountId) -> Result<String, Error> {
    tx.lock(Lock::Guild(acting.guild_id)).await?;
    let found = store::present(tx, acting.guild_id, &[id]).await?;
    let account = found.into_iter().next().ok_or(Code::NotFound)?;
    let name = label(&account);
    match account.deleted_at {
        // Already back: asked for twice.
        None => return Ok(name),
        Some(at) if !is_kept(at, acting.now) => return Err(Code::NotFound.into()),
        Some(_) if account.group_gone => {
            let detail = "Its group was deleted meanwhile. Restore the group first.";
            return Err(Error::because(Code::Conflict, detail));
        }
        Some(_) => {}
    }
    if bring_back(tx, acting, vec![account]).await? == 0 {
        let detail = "Another account of this username is tracked meanwhile.";
        return Err(Error::because(Code::Conflict, detail));
    }
    Ok(name)
}
