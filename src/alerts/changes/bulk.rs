//! Changing many thresholds, all of them or none, and taking that back.

use std::collections::{BTreeSet, HashSet};

use serde::{Deserialize, Serialize};

use super::store::{self, Threshold};
use super::{is_kept, target};
use crate::audit::{Acting, Changes, record_all};
use crate::db::Tx;
use crate::http::{Code, Error};
use crate::ids::{ChangeId, ThresholdId};
use crate::time::Ms;
use crate::undo::{self, Undone};

/// Thresholds of one change.
pub const MOST: usize = 200;
const KIND: &str = "thresholds";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Enable,
    Disable,
    Delete,
}

/// What a change came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Thresholds that are other than before; the rest was so already.
    pub count: usize,
    /// By which it can be taken back, when there is anything to.
    pub change: Option<ChangeId>,
}

/// What a change wrote: a threshold that is no longer so was changed since.
#[derive(Debug, Serialize, Deserialize)]
enum Before {
    Enabled { now: bool, ids: BTreeSet<ThresholdId> },
    Deleted { at: Ms, ids: BTreeSet<ThresholdId> },
}

/// Does it to all of these. 404, and nothing is changed, when one of them is not the guild's.
pub async fn apply(
    tx: &mut Tx,
    acting: &Acting,
    ids: &[ThresholdId],
    action: Action,
) -> Result<Changed, Error> {
    if ids.is_empty() || ids.len() > MOST {
        return Err(Error::field("#/ids", "must have 1 to 200 ids"));
    }
    let wanted: BTreeSet<ThresholdId> = ids.iter().copied().collect();
    let found = store::present(tx, acting.guild_id, &Vec::from_iter(wanted.iter().copied())).await?;
    if found.iter().filter(|one| one.deleted_at.is_none()).count() != wanted.len() {
        return Err(Code::NotFound.into());
    }
    let changing: Vec<Threshold> = found.into_iter().filter(|one| action.changes(one)).collect();
    let ids: Vec<ThresholdId> = changing.iter().map(|one| one.id).collect();
    let before = match action {
        Action::Enable | Action::Disable => {
            let now = action == Action::Enable;
            store::set_enabled(tx, &ids, now, acting.now).await?;
            Before::Enabled { now, ids: ids.iter().copied().collect() }
        }
        Action::Delete => {
            store::set_deleted(tx, &ids, Some(acting.now), acting.now).await?;
            Before::Deleted { at: acting.now, ids: ids.iter().copied().collect() }
        }
    };
    tell(tx, acting, &changing, action.audited()).await?;
    let change = match changing.is_empty() {
        true => None,
        false => Some(undo::keep(tx, acting.guild_id, KIND, &before, acting.now).await?),
    };
    Ok(Changed { count: changing.len(), change })
}

/// Takes a change back. What was changed since, or has a twin by now, stays and is counted.
pub async fn undo(tx: &mut Tx, acting: &Acting, change: ChangeId) -> Result<Undone, Error> {
    let before: Before = undo::find(tx, acting.guild_id, KIND, change, acting.now).await?;
    let (Before::Enabled { ids, .. } | Before::Deleted { ids, .. }) = &before;
    let ids = Vec::from_iter(ids.iter().copied());
    let found = store::present(tx, acting.guild_id, &ids).await?;
    let still: Vec<Threshold> = found.into_iter().filter(|one| before.holds(one, acting.now)).collect();
    let back = match before {
        Before::Enabled { now, .. } => {
            let ids: Vec<_> = still.iter().map(|one| one.id).collect();
            store::set_enabled(tx, &ids, !now, acting.now).await?;
            tell(tx, acting, &still, if now { "threshold.disabled" } else { "threshold.enabled" }).await?;
            still
        }
        Before::Deleted { .. } => {
            let free = without_twins(tx, acting, still).await?;
            let ids: Vec<_> = free.iter().map(|one| one.id).collect();
            store::set_deleted(tx, &ids, None, acting.now).await?;
            tell(tx, acting, &free, "threshold.restored").await?;
            free
        }
    };
    if !back.is_empty() {
        undo::used(tx, change).await?;
    }
    Ok(Undone { count: back.len(), kept: ids.len() - back.len() })
}

async fn without_twins(
    tx: &mut Tx,
    acting: &Acting,
    thresholds: Vec<Threshold>,
) -> Result<Vec<Threshold>, Error> {
    let twins: HashSet<ThresholdId> =
        store::with_twins(tx, acting.guild_id, &thresholds).await?.into_iter().collect();
    Ok(thresholds.into_iter().filter(|one| !twins.contains(&one.id)).collect())
}

async fn tell(
    tx: &mut Tx,
    acting: &Acting,
    thresholds: &[Threshold],
    action: &'static str,
) -> Result<(), Error> {
    let changes = |one: &Threshold| match action {
        "threshold.enabled" => Some(Changes::new().field("enabled", one.enabled, true)),
        "threshold.disabled" => Some(Changes::new().field("enabled", one.enabled, false)),
        _ => None,
    };
    let told = thresholds.iter().map(|one| acting.entry(action, target(one), changes(one)));
    record_all(tx, told.collect()).await?;
    Ok(())
}

impl Action {
    fn changes(self, threshold: &Threshold) -> bool {
        match self {
            Action::Enable => !threshold.enabled,
            Action::Disable => threshold.enabled,
            Action::Delete => true,
        }
    }

    fn audited(self) -> &'static str {
        match self {
            Action::Enable => "threshold.enabled",
            Action::Disable => "threshold.disabled",
            Action::Delete => "threshold.deleted",
        }
    }
}

impl Before {
    /// Whether the threshold is as the change left it.
    fn holds(&self, threshold: &Threshold, now: Ms) -> bool {
        match self {
            Before::Enabled { now, .. } => threshold.deleted_at.is_none() && threshold.enabled == *now,
            Before::Deleted { at, .. } => threshold.deleted_at == Some(*at) && is_kept(*at, now),
        }
    }
}
