//! Social accounts: (platform, username), each in one group at a time.

mod api;
mod attention;
pub mod changes;
pub mod detail;
pub mod links;
pub mod list;
pub mod memberships;
mod pages;
pub mod reports;
mod store;

use std::collections::HashMap;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::names::search_text;
use super::{Label, Platform, Username};
use crate::db::{Result, Tx};
use crate::http::{Access, Routes};
use crate::ids::{AccountId, GroupId, GuildId};
use crate::time::Ms;
use crate::web::NavItem;

pub use attention::attention;
pub use links::profile_url;
#[cfg(test)]
pub use memberships::move_to_group;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "AccountStatus")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Status {
    Active,
    /// The platform does not show it (any more).
    Unavailable,
    /// Set by people; reports of the bot leave it as it is.
    Paused,
}

impl Status {
    pub const ALL: [Status; 3] = [Status::Active, Status::Unavailable, Status::Paused];

    pub fn as_str(self) -> &'static str {
        match self {
            Status::Active => "active",
            Status::Unavailable => "unavailable",
            Status::Paused => "paused",
        }
    }

    /// As people read it.
    pub fn word(self) -> &'static str {
        match self {
            Status::Active => "Available",
            Status::Unavailable => "Unavailable",
            Status::Paused => "Paused",
        }
    }
}

impl FromStr for Status {
    type Err = ();

    fn from_str(text: &str) -> Result<Status, ()> {
        Status::ALL.into_iter().find(|status| status.as_str() == text).ok_or(())
    }
}

/// The routes of accounts.
pub fn routes() -> Routes {
    Routes::new()
        .merge(pages::routes())
        .get("/api/v1/guilds/{guild_id}/accounts", Access::Viewer, api::list)
        .describe(api::list_operation())
        .post("/api/v1/guilds/{guild_id}/accounts", Access::Admin, api::changes::add)
        .describe(api::changes::add_operation())
        .post("/api/v1/guilds/{guild_id}/accounts/bulk", Access::Admin, api::changes::bulk)
        .describe(api::changes::bulk_operation())
        .post("/api/v1/guilds/{guild_id}/accounts/bulk/undo", Access::Admin, api::changes::undo)
        .describe(api::changes::undo_operation())
        .get("/api/v1/guilds/{guild_id}/accounts/{account_id}", Access::Viewer, api::one)
        .describe(api::one_operation())
        .patch("/api/v1/guilds/{guild_id}/accounts/{account_id}", Access::Admin, api::changes::edit)
        .describe(api::changes::edit_operation())
        .delete("/api/v1/guilds/{guild_id}/accounts/{account_id}", Access::Admin, api::changes::delete)
        .describe(api::changes::delete_operation())
        .post("/api/v1/guilds/{guild_id}/accounts/{account_id}/restore", Access::Admin, api::changes::restore)
        .describe(api::changes::restore_operation())
}

/// The entry in the sidebar.
pub fn nav(guild: GuildId) -> NavItem {
    let href = format!("/guilds/{guild}/accounts");
    NavItem { key: "accounts", icon: "users-round", label: "Accounts", href, ..NavItem::default() }
}

/// An account to be added.
pub struct NewAccount<'a> {
    pub group: GroupId,
    pub platform: Platform,
    pub username: &'a Username,
    /// The username where nobody knows better.
    pub display_name: Option<&'a Label>,
}

/// Adds an account, in its group from day 0 on.
pub async fn insert(tx: &mut Tx, guild: GuildId, account: &NewAccount<'_>, now: Ms) -> Result<AccountId> {
    let ids = insert_all(tx, guild, std::slice::from_ref(account), now).await?;
    ids.first().copied().ok_or(crate::db::Error::RowNotFound)
}

/// As [`insert`], for many; the ids come in the order of the accounts. A username that the guild
/// tracks already (folded, same platform) is a unique violation. The groups must be the guild's.
pub async fn insert_all(
    tx: &mut Tx,
    guild: GuildId,
    accounts: &[NewAccount<'_>],
    now: Ms,
) -> Result<Vec<AccountId>> {
    let row = |account: &NewAccount<'_>| {
        let username = account.username.as_str();
        let display_name = account.display_name.map_or(username, Label::as_str);
        store::NewRow {
            id: AccountId::new(now),
            group: account.group,
            platform: account.platform,
            username: username.to_owned(),
            username_folded: account.username.folded(),
            display_name: display_name.to_owned(),
            search: search_text(username, display_name),
        }
    };
    let rows: Vec<_> = accounts.iter().map(row).collect();
    store::insert(tx, guild, &rows, now).await?;
    memberships::begin(tx, rows.iter().map(|row| (row.id, row.group))).await?;
    Ok(rows.iter().map(|row| row.id).collect())
}

/// What ingest knows of an account that it looked up.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Known {
    pub id: AccountId,
    pub platform: Platform,
    pub username: String,
    pub username_folded: String,
    pub created_at: Ms,
    /// The group that it is in now.
    pub group_id: GroupId,
    pub status: Status,
    /// The time of collection that the status comes from.
    pub status_at: Option<Ms>,
}

/// The accounts among (platform, folded username) that the guild tracks.
pub async fn find(
    tx: &mut Tx,
    guild: GuildId,
    names: &[(Platform, String)],
) -> Result<HashMap<(Platform, String), Known>> {
    let found = store::find(tx, guild, names).await?;
    Ok(found.into_iter().map(|known| ((known.platform, known.username_folded.clone()), known)).collect())
}

/// Moves "last checked" on for these accounts; it never goes back.
pub async fn checked(tx: &mut Tx, at: &[(AccountId, Ms)]) -> Result<()> {
    store::checked(tx, at).await
}
