//! Account groups as JSON.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::changes::{self, Draft, Edit};
use super::store::{self, Group};
use crate::api_keys;
use crate::api_keys::grants::{TrackingRead, TrackingWrite};
use crate::app::App;
use crate::guilds::{Admin, GuildScope, Viewer};
use crate::http::replay::Answer;
use crate::http::{Code, Error, Json, JsonOnce, Once, Operation, Params, Path, RequestId, json, render};
use crate::ids::{BrandId, ChannelId, GroupId, GuildId};
use crate::tracking::by_label::{self, After};
use crate::tracking::{Label, change};

/// A group as the API shows it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Group")]
pub struct GroupJson {
    id: GroupId,
    label: String,
    slug: String,
    brand: BrandOfGroup,
    discord_channel_id: Option<ChannelId>,
    account_count: i64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct BrandOfGroup {
    id: BrandId,
    label: String,
}

impl From<Group> for GroupJson {
    fn from(group: Group) -> GroupJson {
        let Group { id, label, slug, brand_id, brand_label, discord_channel_id, account_count, .. } = group;
        let brand = BrandOfGroup { id: brand_id, label: brand_label };
        GroupJson { id, label, slug, brand, discord_channel_id, account_count }
    }
}

#[derive(Serialize)]
struct List {
    items: Vec<GroupJson>,
    next_cursor: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGroup {
    label: Label,
    brand_id: BrandId,
    #[serde(default)]
    discord_channel_id: Option<ChannelId>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EditGroup {
    #[serde(default, deserialize_with = "json::given")]
    label: Option<Label>,
    #[serde(default, deserialize_with = "json::given")]
    brand_id: Option<BrandId>,
    /// `null` takes the channel away.
    #[serde(default, deserialize_with = "json::given")]
    discord_channel_id: Option<Option<ChannelId>>,
}

pub fn list_operation() -> Operation {
    Operation::new("Groups", "Groups by label")
        .scope(api_keys::Scope::TrackingRead)
        .query::<BrandId>("brand_id", "Only of this brand.")
        .pages::<GroupJson>()
}

/// `GET /api/v1/guilds/{guild_id}/groups`
pub async fn list(
    State(app): State<App>,
    scope: GuildScope<Viewer, TrackingRead>,
    mut params: Params,
) -> Result<Response, Error> {
    let brand: Option<BrandId> = params.get("brand_id", "the id of a brand");
    let (limit, cursor) = (params.limit(), params.text("cursor"));
    params.finish()?;
    let guild = scope.guild_id();
    let list = match brand {
        Some(brand) => format!("groups {guild} {brand}"),
        None => format!("groups {guild}"),
    };
    let after = by_label::after(&app.secrets, &list, cursor.as_deref(), GroupId(uuid::Uuid::nil()))?;
    let mut rows = store::page(&app.db, guild, brand, &after, limit + 1).await?;
    let key = |row: &Group| After { label_folded: row.label_folded.clone(), id: row.id };
    let next_cursor = by_label::next(&app.secrets, &list, &mut rows, limit, key)?;
    render::json(&List { items: rows.into_iter().map(GroupJson::from).collect(), next_cursor })
}

fn operation(summary: &'static str) -> Operation {
    Operation::new("Groups", summary).scope(api_keys::Scope::TrackingWrite)
}

const MOST: &str = "A server has 1,000 groups at most: one more is 409.";

pub fn create_operation() -> Operation {
    operation("Add a group").text(MOST).body::<NewGroup>().idempotent().created::<GroupJson>()
}

/// `POST /api/v1/guilds/{guild_id}/groups`
pub async fn create(
    State(app): State<App>,
    scope: GuildScope<Admin, TrackingWrite>,
    request_id: RequestId,
    JsonOnce { value: new, once }: JsonOnce<NewGroup>,
) -> Result<Answer, Error> {
    let acting = scope.acting(&app, &request_id);
    let mut tx = change::begin(&app, scope.guild_id()).await?;
    if let Some(answer) = once.earlier(&mut tx, acting.now).await? {
        return Ok(answer);
    }
    let draft = Draft { label: new.label, brand_id: new.brand_id, channel_id: new.discord_channel_id };
    let group = GroupJson::from(changes::create(&mut tx, &acting, &draft).await?);
    let answer = once.keep(&mut tx, StatusCode::CREATED, &group, acting.now).await?;
    change::commit(&app, tx, scope.guild_id()).await?;
    Ok(answer)
}

pub fn update_operation() -> Operation {
    operation("Rename or move a group, or give it a channel").body::<EditGroup>().ok::<GroupJson>()
}

/// `PATCH /api/v1/guilds/{guild_id}/groups/{group_id}`
pub async fn update(
    State(app): State<App>,
    scope: GuildScope<Admin, TrackingWrite>,
    Path((_, id)): Path<(GuildId, GroupId)>,
    request_id: RequestId,
    Json(edit): Json<EditGroup>,
) -> Result<Response, Error> {
    let edit = Edit { label: edit.label, brand_id: edit.brand_id, channel_id: edit.discord_channel_id };
    let mut tx = change::begin(&app, scope.guild_id()).await?;
    let group = changes::update(&mut tx, &scope.acting(&app, &request_id), id, edit).await?;
    change::commit(&app, tx, scope.guild_id()).await?;
    render::json(&GroupJson::from(group))
}

pub fn delete_operation() -> Operation {
    operation("Delete a group that is empty")
        .text("It can be taken back for 30 days.")
        .fails(&[Code::NotEmpty])
}

/// `DELETE /api/v1/guilds/{guild_id}/groups/{group_id}`
pub async fn delete(
    State(app): State<App>,
    scope: GuildScope<Admin, TrackingWrite>,
    Path((_, id)): Path<(GuildId, GroupId)>,
    request_id: RequestId,
) -> Result<Response, Error> {
    let mut tx = change::begin(&app, scope.guild_id()).await?;
    changes::delete(&mut tx, &scope.acting(&app, &request_id), id).await?;
    change::commit(&app, tx, scope.guild_id()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub fn restore_operation() -> Operation {
    operation("Take a deleted group back")
        .idempotent()
        .ok::<GroupJson>()
        .fails(&[Code::Conflict, Code::ValidationFailed])
}

/// `POST /api/v1/guilds/{guild_id}/groups/{group_id}/restore`
pub async fn restore(
    State(app): State<App>,
    scope: GuildScope<Admin, TrackingWrite>,
    Path((_, id)): Path<(GuildId, GroupId)>,
    request_id: RequestId,
    once: Once,
) -> Result<Answer, Error> {
    let acting = scope.acting(&app, &request_id);
    let mut tx = change::begin(&app, scope.guild_id()).await?;
    if let Some(answer) = once.earlier(&mut tx, acting.now).await? {
        return Ok(answer);
    }
    let group = GroupJson::from(changes::restore(&mut tx, &acting, id).await?);
    let answer = once.keep(&mut tx, StatusCode::OK, &group, acting.now).await?;
    change::commit(&app, tx, scope.guild_id()).await?;
    Ok(answer)
}
