//! Alerts as JSON.

pub mod feed;
pub mod group;
pub mod thresholds;

use schemars::JsonSchema;
use serde::Serialize;

use super::metric::Metric;
use super::store::thresholds::Threshold;
use crate::ids::{GroupId, ThresholdId};
use crate::time::Ms;
use crate::tracking::Platform;

/// A threshold as the API shows it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Threshold")]
pub struct ThresholdJson {
    id: ThresholdId,
    group: GroupOfAlert,
    metric: Metric,
    /// Null: all of them.
    platform: Option<Platform>,
    value: i64,
    enabled: bool,
    last_triggered_at: Option<Ms>,
    created_at: Ms,
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct GroupOfAlert {
    id: GroupId,
    label: String,
}

impl From<Threshold> for ThresholdJson {
    fn from(threshold: Threshold) -> ThresholdJson {
        let Threshold { id, group_id, group_label, metric, platform, value, enabled, .. } = threshold;
        ThresholdJson {
            id,
            group: GroupOfAlert { id: group_id, label: group_label },
            metric,
            platform: platform.platform(),
            value,
            enabled,
            last_triggered_at: threshold.last_triggered_at,
            created_at: threshold.created_at,
        }
    }
}
