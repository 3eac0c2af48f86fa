//! `POST .../metrics`: snapshots of posts.

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
use crate::tracking::change;
use crate::tracking::marks::Reading;
use crate::tracking::snapshots::{self, Recorded, Snapshot};
use crate::tracking::{Counts, Platform};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "MetricsReport")]
struct Body {
    #[schemars(length(max = 1000))]
    snapshots: Vec<Raw>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Snapshot")]
struct Raw {
    #[schemars(with = "Platform")]
    platform: String,
    #[schemars(length(min = 1, max = 200))]
    external_id: String,
    #[schemars(with = "Ms")]
    collected_at: String,
    #[schemars(range(min = 0, max = 1_000_000_000_000i64))]
    views: i64,
    #[schemars(range(min = 0, max = 1_000_000_000_000i64))]
    likes: i64,
    #[schemars(range(min = 0, max = 1_000_000_000_000i64))]
    comments: i64,
    #[schemars(range(min = 0, max = 1_000_000_000_000i64))]
    shares: i64,
}

pub fn operation() -> Operation {
    Operation::new("Callbacks of the bot", "Metrics of posts")
        .text("The greatest value seen counts, whatever the order of arrival. Nothing of an unknown post is kept: send it again after the post.")
        .scope(Scope::IngestWrite)
        .body::<Body>()
        .ok::<Recorded>()
}

pub async fn post(State(app): State<App>, Path(guild): Path<GuildId>, call: Call) -> Result<Answer> {
    call.speaks_for(guild)?;
    let now = app.clock.now();
    let snapshots = read(&call.body, now)?;
    let mut tx = match call.begin_in(&app, guild, now).await? {
        Begun::Before(answer) => return Ok(answer),
        Begun::Now(tx) => tx,
    };
    let recorded = snapshots::record(&mut tx, guild, &snapshots, now).await?;
    let answer = call.keep(&mut tx, &recorded, now).await?;
    change::commit(&app, tx, guild).await?;
    Ok(answer)
}

pub(super) fn read(body: &[u8], now: Ms) -> Result<Vec<Snapshot>> {
    let body: Body = checks::parse(body)?;
    checks::items("snapshots", &body.snapshots, |item, raw| {
        let platform = item.take("platform", checks::platform(&raw.platform));
        let external_id = item.take("external_id", checks::external_id(&raw.external_id));
        let at = item.take("collected_at", checks::time(&raw.collected_at, now));
        let views = item.take("views", checks::count(raw.views));
        let likes = item.take("likes", checks::count(raw.likes));
        let comments = item.take("comments", checks::count(raw.comments));
        let shares = item.take("shares", checks::count(raw.shares));
        let counts = Counts::new(views?, likes?, comments?, shares?);
        Some(Snapshot {
            platform: platform?,
            external_id: external_id?,
            reading: Reading { at: at?, counts },
        })
    })
}
