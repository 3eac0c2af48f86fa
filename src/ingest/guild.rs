//! `PUT /ingest/guilds/{guild_id}`: a guild that the bot serves, with its text channels.

use axum::extract::State;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::call::{Begun, Call};
use super::checks;
use crate::api_keys::Scope;
use crate::app::App;
use crate::db::Lock;
use crate::guilds::store::{self, Channel, Report};
use crate::http::replay::Answer;
use crate::http::{Error, FieldError, Operation, Path, Result};
use crate::ids::{ChannelId, GuildId};
use crate::live::Event;
use crate::tracking::change;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "GuildReport")]
struct Raw {
    name: String,
    icon_url: Option<String>,
    #[schemars(length(max = 1000))]
    channels: Vec<RawChannel>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ReportedChannel")]
struct RawChannel {
    id: ChannelId,
    name: String,
    bot_can_post: bool,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "GuildReported")]
struct Reported {
    guild_id: GuildId,
}

pub fn operation() -> Operation {
    Operation::new("Callbacks of the bot", "A guild that the bot serves, with its text channels")
        .scope(Scope::IngestWrite)
        .bot_only()
        .body::<Raw>()
        .ok::<Reported>()
}

pub async fn put(State(app): State<App>, Path(guild): Path<GuildId>, call: Call) -> Result<Answer> {
    call.bot_only()?;
    let now = app.clock.now();
    let report = read(&call.body)?;
    let mut tx = match call.begin(&app, Lock::Guild(guild), now).await? {
        Begun::Before(answer) => return Ok(answer),
        Begun::Now(tx) => tx,
    };
    store::put(&mut tx, guild, &report, now).await?;
    tx.mark_changed(guild);
    let answer = call.keep(&mut tx, &Reported { guild_id: guild }, now).await?;
    change::commit(&app, tx, guild).await?;
    app.live.publish(guild, Event::Status);
    Ok(answer)
}

pub(super) fn read(body: &[u8]) -> Result<Report> {
    let raw: Raw = checks::parse(body)?;
    let channels = checks::items("channels", &raw.channels, |item, raw| {
        let name = item.take("name", checks::label(&raw.name))?;
        Some(Channel { id: raw.id, name: name.as_str().to_owned(), bot_can_post: raw.bot_can_post })
    })?;
    let mut seen = std::collections::HashSet::new();
    if let Some(index) = channels.iter().position(|channel| !seen.insert(channel.id)) {
        let fault = FieldError::new(format!("#/channels/{index}/id"), "is given twice");
        return Err(Error::fields(vec![fault]));
    }
    checks::fields(|item| {
        let name = item.take("name", checks::label(&raw.name));
        let icon_url = item.maybe("icon_url", raw.icon_url.as_deref(), checks::link);
        Some(Report { name: name?.as_str().to_owned(), icon_url: icon_url?, channels })
    })
}
