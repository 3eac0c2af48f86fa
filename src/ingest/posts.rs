//! `POST .../posts`: posts that the bot found.

use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;

use super::call::{Begun, Call};
use super::checks;
use crate::api_keys::Scope;
use crate::app::App;
use crate::http::replay::Answer;
use crate::http::{Operation, Path, Result};
use crate::ids::GuildId;
use crate::time::Ms;
use crate::tracking::Platform;
use crate::tracking::change;
use crate::tracking::posts::{self, Added, NewPost};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PostsReport")]
struct Body {
    #[schemars(length(max = 1000))]
    posts: Vec<Raw>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ReportedPost")]
struct Raw {
    #[schemars(length(min = 1, max = 200))]
    external_id: String,
    #[schemars(with = "Platform")]
    platform: String,
    username: String,
    /// An http or https address of a public host.
    #[schemars(length(max = 2000), extend("examples" = ["https://www.tiktok.com/@mira/video/1"]))]
    url: String,
    #[schemars(with = "Ms")]
    posted_at: String,
}

pub fn operation() -> Operation {
    Operation::new("Callbacks of the bot", "Posts that the bot found")
        .text("A post's `posted_at` never changes afterwards; posts of accounts that the guild does not track are named and not kept.")
        .scope(Scope::IngestWrite)
        .body::<Body>()
        .ok::<Added>()
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
    let answer = call.keep(&mut tx, &added, now).await?;
    change::commit(&app, tx, guild).await?;
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
