//! Settings and channels as JSON.

use axum::extract::State;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::{SettingsJson, Wanted, change, guilds};
use crate::api_keys::Scope;
use crate::api_keys::grants::{TrackingRead, TrackingWrite};
use crate::app::App;
use crate::guilds::{Admin, GuildScope};
use crate::http::{Error, Json, Operation, Params, RequestId, render};
use crate::ids::ChannelId;
use crate::tracking::change::{begin, committed};

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Channel")]
struct ChannelJson {
    id: ChannelId,
    name: String,
    bot_can_post: bool,
}

impl From<guilds::Channel> for ChannelJson {
    fn from(channel: guilds::Channel) -> ChannelJson {
        ChannelJson { id: channel.id, name: channel.name, bot_can_post: channel.bot_can_post }
    }
}

pub fn patch_operation() -> Operation {
    Operation::new("Guilds", "Change the settings of a guild")
        .text("A field that is absent stays as it is.")
        .scope(Scope::TrackingWrite)
        .body::<Wanted>()
        .ok::<SettingsJson>()
}

/// `PATCH /api/v1/guilds/{guild_id}/settings`
pub async fn patch(
    State(app): State<App>,
    scope: GuildScope<Admin, TrackingWrite>,
    request_id: RequestId,
    Json(wanted): Json<Wanted>,
) -> Result<Response, Error> {
    let acting = scope.acting(&app, &request_id);
    let mut tx = begin(&app, scope.guild_id()).await?;
    let done = change(&mut tx, &acting, scope.guild_name(), &wanted).await;
    let (settings, _) = committed(&app, tx, scope.guild_id(), done).await?;
    render::json(&settings.public())
}

pub fn channels_operation() -> Operation {
    Operation::new("Guilds", "Text channels that the bot knows")
        .scope(Scope::TrackingRead)
        .list::<ChannelJson>()
        .strict()
}

/// `GET /api/v1/guilds/{guild_id}/channels`: all at once; Discord allows 500 in a guild.
pub async fn channels(
    State(app): State<App>,
    scope: GuildScope<Admin, TrackingRead>,
    params: Params,
) -> Result<Response, Error> {
    params.finish()?;
    let channels = guilds::channels(&app.db, scope.guild_id()).await?;
    let items: Vec<ChannelJson> = channels.into_iter().map(ChannelJson::from).collect();
    render::json(&json!({ "items": items, "next_cursor": null }))
}
