//! Imports that somebody waits for, or should look at.

use super::store;
use super::view::Import;
use crate::db::{Db, Result};
use crate::ids::GuildId;
use crate::time::{DAY, Ms};
use crate::web::attention::{Attention, Urgency};

/// A failure that nobody mended for longer is forgotten.
const LOOKED_BACK: i64 = 7 * DAY;

/// The import that is at work, and the last one that failed.
pub async fn attention(db: &Db, guild: GuildId, now: Ms) -> Result<Vec<Attention>> {
    let running = store::at_work(db, guild).await?.map(|import| Attention {
        urgency: Urgency::Open,
        icon: "file-up",
        title: "An import is running".into(),
        detail: import.filename.clone(),
        href: href(guild, &import),
        action: "Follow",
    });
    let failed = store::failed(db, guild, now.plus(-LOOKED_BACK)).await?.map(|import| Attention {
        urgency: Urgency::Broken,
        icon: "circle-x",
        title: "An import failed".into(),
        detail: import.filename.clone(),
        href: href(guild, &import),
        action: "Review",
    });
    Ok(running.into_iter().chain(failed).collect())
}

fn href(guild: GuildId, import: &Import) -> String {
    format!("/guilds/{guild}/data/imports/{}", import.id)
}
