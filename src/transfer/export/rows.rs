//! An account as an export holds it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::time::Ms;
use crate::tracking::Platform;
use crate::tracking::accounts::{Status, profile_url};

/// An account with the names of its group and brand.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ExportRow {
    pub platform: String,
    pub username: String,
    pub brand: String,
    pub group_label: String,
    pub display_name: String,
    pub status: String,
    pub followers: Option<i64>,
    pub last_checked_at: Option<Ms>,
}

impl ExportRow {
    /// The cells of the columns that an import reads.
    pub fn cells(&self) -> [&str; 5] {
        [&self.platform, &self.username, &self.brand, &self.group_label, &self.display_name]
    }

    pub fn url(&self) -> String {
        profile_url(&self.platform, &self.username)
    }

    pub fn json(&self) -> ExportJson<'_> {
        ExportJson {
            platform: &self.platform,
            username: &self.username,
            brand: &self.brand,
            group: &self.group_label,
            display_name: &self.display_name,
            status: &self.status,
            followers: self.followers,
            url: self.url(),
            last_checked_at: self.last_checked_at,
        }
    }
}

/// An account of an export.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ExportedAccount")]
pub struct ExportJson<'a> {
    #[schemars(with = "Platform")]
    platform: &'a str,
    username: &'a str,
    brand: &'a str,
    group: &'a str,
    display_name: &'a str,
    #[schemars(with = "Status")]
    status: &'a str,
    followers: Option<i64>,
    url: String,
    last_checked_at: Option<Ms>,
}
