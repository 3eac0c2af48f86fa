//! Changing many thresholds, all of them or none.

use std::collections::BTreeSet;

use super::store::{self, Threshold};
use super::target;
use super::undo::{self, Before};
use crate::audit::{Acting, Changes, record_all};
use crate::db::Tx;
use crate::http::{Code, Error};
use crate::ids::{ChangeId, ThresholdId};

/// Thresholds of one change.
pub const MOST: usize = 200;

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
        false => Some(undo::keep(tx, acting, &before).await?),
    };
    Ok(Changed { count: changing.len(), change })
}

/// Writes an entry for each.
pub(super) async fn tell(
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
