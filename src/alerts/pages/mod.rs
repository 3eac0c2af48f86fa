//! The pages of alerts: thresholds and what fired, the dialogs, and the parts that other pages show.

mod dialogs;
mod forms;
mod hint;
mod history;
mod list;
mod parts;
mod thresholds;
mod typed;

pub(crate) use parts::{group_panel, recent};

use crate::api_keys::grants::SessionOnly;
use crate::guilds::{Admin, GuildScope, Viewer};
use crate::http::{Access, Routes};
use crate::ids::{GroupId, GuildId, ThresholdId};

type Looking = GuildScope<Viewer, SessionOnly>;
type Changing = GuildScope<Admin, SessionOnly>;

const ADMINS_ONLY: &str = "Only administrators of this server can change alerts.";

pub fn routes() -> Routes {
    const ALL: &str = "/guilds/{guild_id}/alerts";
    const ONE: &str = "/guilds/{guild_id}/groups/{group_id}/thresholds/{threshold_id}";
    Routes::new()
        .get(ALL, Access::Viewer, list::alerts)
        .get("/guilds/{guild_id}/alerts/hint", Access::Viewer, hint::fragment)
        .post(ALL, Access::Admin, forms::create)
        .post("/guilds/{guild_id}/alerts/bulk", Access::Admin, forms::bulk::change)
        .post("/guilds/{guild_id}/alerts/undo", Access::Admin, forms::bulk::undo)
        .post(ONE, Access::Admin, forms::update)
        .post(
            "/guilds/{guild_id}/groups/{group_id}/thresholds/{threshold_id}/delete",
            Access::Admin,
            forms::delete,
        )
        .post(
            "/guilds/{guild_id}/groups/{group_id}/thresholds/{threshold_id}/restore",
            Access::Admin,
            forms::restore,
        )
        .post("/guilds/{guild_id}/groups/{group_id}/alert-settings", Access::Admin, forms::settings)
        .post("/guilds/{guild_id}/groups/{group_id}/alert-test", Access::Admin, forms::test)
}

/// The address of a threshold, for forms.
fn one(guild: GuildId, group: GroupId, id: ThresholdId) -> String {
    format!("/guilds/{guild}/groups/{group}/thresholds/{id}")
}
