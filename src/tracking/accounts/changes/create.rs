//! Adding an account. One that was deleted a short while ago comes back with its history instead.

use super::store;
use super::{chosen, is_kept, label};
use crate::audit::{Acting, Changes, Target};
use crate::db::{Lock, Tx};
use crate::http::Error;
use crate::ids::{AccountId, GroupId};
use crate::tracking::accounts::{self, NewAccount, memberships};
use crate::tracking::change::gone;
use crate::tracking::{Label, Platform, Username};

/// An account to be tracked.
pub struct Add {
    pub platform: Platform,
    pub username: Username,
    pub group: GroupId,
    pub display_name: Option<Label>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    pub id: AccountId,
    /// It had been deleted and is back with what it had gathered, in the group of this label.
    pub restored_to: Option<String>,
}

/// 422 when the group is not the guild's, or it tracks the account already.
pub async fn add(tx: &mut Tx, acting: &Acting, add: &Add) -> Result<Added, Error> {
    let guild = acting.guild_id;
    tx.lock(Lock::Guild(guild)).await?;
    let group = store::group(tx, guild, add.group).await?.ok_or_else(|| gone("#/group_id"))?;
    let name = (add.platform, add.username.folded());
    if let Some(known) = accounts::find(tx, guild, std::slice::from_ref(&name)).await?.get(&name) {
        let twin = chosen(tx, acting, &[known.id]).await?;
        let place = twin.first().map(|twin| twin.group_label.clone()).unwrap_or_default();
        return Err(Error::field("#/username", format!("is tracked already, in the group {place}")));
    }
    if let Some(id) = back(tx, acting, add, &group, &name.1).await? {
        return Ok(Added { id, restored_to: Some(group) });
    }
    let new = NewAccount {
        group: add.group,
        platform: add.platform,
        username: &add.username,
        display_name: add.display_name.as_ref(),
    };
    let id = accounts::insert(tx, guild, &new, acting.now).await?;
    let called = format!("@{} on {}", add.username.as_str(), add.platform.name());
    let changes = Changes::new().field("group", None, Some(group));
    acting.changed(tx, "account.created", Target::new("account", id, called), changes).await?;
    Ok(Added { id, restored_to: None })
}

/// Brings the account back if it can be, into the group that was asked for.
async fn back(
    tx: &mut Tx,
    acting: &Acting,
    add: &Add,
    group: &str,
    folded: &str,
) -> Result<Option<AccountId>, Error> {
    let Some(id) = store::deleted_namesake(tx, acting.guild_id, add.platform, folded).await? else {
        return Ok(None);
    };
    let found = store::present(tx, acting.guild_id, &[id]).await?;
    let Some(account) = found.into_iter().next() else { return Ok(None) };
    if !account.deleted_at.is_some_and(|at| is_kept(at, acting.now)) {
        return Ok(None);
    }
    store::set_deleted(tx, &[id], None).await?;
    if account.group_id != add.group {
        memberships::move_to_group(tx, acting.guild_id, id, add.group, acting.now.day()).await?;
    }
    let target = Target::new("account", id, label(&account));
    let changes = Changes::new().field("group", account.group_label.as_str(), group);
    // It came back, whether or not its group is another one.
    let entry = acting.entry("account.restored", target, (!changes.is_empty()).then_some(changes));
    crate::audit::record(tx, entry).await?;
    Ok(Some(id))
}
