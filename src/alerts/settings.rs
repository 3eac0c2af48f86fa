//! The three switches of a group: what of it is told of.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::changes::undo::{self, Before};
use super::store::settings as store;
use crate::audit::{Acting, Changes, Target};
use crate::db::Tx;
use crate::http::json::given;
use crate::http::{Code, Error};
use crate::ids::{ChangeId, GroupId};
use crate::time::Ms;

pub use store::load;

/// The switches as they stand. New groups start with all three on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema, sqlx::FromRow)]
#[schemars(rename = "AlertSettings")]
pub struct Settings {
    #[serde(skip)]
    pub group_label: String,
    pub streak_alerts: bool,
    pub threshold_alerts: bool,
    pub status_alerts: bool,
    /// Null while nobody has touched one.
    pub updated_at: Option<Ms>,
}

/// What somebody wants changed; what is absent stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AlertSettingsChange")]
pub struct Wanted {
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub streak_alerts: Option<bool>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub threshold_alerts: Option<bool>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub status_alerts: Option<bool>,
}

impl Wanted {
    pub const THRESHOLDS_ON: Wanted =
        Wanted { threshold_alerts: Some(true), streak_alerts: None, status_alerts: None };

    /// The same switches as they stand.
    fn as_in(self, settings: &Settings) -> Wanted {
        Wanted {
            streak_alerts: self.streak_alerts.map(|_| settings.streak_alerts),
            threshold_alerts: self.threshold_alerts.map(|_| settings.threshold_alerts),
            status_alerts: self.status_alerts.map(|_| settings.status_alerts),
        }
    }
}

/// What a change came to.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The switches as they are now.
    pub settings: Settings,
    /// By which it can be taken back, unless it was so already.
    pub change: Option<ChangeId>,
}

/// Changes what is wanted. 404 when the group is not the guild's.
pub async fn change(tx: &mut Tx, acting: &Acting, group: GroupId, wanted: Wanted) -> Result<Changed, Error> {
    let before = store::load(&mut *tx, acting.guild_id, group).await?.ok_or(Code::NotFound)?;
    let Some(settings) = write(tx, acting, group, &before, wanted).await? else {
        return Ok(Changed { settings: before, change: None });
    };
    let kept = Before::Switches { group, was: wanted.as_in(&before), now: wanted };
    let change = undo::keep(tx, acting, &kept).await?;
    Ok(Changed { settings, change: Some(change) })
}

/// Puts switches back to what they were, if they still are as the change left them.
pub(super) async fn take_back(
    tx: &mut Tx,
    acting: &Acting,
    group: GroupId,
    was: Wanted,
    now: Wanted,
) -> Result<bool, Error> {
    match store::load(&mut *tx, acting.guild_id, group).await? {
        Some(present) if now.as_in(&present) == now => {
            Ok(write(tx, acting, group, &present, was).await?.is_some())
        }
        _ => Ok(false),
    }
}

/// Writes what is wanted, with its entry; `None` when it was so already.
async fn write(
    tx: &mut Tx,
    acting: &Acting,
    group: GroupId,
    before: &Settings,
    wanted: Wanted,
) -> Result<Option<Settings>, Error> {
    let mut after = before.clone();
    after.streak_alerts = wanted.streak_alerts.unwrap_or(before.streak_alerts);
    after.threshold_alerts = wanted.threshold_alerts.unwrap_or(before.threshold_alerts);
    after.status_alerts = wanted.status_alerts.unwrap_or(before.status_alerts);
    let changes = Changes::new()
        .field("streak_alerts", before.streak_alerts, after.streak_alerts)
        .field("threshold_alerts", before.threshold_alerts, after.threshold_alerts)
        .field("status_alerts", before.status_alerts, after.status_alerts);
    let target = Target::new("group", group, &before.group_label);
    if !acting.changed(tx, "alert_settings.updated", target, changes).await? {
        return Ok(None);
    }
    after.updated_at = Some(acting.now);
    store::save(tx, group, &after).await?;
    Ok(Some(after))
}
