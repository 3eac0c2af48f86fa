//! The three switches of a group: what of it is told of.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::store::settings as store;
use crate::audit::{Acting, Changes, Target};
use crate::db::Tx;
use crate::http::json::given;
use crate::http::{Code, Error};
use crate::ids::GroupId;
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
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AlertSettingsChange")]
pub struct Wanted {
    #[serde(default, deserialize_with = "given")]
    pub streak_alerts: Option<bool>,
    #[serde(default, deserialize_with = "given")]
    pub threshold_alerts: Option<bool>,
    #[serde(default, deserialize_with = "given")]
    pub status_alerts: Option<bool>,
}

impl Wanted {
    pub const THRESHOLDS_ON: Wanted =
        Wanted { threshold_alerts: Some(true), streak_alerts: None, status_alerts: None };
}

/// Changes what is wanted. 404 when the group is not the guild's. Returns the switches as they are now.
pub async fn change(tx: &mut Tx, acting: &Acting, group: GroupId, wanted: Wanted) -> Result<Settings, Error> {
    let before = store::load(&mut *tx, acting.guild_id, group).await?.ok_or(Code::NotFound)?;
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
        return Ok(before);
    }
    after.updated_at = Some(acting.now);
    store::save(tx, group, &after).await?;
    Ok(after)
}
