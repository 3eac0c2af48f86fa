//! What can be done to thresholds, each with its audit entry; the same for the pages and the API.

mod bulk;
pub(super) mod undo;

pub use bulk::{Action, MOST, apply};
pub use undo::undo;

use super::rules::VALUE;
use super::store::thresholds::{self as store, Threshold};
use crate::audit::{Acting, Changes, Target};
use crate::db::Tx;
use crate::http::{Code, Error, FieldError};
use crate::ids::{ChangeId, GroupId, ThresholdId};
use crate::time::Ms;
use crate::tracking::change::restorable_since;
use crate::tracking::groups;
use crate::web::text::number;
use undo::{Before, Stand};

pub use store::Draft;

/// What of a threshold shall change; `None` leaves it as it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Edit {
    pub enabled: Option<bool>,
    pub value: Option<i64>,
}

/// The value is none, or out of range.
pub fn value_fault() -> FieldError {
    FieldError::new("#/value", "must be a whole number from 1 to 1,000,000,000,000")
}

fn checked(value: i64) -> Result<i64, Error> {
    if VALUE.contains(&value) { Ok(value) } else { Err(Error::fields(vec![value_fault()])) }
}

/// 404 when the group is not the guild's, 409 when it has a threshold of this metric and platform.
pub async fn create(tx: &mut Tx, acting: &Acting, draft: &Draft) -> Result<Threshold, Error> {
    checked(draft.value)?;
    let guild = acting.guild_id;
    groups::store::find(&mut *tx, guild, draft.group).await?.ok_or(Code::NotFound)?;
    refuse_twin(tx, acting, draft).await?;
    let id = ThresholdId::new(acting.now);
    store::insert(tx, guild, id, draft, acting.now).await?;
    let threshold = living(tx, acting, draft.group, id).await?;
    acting.did(tx, "threshold.created", target(&threshold)).await?;
    Ok(threshold)
}

/// A threshold as a change left it.
#[derive(Clone, Debug)]
pub struct Updated {
    pub threshold: Threshold,
    /// Its value before.
    pub was: i64,
    /// By which it can be taken back, unless it was so already.
    pub change: Option<ChangeId>,
}

pub async fn update(
    tx: &mut Tx,
    acting: &Acting,
    group: GroupId,
    id: ThresholdId,
    edit: Edit,
) -> Result<Updated, Error> {
    let before = living(tx, acting, group, id).await?;
    let value = checked(edit.value.unwrap_or(before.value))?;
    let now = Stand { value, enabled: edit.enabled.unwrap_or(before.enabled) };
    let was = Stand::of(&before);
    if now == was {
        return Ok(Updated { threshold: before, was: was.value, change: None });
    }
    let threshold = rewrite(tx, acting, &before, now).await?;
    let change = undo::keep(tx, acting, &Before::Edited { id, was, now }).await?;
    Ok(Updated { threshold, was: was.value, change: Some(change) })
}

/// Writes another value, or turns it on or off, with its entry.
async fn rewrite(tx: &mut Tx, acting: &Acting, before: &Threshold, now: Stand) -> Result<Threshold, Error> {
    let (id, Stand { value, enabled }) = (before.id, now);
    let changes =
        Changes::new().field("value", before.value, value).field("enabled", before.enabled, enabled);
    let action = match enabled {
        _ if value != before.value => "threshold.updated",
        true => "threshold.enabled",
        false => "threshold.disabled",
    };
    if value != before.value {
        store::set_value(tx, id, value, acting.now).await?;
    }
    if enabled != before.enabled {
        store::set_enabled(tx, &[id], enabled, acting.now).await?;
    }
    let after = living(tx, acting, before.group_id, id).await?;
    acting.changed(tx, action, target(&after), changes).await?;
    Ok(after)
}

/// Gives the threshold as it was.
pub async fn delete(
    tx: &mut Tx,
    acting: &Acting,
    group: GroupId,
    id: ThresholdId,
) -> Result<Threshold, Error> {
    let threshold = living(tx, acting, group, id).await?;
    store::set_deleted(tx, &[id], Some(acting.now), acting.now).await?;
    acting.did(tx, "threshold.deleted", target(&threshold)).await?;
    Ok(threshold)
}

/// Takes a deletion back, within 30 days; a threshold that is there stays as it is.
pub async fn restore(
    tx: &mut Tx,
    acting: &Acting,
    group: GroupId,
    id: ThresholdId,
) -> Result<Threshold, Error> {
    let found = store::find(&mut *tx, acting.guild_id, group, id).await?.ok_or(Code::NotFound)?;
    match found.deleted_at {
        None => return Ok(found),
        Some(at) if !is_kept(at, acting.now) => return Err(Code::NotFound.into()),
        Some(_) => {}
    }
    let draft = Draft { group, metric: found.metric, platform: found.platform, value: found.value };
    refuse_twin(tx, acting, &draft).await?;
    store::set_deleted(tx, &[id], None, acting.now).await?;
    acting.did(tx, "threshold.restored", target(&found)).await?;
    living(tx, acting, group, id).await
}

async fn living(tx: &mut Tx, acting: &Acting, group: GroupId, id: ThresholdId) -> Result<Threshold, Error> {
    let found = store::find(&mut *tx, acting.guild_id, group, id).await?;
    Ok(found.filter(|threshold| threshold.deleted_at.is_none()).ok_or(Code::NotFound)?)
}

async fn refuse_twin(tx: &mut Tx, acting: &Acting, draft: &Draft) -> Result<(), Error> {
    let twin = store::twin(&mut *tx, acting.guild_id, draft.group, draft.metric, draft.platform).await?;
    if twin.is_some() { Err(Code::ThresholdExists.into()) } else { Ok(()) }
}

fn is_kept(deleted_at: Ms, now: Ms) -> bool {
    deleted_at > restorable_since(now)
}

/// How the audit log names a threshold.
fn target(threshold: &Threshold) -> Target {
    Target::new("threshold", threshold.id, label(threshold))
}

/// `100,000 views on TikTok in Aurora`.
pub fn label(threshold: &Threshold) -> String {
    format!("{} {}", number(threshold.value), watched(threshold))
}

/// The same without the value.
pub fn watched(threshold: &Threshold) -> String {
    let platform = threshold.platform.platform().map_or(String::new(), |one| format!(" on {}", one.name()));
    format!("{}{platform} in {}", threshold.metric.as_str(), threshold.group_label)
}
