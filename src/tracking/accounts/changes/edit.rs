//! Editing one account. What is left out stays as it is.

use super::store::{self, Names, Present};
use super::{Action, Status, chosen, perform, target};
use crate::audit::{Acting, Changes};
use crate::db::{Lock, Tx};
use crate::http::{Code, Error};
use crate::ids::{AccountId, GroupId};
use crate::time::Ms;
use crate::tracking::names::search_text;
use crate::tracking::{Label, Username, accounts};

/// No report of the bot is newer: a display name that people chose stays.
pub(super) const BY_PEOPLE: Ms = Ms(i64::MAX);

/// The fields to change.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    pub username: Option<Username>,
    /// `Some(None)` gives the name back to the bot.
    pub display_name: Option<Option<Label>>,
    pub group: Option<GroupId>,
    /// Paused or active; whether it is available the bot says.
    pub status: Option<Status>,
}

/// 404 when the account is not the guild's; 422 when the group is not, or the guild tracks that username.
pub async fn edit(tx: &mut Tx, acting: &Acting, id: AccountId, edit: &Edit) -> Result<(), Error> {
    tx.lock(Lock::Guild(acting.guild_id)).await?;
    let account = chosen(tx, acting, &[id]).await?.into_iter().next().ok_or(Code::NotFound)?;
    names(tx, acting, &account, edit).await?;
    if let Some(group) = edit.group {
        perform(tx, acting, vec![account.clone()], Action::Move(group)).await?;
    }
    let status = account.status;
    match edit.status {
        None => {}
        Some(wanted) if wanted == status => {}
        Some(Status::Paused) => drop(perform(tx, acting, vec![account], Action::Pause).await?),
        Some(Status::Active) if status == Status::Paused => {
            perform(tx, acting, vec![account], Action::Resume).await?;
        }
        Some(_) => {
            return Err(Error::field(
                "#/status",
                "must be paused or active; whether it is available the bot says",
            ));
        }
    }
    Ok(())
}

async fn names(tx: &mut Tx, acting: &Acting, account: &Present, edit: &Edit) -> Result<(), Error> {
    if edit.username.is_none() && edit.display_name.is_none() {
        return Ok(());
    }
    let username = edit.username.as_ref().map_or(account.username.as_str(), Username::as_str).to_owned();
    let folded = edit.username.as_ref().map_or(account.username_folded.clone(), Username::folded);
    if folded != account.username_folded {
        let name = (account.platform, folded.clone());
        let known = accounts::find(tx, acting.guild_id, std::slice::from_ref(&name)).await?;
        if known.contains_key(&name) {
            return Err(Error::field("#/username", "is the username of another account that is tracked"));
        }
    }
    let (display_name, at) = match &edit.display_name {
        Some(Some(label)) => (label.as_str().to_owned(), Some(BY_PEOPLE)),
        Some(None) => (username.clone(), None),
        // A name that nobody gave is the username.
        None if account.display_name == account.username => (username.clone(), account.display_name_at),
        None => (account.display_name.clone(), account.display_name_at),
    };
    let changes = Changes::new().field("username", &account.username, &username).field(
        "display_name",
        &account.display_name,
        &display_name,
    );
    if changes.is_empty() {
        return Ok(());
    }
    let search = search_text(&username, &display_name);
    let names = Names { username, username_folded: folded, display_name, search, display_name_at: at };
    store::set_names(tx, account.id, &names).await?;
    acting.changed(tx, "account.updated", target(account), changes).await?;
    Ok(())
}
