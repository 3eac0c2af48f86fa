//! `POST .../accounts`: followers, status and display names of accounts.

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
use crate::tracking::accounts::Status;
use crate::tracking::accounts::reports::{self, Report, Reported};
use crate::tracking::change;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AccountsReport")]
struct Body {
    #[schemars(length(max = 1000))]
    accounts: Vec<Raw>,
}

/// What is left out or null stays as it is.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ReportedAccount")]
struct Raw {
    #[schemars(with = "Platform")]
    platform: String,
    username: String,
    #[schemars(range(min = 0, max = 1_000_000_000_000i64))]
    followers: Option<i64>,
    #[schemars(with = "Option<ReportedStatus>")]
    status: Option<String>,
    display_name: Option<String>,
    #[schemars(with = "Ms")]
    collected_at: String,
}

pub fn operation() -> Operation {
    Operation::new("Callbacks of the bot", "Followers, state and display names of accounts")
        .text("What is left out or null stays as it is; the latest `collected_at` wins.")
        .scope(Scope::IngestWrite)
        .body::<Body>()
        .ok::<Reported>()
}

pub async fn post(State(app): State<App>, Path(guild): Path<GuildId>, call: Call) -> Result<Answer> {
    call.speaks_for(guild)?;
    let now = app.clock.now();
    let reports = read(&call.body, now)?;
    let mut tx = match call.begin_in(&app, guild, now).await? {
        Begun::Before(answer) => return Ok(answer),
        Begun::Now(tx) => tx,
    };
    let reported = reports::record(&mut tx, guild, &reports, now).await?;
    let answer = call.keep(&mut tx, &reported, now).await?;
    change::commit(&app, tx, guild).await?;
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

/// What a platform can tell.
#[derive(JsonSchema)]
#[schemars(inline, rename_all = "lowercase")]
#[expect(dead_code, reason = "only its schema is of interest")]
enum ReportedStatus {
    Active,
    Unavailable,
}

/// Pausing is for people: a bot that could pause an account could never
/// bring it back, since its reports do not end a pause either.
fn status(text: &str) -> Result<Status, &'static str> {
    match text {
        "active" => Ok(Status::Active),
        "unavailable" => Ok(Status::Unavailable),
        _ => Err("must be active or unavailable"),
    }
}
