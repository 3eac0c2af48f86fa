//! Taking a change of thresholds, or of the switches of a group, back.

use std::collections::{BTreeSet, HashSet};

use serde::{Deserialize, Serialize};

use super::bulk::tell;
use super::store::{self, Threshold};
use super::{is_kept, rewrite};
use crate::alerts::settings::{self, Wanted};
use crate::audit::Acting;
use crate::db::Tx;
use crate::http::Error;
use crate::ids::{ChangeId, GroupId, ThresholdId};
use crate::time::Ms;
use crate::undo::{self, Undone};

const KIND: &str = "alerts";

/// What a change overwrote, and what it wrote: what is no longer so was changed since.
#[derive(Debug, Serialize, Deserialize)]
pub enum Before {
    Enabled { now: bool, ids: BTreeSet<ThresholdId> },
    Deleted { at: Ms, ids: BTreeSet<ThresholdId> },
    Edited { id: ThresholdId, was: Stand, now: Stand },
    Switches { group: GroupId, was: Wanted, now: Wanted },
}

/// Value and state of a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stand {
    pub value: i64,
    pub enabled: bool,
}

impl Stand {
    pub fn of(threshold: &Threshold) -> Stand {
        Stand { value: threshold.value, enabled: threshold.enabled }
    }
}

pub async fn keep(tx: &mut Tx, acting: &Acting, before: &Before) -> Result<ChangeId, Error> {
    undo::keep(tx, acting.guild_id, KIND, before, acting.now).await
}

/// Takes a change back. What was changed since, or has a twin by now, stays and is counted.
pub async fn undo(tx: &mut Tx, acting: &Acting, change: ChangeId) -> Result<Undone, Error> {
    let before: Before = undo::find(tx, acting.guild_id, KIND, change, acting.now).await?;
    let (asked, count) = match &before {
        Before::Enabled { ids, .. } | Before::Deleted { ids, .. } => {
            (ids.len(), take_back(tx, acting, &before, ids).await?)
        }
        Before::Edited { id, was, now } => (1, edit_back(tx, acting, *id, *was, *now).await?),
        Before::Switches { group, was, now } => {
            (1, usize::from(settings::take_back(tx, acting, *group, *was, *now).await?))
        }
    };
    if count > 0 {
        undo::used(tx, change).await?;
    }
    Ok(Undone { count, kept: asked - count })
}

/// Those that are as the change left them. Returns how many.
async fn take_back(
    tx: &mut Tx,
    acting: &Acting,
    before: &Before,
    ids: &BTreeSet<ThresholdId>,
) -> Result<usize, Error> {
    let found = store::present(tx, acting.guild_id, &Vec::from_iter(ids.iter().copied())).await?;
    let still: Vec<Threshold> = found.into_iter().filter(|one| before.holds(one, acting.now)).collect();
    let (back, action) = match before {
        Before::Enabled { now, .. } => {
            let ids: Vec<_> = still.iter().map(|one| one.id).collect();
            store::set_enabled(tx, &ids, !now, acting.now).await?;
            (still, if *now { "threshold.disabled" } else { "threshold.enabled" })
        }
        _ => {
            let free = without_twins(tx, acting, still).await?;
            let ids: Vec<_> = free.iter().map(|one| one.id).collect();
            store::set_deleted(tx, &ids, None, acting.now).await?;
            (free, "threshold.restored")
        }
    };
    tell(tx, acting, &back, action).await?;
    Ok(back.len())
}

async fn edit_back(
    tx: &mut Tx,
    acting: &Acting,
    id: ThresholdId,
    was: Stand,
    now: Stand,
) -> Result<usize, Error> {
    let found = store::present(tx, acting.guild_id, &[id]).await?;
    let Some(threshold) = found.iter().find(|one| one.deleted_at.is_none() && Stand::of(one) == now) else {
        return Ok(0);
    };
    rewrite(tx, acting, threshold, was).await?;
    Ok(1)
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

impl Before {
    /// Whether the threshold is as the change of many left it.
    fn holds(&self, threshold: &Threshold, now: Ms) -> bool {
        match self {
            Before::Enabled { now, .. } => threshold.deleted_at.is_none() && threshold.enabled == *now,
            Before::Deleted { at, .. } => threshold.deleted_at == Some(*at) && is_kept(*at, now),
            Before::Edited { .. } | Before::Switches { .. } => false,
        }
    }
}
