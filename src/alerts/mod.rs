//! Alerts: thresholds of account groups, what fired, and its way to Discord.
//!
//! An alert fires in the transaction of the snapshot, report or evaluation that it is about, and waits
//! in an outbox until it is delivered.

mod api;
pub mod changes;
mod delivery;
pub mod feed;
pub(crate) mod fire;
pub mod hints;
pub mod list;
pub mod metric;
mod pages;
pub mod rules;
pub mod settings;
mod store;
#[cfg(test)]
mod tests;
mod words;

use std::str::FromStr;

use schemars::JsonSchema;
use serde::Serialize;

pub(crate) use delivery::run as deliver;
pub(crate) use fire::{FollowersRise, PostRise, StatusChange, followers, posts, statuses};
pub(crate) use list::active_count;
pub(crate) use pages::{group_panel, recent};

use crate::app::App;
use crate::audit::{Acting, Target};
use crate::db::{Db, Tx};
use crate::http::{Access, Code, Error, Routes};
use crate::ids::{AlertId, GroupId, GuildId};
use crate::time::{DAY, MINUTE, Ms};
use crate::tracking::change;
use crate::web::NavItem;
use crate::web::attention::{Attention, Urgency};
use crate::web::text;

pub fn routes() -> Routes {
    const ALL: &str = "/api/v1/guilds/{guild_id}/alert-thresholds";
    const OF_GROUP: &str = "/api/v1/guilds/{guild_id}/groups/{group_id}/alert-thresholds";
    const ONE: &str = "/api/v1/guilds/{guild_id}/groups/{group_id}/alert-thresholds/{threshold_id}";
    Routes::new()
        .merge(pages::routes())
        .get(ALL, Access::Viewer, api::thresholds::list)
        .describe(api::thresholds::list_operation())
        .post("/api/v1/guilds/{guild_id}/alert-thresholds/bulk", Access::Admin, api::thresholds::bulk)
        .describe(api::thresholds::bulk_operation())
        .get(OF_GROUP, Access::Viewer, api::group::list)
        .describe(api::group::list_operation())
        .post(OF_GROUP, Access::Admin, api::thresholds::create)
        .describe(api::thresholds::create_operation())
        .patch(ONE, Access::Admin, api::thresholds::update)
        .describe(api::thresholds::update_operation())
        .delete(ONE, Access::Admin, api::thresholds::delete)
        .describe(api::thresholds::delete_operation())
        .post(
            "/api/v1/guilds/{guild_id}/groups/{group_id}/alert-thresholds/{threshold_id}/restore",
            Access::Admin,
            api::thresholds::restore,
        )
        .describe(api::thresholds::restore_operation())
        .patch(
            "/api/v1/guilds/{guild_id}/groups/{group_id}/alert-settings",
            Access::Admin,
            api::group::patch_settings,
        )
        .describe(api::group::settings_operation())
        .get(
            "/api/v1/guilds/{guild_id}/groups/{group_id}/alert-hints",
            Access::Viewer,
            api::group::show_hints,
        )
        .describe(api::group::hints_operation())
        .post("/api/v1/guilds/{guild_id}/groups/{group_id}/alert-test", Access::Admin, api::group::post_test)
        .describe(api::group::test_operation())
        .get("/api/v1/guilds/{guild_id}/alerts", Access::Viewer, api::feed::list)
        .describe(api::feed::list_operation())
}

/// The address of the page.
pub fn href(guild: GuildId) -> String {
    format!("/guilds/{guild}/alerts")
}

/// The entry in the sidebar, with the number of thresholds that are on.
pub fn nav(guild: GuildId, active: i64) -> NavItem {
    let (href, count) = (href(guild), Some(active));
    NavItem { key: "alerts", icon: "bell", label: "Alerts", href, count, ..NavItem::default() }
}

/// Tests of a guild within a minute: each is a call to Discord, and real alerts wait behind them.
const TESTS_A_MINUTE: i64 = 6;

/// Puts a test message for a group into the outbox; the caller holds the guild's lock. 404 when the group is
/// not the guild's, 429 after a few within a minute.
async fn test(tx: &mut Tx, acting: &Acting, group: GroupId) -> Result<AlertId, Error> {
    let settings = settings::load(&mut *tx, acting.guild_id, group).await?.ok_or(Code::NotFound)?;
    if store::feed::tests_since(&mut *tx, acting.guild_id, acting.now.plus(-MINUTE)).await? >= TESTS_A_MINUTE
    {
        let detail = "These are many tests within a minute. Wait a moment before the next one.";
        return Err(Error::because(Code::RateLimited, detail).retry_after(60));
    }
    let words = words::test(&settings.group_label, &acting.actor.name);
    let id = fire::test(tx, acting.guild_id, group, words, acting.now).await?;
    acting.did(tx, "alert.tested", Target::new("group", group, settings.group_label)).await?;
    Ok(id)
}

/// Messages of the last week that Discord did not take.
pub(crate) async fn attention(db: &Db, guild: GuildId, now: Ms) -> crate::db::Result<Option<Attention>> {
    let failed = store::feed::failed_since(db, guild, now.plus(-7 * DAY)).await?;
    Ok((failed > 0).then(|| Attention {
        urgency: Urgency::Broken,
        icon: "bell-off",
        title: format!("{} not reach Discord", text::count(failed, "alert did", "alerts did")),
        detail: "Each says why, and what to do.".into(),
        href: format!("{}?tab=history&delivery=failed", href(guild)),
        action: "Review",
    }))
}

/// Removes thresholds that can no longer be restored. Returns how many.
pub async fn forget_old(app: &App) -> crate::db::Result<u64> {
    store::thresholds::forget(&app.db, change::restorable_since(app.clock.now())).await
}

/// What an alert is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "AlertKind")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Kind {
    Threshold,
    Streak,
    Status,
    /// Sent by somebody to see whether messages arrive.
    Test,
}

impl Kind {
    pub const ALL: [Kind; 4] = [Kind::Threshold, Kind::Streak, Kind::Status, Kind::Test];

    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Threshold => "threshold",
            Kind::Streak => "streak",
            Kind::Status => "status",
            Kind::Test => "test",
        }
    }
}

impl FromStr for Kind {
    type Err = ();

    fn from_str(text: &str) -> Result<Kind, ()> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(())
    }
}

/// What became of the message of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Delivery {
    Pending,
    Sent,
    Failed,
    /// There is no channel, or no token to post with.
    Off,
}

impl Delivery {
    pub const ALL: [Delivery; 4] = [Delivery::Pending, Delivery::Sent, Delivery::Failed, Delivery::Off];

    pub fn as_str(self) -> &'static str {
        match self {
            Delivery::Pending => "pending",
            Delivery::Sent => "sent",
            Delivery::Failed => "failed",
            Delivery::Off => "off",
        }
    }
}

impl FromStr for Delivery {
    type Err = ();

    fn from_str(text: &str) -> Result<Delivery, ()> {
        Delivery::ALL.into_iter().find(|delivery| delivery.as_str() == text).ok_or(())
    }
}
