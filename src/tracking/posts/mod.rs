//! Posts of the tracked accounts.

mod api;
pub mod list;
mod pages;
mod store;

use std::collections::{BTreeMap, HashMap};

use schemars::JsonSchema;
use serde::Serialize;

use super::accounts::reports::{Unknown, UnknownAccount, distinct};
use super::accounts::{self, Known};
use super::marks::counts_from_first;
use super::rollups::Changes;
use super::{Platform, Username};
use crate::db::{Lock, Result, Tx};
use crate::http::{Access, Routes};
use crate::ids::{GuildId, PostId};
use crate::time::Ms;
use crate::web::NavItem;

/// The routes of posts.
pub fn routes() -> Routes {
    Routes::new()
        .get("/guilds/{guild_id}/posts", Access::Viewer, pages::posts)
        .get("/api/v1/guilds/{guild_id}/posts", Access::Viewer, api::list)
        .describe(api::list_operation())
}

/// The entry in the sidebar.
pub fn nav(guild: GuildId) -> NavItem {
    let href = format!("/guilds/{guild}/posts");
    NavItem { key: "posts", icon: "image-play", label: "Posts", href, ..NavItem::default() }
}

/// A post as the bot found it.
#[derive(Clone, Debug)]
pub struct NewPost {
    pub platform: Platform,
    pub external_id: String,
    pub username: Username,
    pub url: String,
    pub posted_at: Ms,
}

#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Added {
    pub accepted: usize,
    pub unknown_accounts: Vec<UnknownAccount>,
}

/// Adds posts of accounts that the guild tracks, and names the accounts that it does not. A post
/// that is there already keeps its account and its `posted_at`; only its address may change.
pub async fn add(tx: &mut Tx, guild: GuildId, posts: &[NewPost], now: Ms) -> Result<Added> {
    tx.lock(Lock::Guild(guild)).await?;
    let names: Vec<_> = posts.iter().map(|post| (post.platform, post.username.folded())).collect();
    let known = accounts::find(tx, guild, &distinct(&names)).await?;
    let (mut rows, mut unknown) = (Rows::default(), Unknown::default());
    let mut accepted = 0;
    for (post, name) in posts.iter().zip(names) {
        match known.get(&name) {
            Some(account) => {
                rows.put(post, account, now);
                accepted += 1;
            }
            None => unknown.add(post.platform, post.username.as_str(), name.1),
        }
    }
    let rows = rows.0.into_values().collect::<Vec<_>>();
    let mut changes = Changes::default();
    let new = store::upsert(tx, guild, &rows, now).await?;
    let by_id: HashMap<PostId, &store::NewRow> = rows.iter().map(|row| (row.id, row)).collect();
    // The id that comes back is ours only where the row is new.
    for row in new.iter().filter_map(|id| by_id.get(id)) {
        changes.post(row.account, row.platform, row.posted_at.day());
    }
    changes.apply(tx, guild).await?;
    if accepted > 0 {
        tx.mark_changed(guild);
    }
    Ok(Added { accepted, unknown_accounts: unknown.names })
}

/// The posts of one call, each once: of two the first counts, with the address of the last.
#[derive(Default)]
struct Rows(BTreeMap<(Platform, String), store::NewRow>);

impl Rows {
    fn put(&mut self, post: &NewPost, account: &Known, now: Ms) {
        let key = (post.platform, post.external_id.clone());
        let row = self.0.entry(key).or_insert_with(|| store::NewRow {
            id: PostId::new(now),
            account: account.id,
            platform: post.platform,
            external_id: post.external_id.clone(),
            url: String::new(),
            posted_at: post.posted_at,
            counts_from_first: counts_from_first(post.posted_at, account.created_at),
        });
        row.url.clone_from(&post.url);
    }
}
