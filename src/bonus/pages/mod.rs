//! The pages of bonus rounds.

mod create;

use crate::api_keys::grants::SessionOnly;
use crate::guilds::{Admin, GuildScope, Viewer};
use crate::http::Routes;
use crate::ids::{GuildId, RoundId};

type Looking = GuildScope<Viewer, SessionOnly>;
type Changing = GuildScope<Admin, SessionOnly>;

pub fn routes() -> Routes {
    Routes::new().merge(create::routes())
}

/// The address of the rounds.
fn base(guild: GuildId) -> String {
    format!("/guilds/{guild}/bonus")
}

/// The address of a round.
fn round_href(guild: GuildId, round: RoundId) -> String {
    format!("{}/rounds/{round}", base(guild))
}
