//! Settings and channels as JSON.

use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use super::{Wanted, change, guilds};
use crate::api_keys::grants::{TrackingRead, TrackingWrite};
use crate::app::App;
use crate::guilds::{Admin, GuildScope};
use crate::http::{Error, Json, Params, RequestId, render};

/// `PATCH /api/v1/guilds/{guild_id}/settings`
pub async fn patch(
    State(app): State<App>,
    scope: GuildScope<Admin, TrackingWrite>,
    request_id: RequestId,
    Json(wanted): Json<Wanted>,
) -> Result<Response, Error> {
    let acting = scope.acting(&app, &request_id);
    let (settings, _) = change(&app, &acting, scope.guild_name(), &wanted).await?;
    render::json(&settings.public())
}

/// `GET /api/v1/guilds/{guild_id}/channels`: all at once; Discord allows 500 in a guild.
pub async fn channels(
    State(app): State<App>,
    scope: GuildScope<Admin, TrackingRead>,
    params: Params,
) -> Result<Response, Error> {
    params.finish()?;
    let channels = guilds::channels(&app.db, scope.guild_id()).await?;
    let item = |channel: &guilds::Channel| -> Value {
        json!({ "id": channel.id, "name": channel.name, "bot_can_post": channel.bot_can_post })
    };
    let items: Vec<_> = channels.iter().map(item).collect();
    render::json(&json!({ "items": items, "next_cursor": null }))
}
