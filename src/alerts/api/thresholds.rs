//! Thresholds through the API.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ThresholdJson;
use crate::alerts::changes::{self, Action, Draft, Edit};
use crate::alerts::list::{self, Filter, ReachText};
use crate::alerts::metric::Metric;
use crate::alerts::rules::Reach;
use crate::alerts::settings;
use crate::api_keys;
use crate::api_keys::grants::{AlertsRead, AlertsWrite};
use crate::app::App;
use crate::guilds::{Admin, GuildScope, Viewer};
use crate::http::json::given;
use crate::http::replay::Answer;
use crate::http::{Code, Error, Json, JsonOnce, Once, Operation, Params, Path, RequestId, render};
use crate::ids::{GroupId, GuildId, ThresholdId};
use crate::tracking::Platform;
use crate::tracking::change::{begin, commit};

type Changing = GuildScope<Admin, AlertsWrite>;

/// Thresholds, and how many of all can fire.
#[derive(Serialize, JsonSchema)]
struct Thresholds {
    items: Vec<ThresholdJson>,
    next_cursor: Option<String>,
    /// Of the whole server, whatever the filters.
    active_count: i64,
}

pub fn list_operation() -> Operation {
    Operation::new("Alerts", "Thresholds of a server, by group")
        .scope(api_keys::Scope::AlertsRead)
        .query::<GroupId>("group_id", "Only of this group.")
        .query::<ReachText>("platform", "Only for this platform; `all` are those for all of them.")
        .query::<Metric>("metric", "Only of this metric.")
        .query::<bool>("enabled", "Only those that are on, or off.")
        .query::<bool>(
            "active",
            "Only those that can fire: on, in a group whose threshold alerts are on; or only the others.",
        )
        .query::<String>("q", "Part of the name of a group or brand.")
        .pages::<ThresholdJson>()
        .ok::<Thresholds>()
}

/// `GET /api/v1/guilds/{guild_id}/alert-thresholds`
pub async fn list(
    State(app): State<App>,
    scope: GuildScope<Viewer, AlertsRead>,
    mut params: Params,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let filter = Filter::read(&mut params);
    let (limit, cursor) = (params.limit(), params.text("cursor"));
    params.finish()?;
    let from = filter.position(&app.secrets, guild, cursor.as_deref())?;
    let page = list::page(&app, guild, &filter, &from, limit).await?;
    render::json(&Thresholds {
        items: page.rows.into_iter().map(ThresholdJson::from).collect(),
        next_cursor: page.next,
        active_count: list::active_count(&app.db, guild).await?,
    })
}

