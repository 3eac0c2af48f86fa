//! Thresholds of the demo, and what they fired: by the product's own functions, at the times of the numbers.

use super::people;
use super::store;
use super::world::Guild;
use crate::alerts::changes::{self, Draft};
use crate::alerts::metric::Metric;
use crate::alerts::rules::Reach;
use crate::alerts::settings::{self, Wanted};
use crate::audit::{Acting, Actor};
use crate::db::{Error, Result, Tx};
use crate::ids::GroupId;
use crate::time::{DAY, Ms};
use crate::tracking::Platform;

/// How long ago they were made.
pub const SINCE: i64 = 14 * DAY;

/// Group (counted in turn), metric, platform, value.
const THRESHOLDS: [(usize, Metric, Reach, i64); 11] = [
    (0, Metric::Views, Reach::All, 25_000),
    (0, Metric::Likes, Reach::One(Platform::TikTok), 1_500),
    (0, Metric::Followers, Reach::All, 10_000),
    (1, Metric::Views, Reach::One(Platform::Instagram), 10_000),
    (2, Metric::Comments, Reach::All, 250),
    (3, Metric::Shares, Reach::One(Platform::YouTube), 400),
    (4, Metric::Views, Reach::All, 1_500),
    (5, Metric::Views, Reach::All, 1_000_000),
    (6, Metric::Likes, Reach::All, 1_000),
    (7, Metric::Views, Reach::One(Platform::TikTok), 12_500),
    (7, Metric::Views, Reach::All, 50_000),
];
/// Off since then.
const OFF: usize = 6;

/// Makes the thresholds of a guild, and turns one of them and one switch off.
pub async fn thresholds(tx: &mut Tx, guild: &Guild, groups: &[GroupId], at: Ms) -> Result<()> {
    let ada = people::four().into_iter().find(|person| person.key == "admin");
    let actor = ada.map_or(Actor::system("demo", "Demo"), |person| Actor::user(person.id, "Ada"));
    let acting = Acting { guild_id: guild.id, actor, now: at, request_id: None };
    let failed = |error: crate::http::Error| Error::Protocol(format!("the demo's thresholds: {error}"));
    for (index, (group, metric, platform, value)) in THRESHOLDS.into_iter().enumerate() {
        let Some(group) = groups.get(group % groups.len().max(1)).copied() else { continue };
        let draft = Draft { group, metric, platform, value };
        let made = changes::create(tx, &acting, &draft).await.map_err(failed)?;
        if index == OFF {
            changes::apply(tx, &acting, &[made.id], changes::Action::Disable).await.map_err(failed)?;
        }
    }
    if let Some(group) = groups.get(5) {
        let wanted = Wanted { threshold_alerts: Some(false), ..Wanted::default() };
        settings::change(tx, &acting, *group, wanted).await.map_err(failed)?;
    }
    Ok(())
}

/// What fired while the demo was made stands as it would stand by now: told of long ago.
pub async fn settle(tx: &mut Tx, guild: &Guild) -> Result<()> {
    store::settle_alerts(tx, guild.id).await
}
