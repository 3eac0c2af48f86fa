//! The bot's status in a guild as JSON.

use axum::extract::State;
use axum::response::Response;

use super::status::{self, StatusNow};
use super::{GuildScope, Viewer};
use crate::api_keys::Scope;
use crate::api_keys::grants::StatusRead;
use crate::app::App;
use crate::http::{Error, Operation, render};

pub fn status_operation() -> Operation {
    Operation::new("Status", "The bot's status in a guild").scope(Scope::StatusRead).ok::<StatusNow>()
}

/// `GET /api/v1/guilds/{guild_id}/status`
pub async fn status(
    State(app): State<App>,
    scope: GuildScope<Viewer, StatusRead>,
) -> Result<Response, Error> {
    render::json(&status::of_guild(&app.db, scope.guild_id(), app.clock.now()).await?)
}