fn operation(summary: &'static str) -> Operation {
    Operation::new("Alerts", summary).scope(api_keys::Scope::AlertsWrite)
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NewThreshold")]
pub struct CreateBody {
    #[schemars(with = "Metric", required)]
    metric: Option<Metric>,
    /// Null or left out: all of them.
    #[serde(default)]
    platform: Option<Platform>,
    #[schemars(with = "i64", required, range(min = 1, max = 1_000_000_000_000i64))]
    value: Option<i64>,
}

impl CreateBody {
    fn draft(&self, group: GroupId) -> Result<Draft, Error> {
        let required = |field| Error::field(field, "is required");
        let metric = self.metric.ok_or_else(|| required("#/metric"))?;
        let value = self.value.ok_or_else(|| required("#/value"))?;
        Ok(Draft { group, metric, platform: Reach::from(self.platform), value })
    }
}

pub fn create_operation() -> Operation {
    operation("Add a threshold to a group")
        .text("It fires once for each post that reaches the value from now on; of `followers`, for each account.")
        .body::<CreateBody>()
        .idempotent()
        .created::<ThresholdJson>()
        .fails(&[Code::ThresholdExists])
}

/// `POST /api/v1/guilds/{guild_id}/groups/{group_id}/alert-thresholds`
pub async fn create(
    State(app): State<App>,
    scope: Changing,
    Path((_, group)): Path<(GuildId, GroupId)>,
    request_id: RequestId,
    JsonOnce { value: body, once }: JsonOnce<CreateBody>,
) -> Result<Answer, Error> {
    let acting = scope.acting(&app, &request_id);
    let mut tx = begin(&app, scope.guild_id()).await?;
    if let Some(answer) = once.earlier(&mut tx, acting.now).await? {
        return Ok(answer);
    }
    // A group that is not there is said before what is missing in the body.
    settings::load(&mut tx, scope.guild_id(), group).await?.ok_or(Code::NotFound)?;
    let made = changes::create(&mut tx, &acting, &body.draft(group)?).await?;
    let made = ThresholdJson::from(made);
    let answer = once.keep(&mut tx, StatusCode::CREATED, &made, acting.now).await?;
    commit(&app, tx, scope.guild_id()).await?;
    Ok(answer)
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ThresholdEdit")]
pub struct EditBody {
    #[serde(default, deserialize_with = "given")]
    enabled: Option<bool>,
    #[serde(default, deserialize_with = "given")]
    #[schemars(range(min = 1, max = 1_000_000_000_000i64))]
    value: Option<i64>,
}

pub fn update_operation() -> Operation {
    operation("Turn a threshold on or off, or give it another value")
        .text("What is above it by then stays silent.")
        .body::<EditBody>()
        .ok::<ThresholdJson>()
}

/// `PATCH /api/v1/guilds/{guild_id}/groups/{group_id}/alert-thresholds/{threshold_id}`
pub async fn update(
    State(app): State<App>,
    scope: Changing,
    Path((_, group, id)): Path<(GuildId, GroupId, ThresholdId)>,
    request_id: RequestId,
    Json(body): Json<EditBody>,
) -> Result<Response, Error> {
    let edit = Edit { enabled: body.enabled, value: body.value };
    let mut tx = begin(&app, scope.guild_id()).await?;
    let updated = changes::update(&mut tx, &scope.acting(&app, &request_id), group, id, edit).await?;
    commit(&app, tx, scope.guild_id()).await?;
    render::json(&ThresholdJson::from(updated.threshold))
}

pub fn delete_operation() -> Operation {
    operation("Delete a threshold").text("It can be taken back for 30 days.")
}

/// `DELETE /api/v1/guilds/{guild_id}/groups/{group_id}/alert-thresholds/{threshold_id}`
pub async fn delete(
    State(app): State<App>,
    scope: Changing,
    Path((_, group, id)): Path<(GuildId, GroupId, ThresholdId)>,
    request_id: RequestId,
) -> Result<Response, Error> {
    let mut tx = begin(&app, scope.guild_id()).await?;
    changes::delete(&mut tx, &scope.acting(&app, &request_id), group, id).await?;
    commit(&app, tx, scope.guild_id()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub fn restore_operation() -> Operation {
    operation("Take a deleted threshold back")
        .text("It watches anew: what is above it by then stays silent.")
        .idempotent()
        .ok::<ThresholdJson>()
        .fails(&[Code::ThresholdExists, Code::ValidationFailed])
}

/// `POST /api/v1/guilds/{guild_id}/groups/{group_id}/alert-thresholds/{threshold_id}/restore`
pub async fn restore(
    State(app): State<App>,
    scope: Changing,
    Path((_, group, id)): Path<(GuildId, GroupId, ThresholdId)>,
    request_id: RequestId,
    once: Once,
) -> Result<Answer, Error> {
    let acting = scope.acting(&app, &request_id);
    let mut tx = begin(&app, scope.guild_id()).await?;
    if let Some(answer) = once.earlier(&mut tx, acting.now).await? {
        return Ok(answer);
    }
    let threshold = ThresholdJson::from(changes::restore(&mut tx, &acting, group, id).await?);
    let answer = once.keep(&mut tx, StatusCode::OK, &threshold, acting.now).await?;
    commit(&app, tx, scope.guild_id()).await?;
    Ok(answer)
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ThresholdsChange")]
pub struct BulkBody {
    #[schemars(length(min = 1, max = 200))]
    ids: Vec<ThresholdId>,
    action: BulkAction,
}

#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum BulkAction {
    Enable,
    Disable,
    Delete,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ThresholdsChanged")]
struct BulkAnswer {
    /// Those that are other than before.
    changed: usize,
}

pub fn bulk_operation() -> Operation {
    operation("Turn on, turn off or delete many thresholds, all of them or none")
        .body::<BulkBody>()
        .idempotent()
        .ok::<BulkAnswer>()
}

/// `POST /api/v1/guilds/{guild_id}/alert-thresholds/bulk`
pub async fn bulk(
    State(app): State<App>,
    scope: Changing,
    request_id: RequestId,
    JsonOnce { value: body, once }: JsonOnce<BulkBody>,
) -> Result<Answer, Error> {
    let action = match body.action {
        BulkAction::Enable => Action::Enable,
        BulkAction::Disable => Action::Disable,
        BulkAction::Delete => Action::Delete,
    };
    let acting = scope.acting(&app, &request_id);
    let mut tx = begin(&app, scope.guild_id()).await?;
    if let Some(answer) = once.earlier(&mut tx, acting.now).await? {
        return Ok(answer);
    }
    let changed = changes::apply(&mut tx, &acting, &body.ids, action).await?.count;
    let answer = once.keep(&mut tx, StatusCode::OK, &BulkAnswer { changed }, acting.now).await?;
    commit(&app, tx, scope.guild_id()).await?;
    Ok(answer)
}
