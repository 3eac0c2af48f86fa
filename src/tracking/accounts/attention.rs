//! Accounts that somebody should look at.

mod store;

use crate::db::{Db, Result};
use crate::ids::GuildId;
use crate::time::{DAY, Ms};
use crate::web::attention::{Attention, Urgency};
use crate::web::text;

/// An active account that the bot has not looked at for longer is stale.
pub const STALE_AFTER: i64 = DAY;

/// Accounts that are gone from their platform, and those the bot does not look at.
pub async fn attention(db: &Db, guild: GuildId, now: Ms) -> Result<Vec<Attention>> {
    let found = store::counts(db, guild, now.plus(-STALE_AFTER)).await?;
    let mut all = Vec::new();
    if found.unavailable > 0 {
        let are = if found.unavailable == 1 { "is" } else { "are" };
        all.push(Attention {
            urgency: Urgency::Broken,
            icon: "unplug",
            title: format!("{} {are} unavailable", text::count(found.unavailable, "account", "accounts")),
            detail: "The platform does not show them any more.".into(),
            href: format!("/guilds/{guild}/accounts?status=unavailable"),
            action: "Review",
        });
    }
    if found.stale > 0 {
        let are = if found.stale == 1 { "is" } else { "are" };
        all.push(Attention {
            urgency: Urgency::Late,
            icon: "clock-alert",
            title: format!("{} {are} stale", text::count(found.stale, "account", "accounts")),
            detail: "The bot has not checked them for more than a day.".into(),
            href: format!("/guilds/{guild}/accounts?status=active&sort=last_checked_at"),
            action: "Review",
        });
    }
    Ok(all)
}
