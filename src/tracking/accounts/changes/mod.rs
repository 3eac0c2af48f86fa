//! Changes by people: what one may do with accounts one has chosen, all of them or none, and how it
//! is taken back.

mod create;
mod edit;
pub mod many;
mod store;
mod undo;

use std::collections::BTreeMap;

pub use create::{Add, add};
pub use edit::{Edit, edit};
pub use store::{DeletedRow, deleted};
pub use undo::{restore, undo};

use super::{Status, memberships};
use crate::audit::{Acting, Changes, Target, record_all};
use crate::db::{Db, Lock, Tx};
use crate::http::{Code, Error};
use crate::ids::{AccountId, ChangeId, GroupId, GuildId};
use crate::time::Ms;
use crate::tracking::change::{RESTORABLE, gone};
use store::Present;
use undo::Before;

/// Accounts of one change.
pub const MOST: usize = 200;

/// What can be done with chosen accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Into another group of the guild, from today on.
    Move(GroupId),
    Pause,
    Resume,
    Delete,
}

/// What a change came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Accounts that are other than before; the rest was so already.
    pub count: usize,
    /// How the account is called, when one was asked for.
    pub only: Option<String>,
    /// The label of the group they moved to.
    pub moved_to: Option<String>,
    /// By which it can be taken back, when there is anything to.
    pub change: Option<ChangeId>,
}

/// Does it to all of these accounts. Nothing is changed when one of them is not the guild's (404), or the group
/// they are to move to is not (422).
pub async fn apply(
    tx: &mut Tx,
    acting: &Acting,
    accounts: &[AccountId],
    action: Action,
) -> Result<Changed, Error> {
    tx.lock(Lock::Guild(acting.guild_id)).await?;
    let present = chosen(tx, acting, accounts).await?;
    let only = if let [one] = present.as_slice() { Some(label(one)) } else { None };
    let (changing, moved_to) = perform(tx, acting, present, action).await?;
    let change = match changing.is_empty() {
        true => None,
        false => Some(undo::keep(tx, acting, &Before::of(action, &changing, acting.now)).await?),
    };
    Ok(Changed { count: changing.len(), only, moved_to, change })
}

/// Deletes one account; it comes back by [`restore`].
pub async fn delete(tx: &mut Tx, acting: &Acting, account: AccountId) -> Result<(), Error> {
    tx.lock(Lock::Guild(acting.guild_id)).await?;
    let present = chosen(tx, acting, &[account]).await?;
    perform(tx, acting, present, Action::Delete).await.map(drop)
}

/// Whether the account is the guild's and can still be restored.
pub async fn is_deleted(tx: &mut Tx, guild: GuildId, account: AccountId) -> Result<bool, Error> {
    let found = store::present(tx, guild, &[account]).await?;
    Ok(found.iter().any(|account| account.deleted_at.is_some()))
}

/// Does it to those of these accounts that it changes, each with its audit entry. Returns them as they were,
/// and the label of the group they moved to.
async fn perform(
    tx: &mut Tx,
    acting: &Acting,
    present: Vec<Present>,
    action: Action,
) -> Result<(Vec<Present>, Option<String>), Error> {
    let changing: Vec<Present> = present.into_iter().filter(|account| action.changes(account)).collect();
    let ids: Vec<AccountId> = changing.iter().map(|account| account.id).collect();
    let mut moved_to = None;
    match action {
        Action::Move(group) => {
            moved_to =
                Some(store::group(tx, acting.guild_id, group).await?.ok_or_else(|| gone("#/group_id"))?);
            let moves: BTreeMap<_, _> = ids.iter().map(|id| (*id, group)).collect();
            memberships::move_all_to_groups(tx, acting.guild_id, &moves, acting.now.day()).await?;
        }
        Action::Pause => store::set_status(tx, &ids, Status::Paused).await?,
        Action::Resume => store::set_status(tx, &ids, Status::Active).await?,
        Action::Delete => store::set_deleted(tx, &ids, Some(acting.now)).await?,
    }
    let told = changing.iter().map(|account| {
        let moved = |to: &String| Changes::new().field("group", &account.group_label, to);
        acting.entry(action.audited(), target(account), moved_to.as_ref().map(moved))
    });
    record_all(tx, told.collect()).await?;
    Ok((changing, moved_to))
}

/// The accounts of these ids; 404 unless all of them are the guild's and alive.
async fn chosen(tx: &mut Tx, acting: &Acting, ids: &[AccountId]) -> Result<Vec<Present>, Error> {
    if ids.len() > MOST {
        return Err(Error::field("#/ids", "must have at most 200 ids"));
    }
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let found = store::present(tx, acting.guild_id, &ids).await?;
    let alive = found.iter().filter(|account| account.deleted_at.is_none()).count();
    if alive != ids.len() { Err(Code::NotFound.into()) } else { Ok(found) }
}

impl Action {
    fn changes(self, account: &Present) -> bool {
        match self {
            Action::Move(group) => account.group_id != group,
            Action::Pause => account.status != Status::Paused,
            Action::Resume => account.status == Status::Paused,
            Action::Delete => true,
        }
    }

    fn audited(self) -> &'static str {
        match self {
            Action::Move(_) => "account.moved",
            Action::Pause => "account.paused",
            Action::Resume => "account.resumed",
            Action::Delete => "account.deleted",
        }
    }
}

/// How the audit log names an account.
fn target(account: &Present) -> Target {
    Target::new("account", account.id, label(account))
}

fn label(account: &Present) -> String {
    format!("@{} on {}", account.username, account.platform.name())
}

/// Whether it was deleted so short ago that it can come back.
fn is_kept(deleted_at: Ms, now: Ms) -> bool {
    now.since(deleted_at) < RESTORABLE
}

/// Removes for good what can no longer be taken back, a few accounts at a time. Returns how many.
pub async fn forget_old(db: &Db, before: Ms) -> crate::db::Result<u64> {
    let mut removed = 0;
    loop {
        let mut tx = db.begin().await?;
        let some = store::forget(&mut tx, before).await?;
        tx.commit().await?;
        removed += some;
        if some == 0 {
            return Ok(removed);
        }
    }
}
