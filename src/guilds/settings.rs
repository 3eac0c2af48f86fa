//! Settings of a guild.

mod store;

use schemars::JsonSchema;
use serde::Serialize;

use crate::ids::ChannelId;

pub use store::{Settings, load};

/// The settings as the API shows them.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Settings")]
pub struct SettingsJson {
    pub notification_channel_id: Option<ChannelId>,
    pub near_miss_percent: i64,
    pub create_missing_on_import: bool,
}

impl Settings {
    pub fn public(&self) -> SettingsJson {
        SettingsJson {
            notification_channel_id: self.notification_channel_id,
            near_miss_percent: self.near_miss_percent,
            create_missing_on_import: self.create_missing_on_import,
        }
    }
}
