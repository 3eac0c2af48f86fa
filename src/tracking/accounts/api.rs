//! Accounts as JSON.

pub mod changes;

use axum::extract::State;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;

use super::Status;
use super::links::profile_url;
use super::list::{self, AccountFilter, AccountRow, Sort};
use crate::api_keys::Scope;
use crate::api_keys::grants::TrackingRead;
use crate::app::App;
use crate::cache;
use crate::guilds::{GuildScope, Viewer};
use crate::http::{Code, Error, Operation, Params, Path, render};
use crate::ids::{AccountId, BrandId, GroupId, GuildId};
use crate::time::Ms;
use crate::tracking::Platform;

/// An account as the API shows it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Account")]
pub struct AccountJson {
    id: AccountId,
    #[schemars(with = "Platform")]
    platform: String,
    username: String,
    display_name: String,
    url: String,
    #[schemars(with = "Status")]
    status: String,
    brand: Labelled<BrandId>,
    group: Labelled<GroupId>,
    followers: Option<i64>,
    views_7d: i64,
    posts_7d: i64,
    last_checked_at: Option<Ms>,
    created_at: Ms,
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct Labelled<Id> {
    id: Id,
    label: String,
}

#[derive(Serialize)]
struct List {
    items: Vec<AccountJson>,
    next_cursor: Option<String>,
}

impl From<AccountRow> for AccountJson {
    fn from(row: AccountRow) -> AccountJson {
        AccountJson {
            url: profile_url(&row.platform, &row.username),
            id: row.id,
            platform: row.platform,
            username: row.username,
            display_name: row.display_name,
            status: row.status,
            brand: Labelled { id: row.brand_id, label: row.brand_label },
            group: Labelled { id: row.group_id, label: row.group_label },
            followers: row.followers,
            views_7d: row.views_7d,
            posts_7d: row.posts_7d,
            last_checked_at: row.last_checked_at,
            created_at: row.created_at,
        }
    }
}

pub fn list_operation() -> Operation {
    Operation::new("Accounts", "Accounts, by username if not asked otherwise")
        .scope(Scope::TrackingRead)
        .query::<BrandId>("brand_id", "Only of this brand.")
        .query::<GroupId>("group_id", "Only of this group.")
        .query::<Platform>("platform", "Only of this platform.")
        .query::<Status>("status", "Only in this state.")
        .query::<String>("q", "Words in the username or display name, at most 100 characters.")
        .query::<Sort>("sort", "The order; `username` if left out.")
        .pages::<AccountJson>()
}

/// `GET /api/v1/guilds/{guild_id}/accounts`
pub async fn list(
    State(app): State<App>,
    scope: GuildScope<Viewer, TrackingRead>,
    mut params: Params,
) -> Result<Response, Error> {
    let filter = AccountFilter::read(&mut params);
    let limit = params.limit();
    let cursor = params.text("cursor");
    params.finish()?;
    let from = filter.position(&app.secrets, scope.guild_id(), cursor.as_deref())?;
    let read = async {
        let page = list::page(&app, scope.guild_id(), &filter, &from, limit).await?;
        let items = page.rows.into_iter().map(AccountJson::from).collect();
        render::to_json(&List { items, next_cursor: page.next })
    };
    cache::json(&app, &scope, &format!("accounts {limit} {from:?} {filter:?}"), read).await
}

pub fn one_operation() -> Operation {
    Operation::new("Accounts", "An account").scope(Scope::TrackingRead).ok::<AccountJson>()
}

/// `GET /api/v1/guilds/{guild_id}/accounts/{account_id}`
pub async fn one(
    State(app): State<App>,
    scope: GuildScope<Viewer, TrackingRead>,
    Path((_, id)): Path<(GuildId, AccountId)>,
) -> Result<Response, Error> {
    let found = list::one(&app.db, scope.guild_id(), id, app.clock.now().day()).await?;
    render::json(&AccountJson::from(found.ok_or(Code::NotFound)?))
}
