//! Changes of a whole file at once: a fixed number of statements for each part of it, and an audit entry
//! for each account.

mod store;
mod undo;

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

pub use store::{Named, named};
pub use undo::{Step, Steps, undo};

use super::edit::BY_PEOPLE;
use super::{Add, Status, label, memberships, target};
use crate::audit::{Acting, Changes, Target, record_all};
use crate::db::Tx;
use crate::http::Error;
use crate::ids::{AccountId, GroupId};
use crate::time::Ms;
use crate::tracking::accounts::{self, NewAccount};
use crate::tracking::change::restorable_since;
use crate::tracking::names::search_text;
use crate::tracking::{Label, Platform};

/// What an account was left as; one that is other was changed since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    pub id: AccountId,
    username: String,
    group: GroupId,
    display_name: String,
    display_name_at: Option<i64>,
    is_paused: bool,
}

/// An account to be changed; `None` leaves that as it is.
#[derive(Clone, Debug)]
pub struct Rewrite {
    pub id: AccountId,
    pub group: Option<GroupId>,
    pub display_name: Option<Label>,
}

/// What a rewrite overwrote, and what it wrote.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rewritten {
    pub id: AccountId,
    group: Option<(GroupId, GroupId)>,
    display_name: Option<(String, Option<i64>, String)>,
}

/// The labels of the groups that accounts go to.
pub type Labels = HashMap<GroupId, String>;

fn label_of(labels: &Labels, group: GroupId) -> String {
    labels.get(&group).cloned().unwrap_or_default()
}

/// Accounts that were deleted a short while ago, by their names: of one name the last.
pub type Deleted = HashMap<(Platform, String), Named>;

pub async fn deleted(tx: &mut Tx, acting: &Acting) -> Result<Deleted, Error> {
    let all = store::deleted(tx, acting.guild_id, restorable_since(acting.now)).await?;
    Ok(all.into_iter().map(|was| ((was.platform, was.username_folded.clone()), was)).collect())
}

/// Adds these accounts, none of which the guild tracks; one that was deleted a short while ago comes
/// back with its history.
pub async fn add_all(
    tx: &mut Tx,
    acting: &Acting,
    adds: &[Add],
    labels: &Labels,
    deleted: &mut Deleted,
) -> Result<Vec<Left>, Error> {
    let (mut new, mut back) = (Vec::new(), Vec::new());
    for add in adds {
        match deleted.remove(&(add.platform, add.username.folded())) {
            Some(was) => back.push((add, was)),
            None => new.push(add),
        }
    }
    let mut left = insert(tx, acting, &new, labels).await?;
    left.extend(bring_back(tx, acting, &back, labels).await?);
    Ok(left)
}

async fn insert(tx: &mut Tx, acting: &Acting, adds: &[&Add], labels: &Labels) -> Result<Vec<Left>, Error> {
    let new = adds.iter().map(|add| NewAccount {
        group: add.group,
        platform: add.platform,
        username: &add.username,
        display_name: add.display_name.as_ref(),
    });
    let rows: Vec<NewAccount<'_>> = new.collect();
    let ids = accounts::insert_all(tx, acting.guild_id, &rows, acting.now).await?;
    let told = adds.iter().zip(&ids).map(|(add, id)| {
        let called = format!("@{} on {}", add.username.as_str(), add.platform.name());
        let changes = Changes::new().field("group", None, Some(label_of(labels, add.group)));
        acting.entry("account.imported", Target::new("account", id, called), Some(changes))
    });
    record_all(tx, told.collect()).await?;
    let left = adds.iter().zip(ids).map(|(add, id)| {
        let username = add.username.as_str().to_owned();
        Left {
            id,
            group: add.group,
            display_name: add.display_name.as_ref().map_or(username.clone(), |name| name.as_str().to_owned()),
            username,
            display_name_at: None,
            is_paused: false,
        }
    });
    Ok(left.collect())
}

async fn bring_back(
    tx: &mut Tx,
    acting: &Acting,
    back: &[(&Add, Named)],
    labels: &Labels,
) -> Result<Vec<Left>, Error> {
    let ids: Vec<AccountId> = back.iter().map(|(_, was)| was.id).collect();
    super::store::set_deleted(tx, &ids, None).await?;
    let told = back.iter().map(|(_, was)| {
        let called = format!("@{} on {}", was.username, was.platform.name());
        acting.entry("account.restored", Target::new("account", was.id, called), None)
    });
    record_all(tx, told.collect()).await?;
    let rewrites: Vec<Rewrite> = back
        .iter()
        .map(|(add, was)| Rewrite {
            id: was.id,
            group: (add.group != was.group_id).then_some(add.group),
            display_name: add.display_name.clone().filter(|name| name.as_str() != was.display_name),
        })
        .collect();
    rewrite_all(tx, acting, &rewrites, labels).await?;
    let left = back.iter().zip(rewrites).map(|((add, was), rewrite)| Left {
        id: was.id,
        username: was.username.clone(),
        group: add.group,
        display_name_at: if rewrite.display_name.is_some() {
            Some(BY_PEOPLE.0)
        } else {
            was.display_name_at.map(|at| at.0)
        },
        display_name: rewrite.display_name.map_or(was.display_name.clone(), |name| name.as_str().to_owned()),
        is_paused: was.status == Status::Paused,
    });
    Ok(left.collect())
}

/// Changes these accounts of the guild, which must be there; what changes nothing leaves no entry.
pub async fn rewrite_all(
    tx: &mut Tx,
    acting: &Acting,
    rewrites: &[Rewrite],
    labels: &Labels,
) -> Result<Vec<Rewritten>, Error> {
    let ids: Vec<AccountId> = rewrites.iter().map(|rewrite| rewrite.id).collect();
    let present = super::store::present(tx, acting.guild_id, &ids).await?;
    let present: HashMap<_, _> = present.into_iter().map(|account| (account.id, account)).collect();
    let (mut moves, mut names) = (BTreeMap::new(), Vec::new());
    let (mut told, mut done) = (Vec::new(), Vec::new());
    for rewrite in rewrites {
        let account = present.get(&rewrite.id).ok_or(crate::db::Error::RowNotFound)?;
        let group = rewrite.group.filter(|group| *group != account.group_id);
        let name = rewrite.display_name.as_ref().map(Label::as_str);
        let name = name.filter(|name| *name != account.display_name);
        let mut changes = Changes::new();
        if let Some(group) = group {
            moves.insert(account.id, group);
            changes = changes.field("group", account.group_label.clone(), label_of(labels, group));
        }
        if let Some(name) = name {
            names.push(NewName {
                id: account.id,
                display_name: name.to_owned(),
                search: search_text(&account.username, name),
                at: Some(BY_PEOPLE),
            });
            changes = changes.field("display_name", account.display_name.as_str(), name);
        }
        let action = if name.is_some() { "account.updated" } else { "account.moved" };
        told.push(acting.entry(action, target(account), Some(changes)));
        let was_at = account.display_name_at.map(|at| at.0);
        done.push(Rewritten {
            id: account.id,
            group: group.map(|group| (account.group_id, group)),
            display_name: name.map(|name| (account.display_name.clone(), was_at, name.to_owned())),
        });
    }
    memberships::move_all_to_groups(tx, acting.guild_id, &moves, acting.now.day()).await?;
    store::set_display_names(tx, &names).await?;
    record_all(tx, told).await?;
    Ok(done)
}

/// A display name to be written, and when the bot said it; [`BY_PEOPLE`] keeps the bot from it.
struct NewName {
    id: AccountId,
    display_name: String,
    search: String,
    at: Option<Ms>,
}
