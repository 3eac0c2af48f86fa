//! Posts as JSON.

use axum::extract::State;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;

use super::list::{self, PostFilter, PostRow, Sort};
use crate::api_keys::Scope;
use crate::api_keys::grants::TrackingRead;
use crate::app::App;
use crate::guilds::{GuildScope, Viewer};
use crate::http::{Error, Operation, Params, render};
use crate::ids::{AccountId, BrandId, GroupId, PostId};
use crate::time::Ms;
use crate::tracking::Platform;

/// A post as the API shows it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Post")]
pub struct PostJson {
    id: PostId,
    url: String,
    #[schemars(with = "Platform")]
    platform: String,
    account: AccountJson,
    group: GroupJson,
    posted_at: Ms,
    views: i64,
    likes: i64,
    comments: i64,
    shares: i64,
    last_checked_at: Option<Ms>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct AccountJson {
    id: AccountId,
    username: String,
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct GroupJson {
    id: GroupId,
    label: String,
}

#[derive(Serialize)]
struct List {
    items: Vec<PostJson>,
    next_cursor: Option<String>,
}

impl From<PostRow> for PostJson {
    fn from(row: PostRow) -> PostJson {
        PostJson {
            id: row.id,
            url: row.url,
            platform: row.platform,
            account: AccountJson { id: row.account_id, username: row.username },
            group: GroupJson { id: row.group_id, label: row.group_label },
            posted_at: row.posted_at,
            views: row.views,
            likes: row.likes,
            comments: row.comments,
            shares: row.shares,
            last_checked_at: row.last_checked_at,
        }
    }
}

pub fn list_operation() -> Operation {
    const WHEN: &str = "A date or a time in UTC; itself included.";
    Operation::new("Posts", "Posts, the newest or those with most views or likes first")
        .scope(Scope::TrackingRead)
        .query::<BrandId>("brand_id", "Only of accounts that are in this brand now.")
        .query::<GroupId>("group_id", "Only of accounts that are in this group now.")
        .query::<AccountId>("account_id", "Only of this account.")
        .query::<Platform>("platform", "Only of this platform.")
        .query::<String>("from", WHEN)
        .query::<String>("to", WHEN)
        .query::<Sort>("sort", "What the greatest of comes first; `posted_at` unless said.")
        .pages::<PostJson>()
}

/// `GET /api/v1/guilds/{guild_id}/posts`
pub async fn list(
    State(app): State<App>,
    scope: GuildScope<Viewer, TrackingRead>,
    mut params: Params,
) -> Result<Response, Error> {
    let filter = PostFilter::read(&mut params);
    let limit = params.limit();
    let cursor = params.text("cursor");
    params.finish()?;
    let from = filter.position(&app.secrets, scope.guild_id(), cursor.as_deref())?;
    let page = list::page(&app, scope.guild_id(), &filter, &from, limit).await?;
    let items = page.rows.into_iter().map(PostJson::from).collect();
    render::json(&List { items, next_cursor: page.next })
}
