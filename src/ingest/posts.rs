//! `POST .../posts`: posts that the bot found.

use axum::extract::State;
use serde::Deserialize;

use super::call::{Begun, Call};
use super::checks;
use crate::app::App;
use crate::http::replay::Answer;
use crate::http::{Path, Result};
use crate::ids::GuildId;
use crate::live::Event;
use crate::time::Ms;
use crate::tracking::posts::{self, NewPost};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    posts: Vec<Raw>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    external_id: String,
    platform: String,
    username: String,
    url: String,
    posted_at: String,
}

pub async fn post(State(app): State<App>, Path(guild): Path<GuildId>, call: Call) -> Result<Answer> {
    call.speaks_for(guild)?;
    let now = app.clock.now();
    let posts = read(&call.body, now)?;
    let mut tx = match call.begin_in(&app, guild, now).await? {
        Begun::Before(answer) => return Ok(answer),
        Begun::Now(tx) => tx,
    };
    let added = posts::add(&mut tx, guild, &posts, now).await?;
    let answer = call.commit(tx, &added, now).await?;
    app.live.publish(guild, Event::Tracked);
    Ok(answer)
}

pub(super) fn read(body: &[u8], now: Ms) -> Result<Vec<NewPost>> {
    let body: Body = checks::parse(body)?;
    checks::items("posts", &body.posts, |item, raw| {
        let external_id = item.take("external_id", checks::external_id(&raw.external_id));
        let platform = item.take("platform", checks::platform(&raw.platform));
        let username = item.take("username", checks::username(&raw.username));
        let url = item.take("url", checks::link(&raw.url));
        let posted_at = item.take("posted_at", checks::time(&raw.posted_at, now));
        Some(NewPost {
            platform: platform?,
            external_id: external_id?,
            username: username?,
            url: url?,
            posted_at: posted_at?,
        })
    })
}
