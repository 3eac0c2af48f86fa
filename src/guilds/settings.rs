//! Settings of a guild.

mod store;

use serde_json::{Value, json};

pub use store::{Settings, load};

impl Settings {
    /// As the API shows them.
    pub fn public(&self) -> Value {
        json!({
            "notification_channel_id": self.notification_channel_id,
            "near_miss_percent": self.near_miss_percent,
            "create_missing_on_import": self.create_missing_on_import,
        })
    }
}
