//! Alerts of one group through the API: thresholds with the switches, hints, and a test.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;

use super::ThresholdJson;
use crate::alerts::hints::hints;
use crate::alerts::list::ReachText;
use crate::alerts::metric::Metric;
use crate::alerts::rules::{Reach, VALUE};
use crate::alerts::settings::{self, Settings, Wanted};
use crate::alerts::{changes, list, test};
use crate::api_keys;
use crate::api_keys::grants::{AlertsRead, AlertsWrite};
use crate::app::App;
use crate::guilds::{Admin, GuildScope, Viewer};
use crate::http::replay::Answer;
use crate::http::{Code, Error, Json, Once, Operation, Params, Path, RequestId, render};
use crate::ids::{AlertId, GroupId, GuildId};
use crate::tracking::change::{begin, commit};

/// Thresholds of one group, and its switches.
#[derive(Serialize, JsonSchema)]
struct GroupThresholds {
    items: Vec<ThresholdJson>,
    next_cursor: Option<String>,
    settings: Settings,
}

pub fn list_operation() -> Operation {
    Operation::new("Alerts", "Thresholds of a group, and its switches")
        .text("All at once: there is one at most for each metric and platform.")
        .scope(api_keys::Scope::AlertsRead)
        .ok::<GroupThresholds>()
        .strict()
}

/// `GET /api/v1/guilds/{guild_id}/groups/{group_id}/alert-thresholds`
pub async fn list(
    State(app): State<App>,
    scope: GuildScope<Viewer, AlertsRead>,
    Path((_, group)): Path<(GuildId, GroupId)>,
    params: Params,
) -> Result<Response, Error> {
    params.finish()?;
    let guild = scope.guild_id();
    let settings = settings::load(&app.db, guild, group).await?.ok_or(Code::NotFound)?;
    let items = list::of_group(&app.db, guild, group).await?;
    let items = items.into_iter().map(ThresholdJson::from).collect();
    render::json(&GroupThresholds { items, next_cursor: None, settings })
}

pub fn settings_operation() -> Operation {
    Operation::new("Alerts", "Switch kinds of alerts of a group on or off")
        .text("What is left out stays as it is.")
        .scope(api_keys::Scope::AlertsWrite)
        .body::<Wanted>()
        .ok::<Settings>()
}

/// `PATCH /api/v1/guilds/{guild_id}/groups/{group_id}/alert-settings`
pub async fn patch_settings(
    State(app): State<App>,
    scope: GuildScope<Admin, AlertsWrite>,
    Path((_, group)): Path<(GuildId, GroupId)>,
    request_id: RequestId,
    Json(wanted): Json<Wanted>,
) -> Result<Response, Error> {
    let mut tx = begin(&app, scope.guild_id()).await?;
    let changed = settings::change(&mut tx, &scope.acting(&app, &request_id), group, wanted).await?;
    commit(&app, tx, scope.guild_id()).await?;
    render::json(&changed.settings)
}

/// What was collected of a group in the last 30 days.
#[derive(Serialize, JsonSchema)]
struct AlertHints {
    /// Null where nothing was collected.
    average: Option<i64>,
    /// The value that nine of ten do not exceed.
    p90: Option<i64>,
    max: Option<i64>,
    /// Posts with new numbers in these days, published within a year; of `followers`, the accounts.
    sample: i64,
    /// How often a threshold of `value` would have fired in these days.
    would_fire: Option<i64>,
}

pub fn hints_operation() -> Operation {
    Operation::new("Alerts", "Numbers of a group's last 30 days, to choose a value by")
        .scope(api_keys::Scope::AlertsRead)
        .query::<Metric>("metric", "`views` where it is left out.")
        .query::<ReachText>("platform", "All platforms where it is left out.")
        .query::<i64>("value", "A value to try.")
        .ok::<AlertHints>()
}

/// `GET /api/v1/guilds/{guild_id}/groups/{group_id}/alert-hints`
pub async fn show_hints(
    State(app): State<App>,
    scope: GuildScope<Viewer, AlertsRead>,
    Path((_, group)): Path<(GuildId, GroupId)>,
    mut params: Params,
) -> Result<Response, Error> {
    let metric = params.get("metric", "views, likes, comments, shares or followers").unwrap_or(Metric::Views);
    let platform =
        params.get("platform", "all, instagram, tiktok, youtube, x or facebook").unwrap_or(Reach::All);
    let value: Option<i64> = params.get("value", "a whole number from 1 to 1,000,000,000,000");
    if value.is_some_and(|value| !VALUE.contains(&value)) {
        params.fault("value", changes::value_fault().detail.into_owned());
    }
    params.finish()?;
    let guild = scope.guild_id();
    settings::load(&app.db, guild, group).await?.ok_or(Code::NotFound)?;
    let hints = hints(&app.db, guild, group, metric, platform, app.clock.now().day()).await?;
    render::json(&AlertHints {
        average: hints.average(),
        p90: hints.p90(),
        max: hints.max(),
        sample: hints.sample(),
        would_fire: value.map(|value| hints.would_fire(value)),
    })
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AlertTest")]
struct TestAnswer {
    /// The message in the outbox.
    id: AlertId,
}

pub fn test_operation() -> Operation {
    Operation::new("Alerts", "Send a test message to the channel of a group")
        .text("It waits in the outbox like any alert; the page of alerts shows what becomes of it.")
        .scope(api_keys::Scope::AlertsWrite)
        .idempotent()
        .fails(&[Code::ValidationFailed])
        .accepted::<TestAnswer>()
}

/// `POST /api/v1/guilds/{guild_id}/groups/{group_id}/alert-test`
pub async fn post_test(
    State(app): State<App>,
    scope: GuildScope<Admin, AlertsWrite>,
    Path((_, group)): Path<(GuildId, GroupId)>,
    request_id: RequestId,
    once: Once,
) -> Result<Answer, Error> {
    let acting = scope.acting(&app, &request_id);
    let mut tx = begin(&app, scope.guild_id()).await?;
    if let Some(answer) = once.earlier(&mut tx, acting.now).await? {
        return Ok(answer);
    }
    let id = test(&mut tx, &acting, group).await?;
    let answer = once.keep(&mut tx, StatusCode::ACCEPTED, &TestAnswer { id }, acting.now).await?;
    commit(&app, tx, scope.guild_id()).await?;
    Ok(answer)
}
