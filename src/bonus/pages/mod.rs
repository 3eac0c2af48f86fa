//! Bonus rounds as pages: the list of rounds, a round, and the leaderboard.

mod back;
mod create;
mod group;
mod home;
mod leaderboard;
mod list;
mod payments;
mod place;
mod round;
mod words;

pub use group::panel_of_group;

use crate::http::{Access, Routes};
use crate::ids::{GuildId, RoundId};
use crate::web::NavItem;

/// Why a viewer may not.
pub(super) const ADMINS_ONLY: &str = "Only administrators of this server can change this.";

pub fn routes() -> Routes {
    Routes::new()
        .get("/guilds/{guild_id}/bonus", Access::Viewer, home::bonus)
        .get("/guilds/{guild_id}/bonus/rounds/{round_id}", Access::Viewer, round::round)
        .get("/guilds/{guild_id}/bonus/rounds/{round_id}/results.csv", Access::Viewer, round::export::csv)
        .post("/guilds/{guild_id}/bonus/rounds/{round_id}/evaluate", Access::Admin, round::forms::evaluate)
        .post("/guilds/{guild_id}/bonus/rounds/{round_id}/delete", Access::Admin, round::forms::delete)
        .merge(create::routes())
        .merge(payments::routes())
}

/// The entry in the sidebar.
pub fn nav(guild: GuildId) -> NavItem {
    let href = href(guild);
    NavItem { key: "bonus", icon: "trophy", label: "Bonus rounds", href, ..NavItem::default() }
}

/// The address of the rounds and the leaderboard.
pub fn href(guild: GuildId) -> String {
    format!("/guilds/{guild}/bonus")
}

/// The address of a round.
pub fn round_href(guild: GuildId, round: RoundId) -> String {
    format!("{}/rounds/{round}", href(guild))
}
