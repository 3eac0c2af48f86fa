//! Taking such changes back: what they made is removed, what they changed goes back, and what somebody
//! has changed since stays.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::super::store::{self as accounts, Present};
use super::{BY_PEOPLE, Left, NewName, Rewritten, label, store};
use super::{Status, memberships, target};
use crate::audit::{Acting, Changes, record_all};
use crate::db::Tx;
use crate::http::Error;
use crate::ids::{AccountId, GroupId};
use crate::time::Ms;
use crate::tracking::groups;
use crate::tracking::names::search_text;

/// What taking back came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undone {
    pub removed: usize,
    pub restored: usize,
    /// Changed since, with how they are called.
    pub kept: Vec<(AccountId, String)>,
    /// Groups that accounts left.
    pub left: BTreeSet<GroupId>,
}

/// What could not be taken back, since the account was changed after it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Step {
    Added(Left),
    Rewritten(Rewritten),
}

/// Steps by their accounts. When what came after one of them is taken back, it is, too.
pub type Steps = HashMap<AccountId, Vec<Step>>;

/// Takes a part of a file's changes back, and the steps before them. What is deleted by now is as good as removed.
pub async fn undo(
    tx: &mut Tx,
    acting: &Acting,
    added: &[Left],
    rewritten: &[Rewritten],
    steps: &mut Steps,
) -> Result<Undone, Error> {
    let ids = added.iter().map(|left| left.id).chain(rewritten.iter().map(|one| one.id));
    let present = accounts::present(tx, acting.guild_id, &ids.collect::<Vec<_>>()).await?;
    let present: HashMap<AccountId, Present> =
        present.into_iter().filter(|account| account.deleted_at.is_none()).map(|a| (a.id, a)).collect();
    let mut undone = Undone::default();
    remove(tx, acting, added, &present, &mut undone).await?;
    restore(tx, acting, rewritten, steps, &present, &mut undone).await?;
    Ok(undone)
}

async fn remove(
    tx: &mut Tx,
    acting: &Acting,
    added: &[Left],
    present: &HashMap<AccountId, Present>,
    undone: &mut Undone,
) -> Result<(), Error> {
    let there = added.iter().filter_map(|left| Some((left, present.get(&left.id)?)));
    let (same, other): (Vec<_>, Vec<_>) = there.partition(|(left, account)| left.holds(account));
    undone.kept.extend(other.iter().map(|(_, account)| (account.id, label(account))));
    let same: Vec<&Present> = same.into_iter().map(|(_, account)| account).collect();
    delete(tx, acting, &same, undone).await
}

async fn delete(
    tx: &mut Tx,
    acting: &Acting,
    accounts: &[&Present],
    undone: &mut Undone,
) -> Result<(), Error> {
    let ids: Vec<AccountId> = accounts.iter().map(|account| account.id).collect();
    accounts::set_deleted(tx, &ids, Some(acting.now)).await?;
    let told = accounts.iter().map(|account| acting.entry("account.deleted", target(account), None));
    record_all(tx, told.collect()).await?;
    undone.removed += ids.len();
    undone.left.extend(accounts.iter().map(|account| account.group_id));
    Ok(())
}

async fn restore(
    tx: &mut Tx,
    acting: &Acting,
    rewritten: &[Rewritten],
    steps: &mut Steps,
    present: &HashMap<AccountId, Present>,
    undone: &mut Undone,
) -> Result<(), Error> {
    let (mut gone, mut earlier) = (Vec::new(), Vec::new());
    for one in rewritten {
        let Some(account) = present.get(&one.id) else { continue };
        let mut left = steps.get(&one.id).cloned().unwrap_or_default();
        match one.holds(account).then(|| unwound(one.before(account), &mut left)) {
            None => undone.kept.push((account.id, label(account))),
            Some(None) => {
                steps.remove(&account.id);
                gone.push(account);
            }
            Some(Some(was)) => earlier.push((account, was, left)),
        }
    }
    delete(tx, acting, &gone, undone).await?;
    let wanted: BTreeSet<GroupId> = earlier.iter().map(|(_, was, _)| was.group_id).collect();
    let living = groups::store::living(tx, acting.guild_id, &Vec::from_iter(wanted)).await?;
    let (mut moves, mut names, mut changing) = (BTreeMap::new(), Vec::new(), Vec::new());
    for (account, was, left) in earlier {
        let moves_back = was.group_id != account.group_id;
        if moves_back && !living.contains(&was.group_id) {
            undone.kept.push((account.id, label(account)));
            continue;
        }
        if moves_back {
            moves.insert(account.id, was.group_id);
            undone.left.insert(account.group_id);
        }
        if was.display_name != account.display_name {
            names.push(NewName {
                id: account.id,
                search: search_text(&account.username, &was.display_name),
                display_name: was.display_name,
                at: was.display_name_at,
            });
        }
        steps.insert(account.id, left);
        changing.push(account);
    }
    memberships::move_all_to_groups(tx, acting.guild_id, &moves, acting.now.day()).await?;
    store::set_display_names(tx, &names).await?;
    let ids: Vec<AccountId> = changing.iter().map(|account| account.id).collect();
    let after = accounts::present(tx, acting.guild_id, &ids).await?;
    let after: HashMap<AccountId, Present> = after.into_iter().map(|account| (account.id, account)).collect();
    let told = changing.iter().filter_map(|was| {
        let now = after.get(&was.id)?;
        let changes = Changes::new().field("group", &was.group_label, &now.group_label).field(
            "display_name",
            &was.display_name,
            &now.display_name,
        );
        let moved = was.display_name == now.display_name;
        let action = if moved { "account.moved" } else { "account.updated" };
        Some(acting.entry(action, target(was), Some(changes)))
    });
    record_all(tx, told.collect()).await?;
    undone.restored = changing.len();
    Ok(())
}

/// What the account was before these steps as well, each of which is used up; `None`: not there.
fn unwound(mut was: Present, steps: &mut Vec<Step>) -> Option<Present> {
    while let Some(at) = steps.iter().rposition(|step| step.holds(&was)) {
        match steps.remove(at) {
            Step::Added(_) => return None,
            Step::Rewritten(one) => was = one.before(&was),
        }
    }
    Some(was)
}

impl Step {
    pub fn id(&self) -> AccountId {
        match self {
            Step::Added(left) => left.id,
            Step::Rewritten(one) => one.id,
        }
    }

    fn holds(&self, account: &Present) -> bool {
        match self {
            Step::Added(left) => left.holds(account),
            Step::Rewritten(one) => one.holds(account),
        }
    }
}

impl Left {
    /// What the bot reports is no change by somebody.
    fn holds(&self, account: &Present) -> bool {
        let by_people = account.display_name_at == Some(BY_PEOPLE);
        let same_name = self.display_name == account.display_name
            && self.display_name_at == account.display_name_at.map(|at| at.0);
        self.username == account.username
            && self.group == account.group_id
            && (same_name || !by_people)
            && self.is_paused == (account.status == Status::Paused)
    }
}

impl Rewritten {
    fn holds(&self, account: &Present) -> bool {
        self.group.is_none_or(|(_, now)| account.group_id == now)
            && self.display_name.as_ref().is_none_or(|(_, _, now)| account.display_name == *now)
    }

    /// The account as it was before.
    fn before(&self, account: &Present) -> Present {
        let mut was = account.clone();
        if let Some((group, _)) = self.group {
            was.group_id = group;
        }
        if let Some((name, at, _)) = &self.display_name {
            (was.display_name, was.display_name_at) = (name.clone(), at.map(Ms));
        }
        was
    }
}
