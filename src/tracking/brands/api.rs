//! Brands as JSON.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::changes;
use super::store::{self, Brand};
use crate::api_keys;
use crate::api_keys::grants::{TrackingRead, TrackingWrite};
use crate::app::App;
use crate::guilds::{Admin, GuildScope, Viewer};
use crate::http::replay::Answer;
use crate::http::{Code, Error, Json, JsonOnce, Once, Operation, Params, Path, RequestId, json, render};
use crate::ids::{BrandId, GuildId};
use crate::tracking::by_label::{self, After};
use crate::tracking::{Label, change};

/// A brand as the API shows it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Brand")]
pub struct BrandJson {
    id: BrandId,
    label: String,
    slug: String,
    group_count: i64,
    account_count: i64,
}

impl From<Brand> for BrandJson {
    fn from(brand: Brand) -> BrandJson {
        let Brand { id, label, slug, group_count, account_count, .. } = brand;
        BrandJson { id, label, slug, group_count, account_count }
    }
}

#[derive(Serialize)]
struct List {
    items: Vec<BrandJson>,
    next_cursor: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBrand {
    label: Label,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EditBrand {
    #[serde(default, deserialize_with = "json::given")]
    label: Option<Label>,
}

pub fn list_operation() -> Operation {
    Operation::new("Brands", "Brands by label").scope(api_keys::Scope::TrackingRead).pages::<BrandJson>()
}

/// `GET /api/v1/guilds/{guild_id}/brands`
pub async fn list(
    State(app): State<App>,
    scope: GuildScope<Viewer, TrackingRead>,
    mut params: Params,
) -> Result<Response, Error> {
    let (limit, cursor) = (params.limit(), params.text("cursor"));
    params.finish()?;
    let guild = scope.guild_id();
    let list = format!("brands {guild}");
    let after = by_label::after(&app.secrets, &list, cursor.as_deref(), BrandId(uuid::Uuid::nil()))?;
    let mut rows = store::page(&app.db, guild, &after, limit + 1).await?;
    let key = |row: &Brand| After { label_folded: row.label_folded.clone(), id: row.id };
    let next_cursor = by_label::next(&app.secrets, &list, &mut rows, limit, key)?;
    render::json(&List { items: rows.into_iter().map(BrandJson::from).collect(), next_cursor })
}

fn operation(summary: &'static str) -> Operation {
    Operation::new("Brands", summary).scope(api_keys::Scope::TrackingWrite)
}

const MOST: &str = "A server has 1,000 brands at most: one more is 409.";

pub fn create_operation() -> Operation {
    operation("Add a brand").text(MOST).body::<NewBrand>().idempotent().created::<BrandJson>()
}

/// `POST /api/v1/guilds/{guild_id}/brands`
pub async fn create(
    State(app): State<App>,
    scope: GuildScope<Admin, TrackingWrite>,
    request_id: RequestId,
    JsonOnce { value: new, once }: JsonOnce<NewBrand>,
) -> Result<Answer, Error> {
    let acting = scope.acting(&app, &request_id);
    let mut tx = change::begin(&app, acting.guild_id).await?;
    if let Some(answer) = once.earlier(&mut tx, acting.now).await? {
        return Ok(answer);
    }
    let brand = BrandJson::from(changes::create(&mut tx, &acting, &new.label).await?);
    let answer = once.keep(&mut tx, StatusCode::CREATED, &brand, acting.now).await?;
    change::commit(&app, tx, acting.guild_id).await?;
    Ok(answer)
}

pub fn rename_operation() -> Operation {
    operation("Rename a brand").body::<EditBrand>().ok::<BrandJson>()
}

/// `PATCH /api/v1/guilds/{guild_id}/brands/{brand_id}`
pub async fn rename(
    State(app): State<App>,
    scope: GuildScope<Admin, TrackingWrite>,
    Path((_, id)): Path<(GuildId, BrandId)>,
    request_id: RequestId,
    Json(edit): Json<EditBrand>,
) -> Result<Response, Error> {
    let acting = scope.acting(&app, &request_id);
    let mut tx = change::begin(&app, scope.guild_id()).await?;
    let brand = match &edit.label {
        Some(label) => changes::rename(&mut tx, &acting, id, label).await?,
        None => store::find(&mut tx, scope.guild_id(), id).await?.ok_or(Code::NotFound)?,
    };
    change::commit(&app, tx, scope.guild_id()).await?;
    render::json(&BrandJson::from(brand))
}

pub fn delete_operation() -> Operation {
    operation("Delete a brand that is empty")
        .text("It can be taken back for 30 days.")
        .fails(&[Code::NotEmpty])
}

/// `DELETE /api/v1/guilds/{guild_id}/brands/{brand_id}`
pub async fn delete(
    State(app): State<App>,
    scope: GuildScope<Admin, TrackingWrite>,
    Path((_, id)): Path<(GuildId, BrandId)>,
    request_id: RequestId,
) -> Result<Response, Error> {
    let mut tx = change::begin(&app, scope.guild_id()).await?;
    changes::delete(&mut tx, &scope.acting(&app, &request_id), id).await?;
    change::commit(&app, tx, scope.guild_id()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub fn restore_operation() -> Operation {
    operation("Take a deleted brand back")
        .idempotent()
        .ok::<BrandJson>()
        .fails(&[Code::Conflict, Code::ValidationFailed])
}

/// `POST /api/v1/guilds/{guild_id}/brands/{brand_id}/restore`
pub async fn restore(
    State(app): State<App>,
    scope: GuildScope<Admin, TrackingWrite>,
    Path((_, id)): Path<(GuildId, BrandId)>,
    request_id: RequestId,
    once: Once,
) -> Result<Answer, Error> {
    let acting = scope.acting(&app, &request_id);
    let mut tx = change::begin(&app, scope.guild_id()).await?;
    if let Some(answer) = once.earlier(&mut tx, acting.now).await? {
        return Ok(answer);
    }
    let brand = BrandJson::from(changes::restore(&mut tx, &acting, id).await?);
    let answer = once.keep(&mut tx, StatusCode::OK, &brand, acting.now).await?;
    change::commit(&app, tx, scope.guild_id()).await?;
    Ok(answer)
}
