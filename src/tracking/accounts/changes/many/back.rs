//! Taking such changes back: what they made is removed, what they changed goes back, and what somebody
//! has changed since stays.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::store::{self as accounts, Present};
use super::{BY_PEOPLE, Left, NewName, Rewritten, label, store};
use super::{Status, memberships, target};
use crate::audit::{Acting, Changes, record_all};
use crate::db::Tx;
use crate::http::Error;
use crate::ids::{AccountId, GroupId};
use crate::time::Ms;
use crate::tracking::names::search_text;

/// What taking back came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakenBack {
    pub removed: usize,
    pub restored: usize,
    /// Changed since, with how they are called.
    pub kept: Vec<(AccountId, String)>,
}

/// Takes a part of a file's changes back. What is deleted by now is as good as removed.
pub async fn take_back(
    tx: &mut Tx,
    acting: &Acting,
    added: &[Left],
    rewritten: &[Rewritten],
) -> Result<TakenBack, Error> {
    let ids = added.iter().map(|left| left.id).chain(rewritten.iter().map(|one| one.id));
    let present = accounts::present(tx, acting.guild_id, &ids.collect::<Vec<_>>()).await?;
    let present: HashMap<AccountId, Present> =
        present.into_iter().filter(|account| account.deleted_at.is_none()).map(|a| (a.id, a)).collect();
    let mut back = TakenBack::default();
    remove(tx, acting, added, &present, &mut back).await?;
    restore(tx, acting, rewritten, &present, &mut back).await?;
    Ok(back)
}

async fn remove(
    tx: &mut Tx,
    acting: &Acting,
    added: &[Left],
    present: &HashMap<AccountId, Present>,
    back: &mut TakenBack,
) -> Result<(), Error> {
    let there = added.iter().filter_map(|left| Some((left, present.get(&left.id)?)));
    let (same, other): (Vec<_>, Vec<_>) = there.partition(|(left, account)| left.holds(account));
    back.kept.extend(other.iter().map(|(_, account)| (account.id, label(account))));
    let ids: Vec<AccountId> = same.iter().map(|(left, _)| left.id).collect();
    accounts::set_deleted(tx, &ids, Some(acting.now)).await?;
    let told = same.iter().map(|(_, account)| acting.entry("account.deleted", target(account), None));
    record_all(tx, told.collect()).await?;
    back.removed = ids.len();
    Ok(())
}

async fn restore(
    tx: &mut Tx,
    acting: &Acting,
    rewritten: &[Rewritten],
    present: &HashMap<AccountId, Present>,
    back: &mut TakenBack,
) -> Result<(), Error> {
    let wanted: BTreeSet<GroupId> = rewritten.iter().filter_map(|one| Some(one.group?.0)).collect();
    let living = accounts::living_groups(tx, acting.guild_id, &Vec::from_iter(wanted)).await?;
    let (mut moves, mut names, mut changing) = (BTreeMap::new(), Vec::new(), Vec::new());
    for one in rewritten {
        let Some(account) = present.get(&one.id) else { continue };
        if !one.holds(account) || one.group.is_some_and(|(was, _)| !living.contains(&was)) {
            back.kept.push((account.id, label(account)));
            continue;
        }
        moves.extend(one.group.map(|(was, _)| (one.id, was)));
        names.extend(one.display_name.as_ref().map(|(was, at, _)| NewName {
            id: one.id,
            display_name: was.clone(),
            search: search_text(&account.username, was),
            at: at.map(Ms),
        }));
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
    back.restored = changing.len();
    Ok(())
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
}
