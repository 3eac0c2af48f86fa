//! Settings of a guild: where messages go, what a near miss is, what an import may create.

mod api;
mod pages;
mod rules;
pub mod store;

use schemars::JsonSchema;
use serde::Serialize;

use super::store as guilds;
use crate::audit::{Acting, Target};
use crate::db::Tx;
use crate::http::{Access, Error, Routes};
use crate::ids::{ChannelId, GuildId};
use crate::web::NavItem;

pub use rules::{NEAR_MISS_PERCENT, Wanted};
pub use store::{Settings, load};

pub fn routes() -> Routes {
    Routes::new()
        .get("/guilds/{guild_id}/settings", Access::Viewer, pages::show)
        .post("/guilds/{guild_id}/settings", Access::Admin, pages::save)
        .patch("/api/v1/guilds/{guild_id}/settings", Access::Admin, api::patch)
        .describe(api::patch_operation())
        .get("/api/v1/guilds/{guild_id}/channels", Access::Admin, api::channels)
        .describe(api::channels_operation())
}

/// The entry in the sidebar.
pub fn nav(guild: GuildId) -> NavItem {
    let href = format!("/guilds/{guild}/settings");
    NavItem { key: "settings", icon: "settings", label: "Settings", href, ..NavItem::default() }
}

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

/// Changes what is wanted, all or none; the caller holds the guild's lock. Returns the settings as they are now,
/// and whether anything changed.
async fn change(
    tx: &mut Tx,
    acting: &Acting,
    guild_name: &str,
    wanted: &Wanted,
) -> Result<(Settings, bool), Error> {
    let guild = acting.guild_id;
    let before = store::load(&mut *tx, guild).await?;
    let channels = guilds::channels(&mut *tx, guild).await?;
    let after = rules::apply(&before, wanted, &channels).map_err(Error::fields)?;
    let changes = rules::changes(&before, &after, &channels);
    let target = Target::new("guild", guild, guild_name);
    let changed = acting.changed(tx, "settings.updated", target, changes).await?;
    if changed {
        store::save(tx, guild, &after, acting.now).await?;
    }
    Ok((after, changed))
}
