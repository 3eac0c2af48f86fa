//! `POST .../accounts`: followers, status and display names of accounts.

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
use crate::tracking::accounts::Status;
use crate::tracking::accounts::reports::{self, Report};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    accounts: Vec<Raw>,
}

/// What is left out or null stays as it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    platform: String,
    username: String,
    followers: Option<i64>,
    status: Option<String>,
    display_name: Option<String>,
    collected_at: String,
}

pub async fn post(State(app): State<App>, Path(guild): Path<GuildId>, call: Call) -> Result<Answer> {
    call.speaks_for(guild)?;
    let now = app.clock.now();
    let reports = read(&call.body, now)?;
    let mut tx = match call.begin_in(&app, guild, now).await? {
        Begun::Before(answer) => return Ok(answer),
        Begun::Now(tx) => tx,
    };
    let reported = reports::record(&mut tx, guild, &reports).await?;
    let answer = call.commit(tx, &reported, now).await?;
    app.live.publish(guild, Event::Tracked);
    Ok(answer)
}

pub(super) fn read(body: &[u8], now: Ms) -> Result<Vec<Report>> {
    let body: Body = checks::parse(body)?;
    checks::items("accounts", &body.accounts, |item, raw| {
        let platform = item.take("platform", checks::platform(&raw.platform));
        let username = item.take("username", checks::username(&raw.username));
        let collected_at = item.take("collected_at", checks::time(&raw.collected_at, now));
        let followers = item.maybe("followers", raw.followers, checks::count);
        let status = item.maybe("status", raw.status.as_deref(), status);
        let display_name = item.maybe("display_name", raw.display_name.as_deref(), checks::label);
        Some(Report {
            platform: platform?,
            username: username?,
            collected_at: collected_at?,
            followers: followers?,
            status: status?,
            display_name: display_name?,
        })
    })
}

/// What a platform can tell. Pausing is for people: a bot that could pause an account could never
/// bring it back, since its reports do not end a pause either.
fn status(text: &str) -> Result<Status, &'static str> {
    match text {
        "active" => Ok(Status::Active),
        "unavailable" => Ok(Status::Unavailable),
        _ => Err("must be active or unavailable"),
    }
}
