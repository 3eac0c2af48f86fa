//! Signed callbacks of the bot. All five go the same way: key, signature, guild, fields, then one
//! transaction that holds the effect and the answer ([`call`]).

mod accounts;
mod call;
mod checks;
mod guild;
mod heartbeat;
mod metrics;
mod posts;
pub mod signature;

#[cfg(test)]
mod tests;

use crate::app::App;
use crate::http::{Access, Error, Routes, replay};

pub fn routes() -> Routes {
    Routes::new()
        .post("/api/v1/ingest/heartbeat", Access::Bot, heartbeat::post)
        .describe(heartbeat::operation())
        .put("/api/v1/ingest/guilds/{guild_id}", Access::Bot, guild::put)
        .describe(guild::operation())
        .post("/api/v1/ingest/guilds/{guild_id}/posts", Access::Bot, posts::post)
        .describe(posts::operation())
        .post("/api/v1/ingest/guilds/{guild_id}/metrics", Access::Bot, metrics::post)
        .describe(metrics::operation())
        .post("/api/v1/ingest/guilds/{guild_id}/accounts", Access::Bot, accounts::post)
        .describe(accounts::operation())
}

/// Drops what is too old to matter: kept answers and the uptime of past months. For the background
/// worker, every few minutes. Returns how many rows went.
pub async fn forget_old(app: &App) -> Result<u64, Error> {
    let now = app.clock.now();
    let answers = replay::forget(&app.db, now).await?;
    let undone = crate::undo::forget_old(&app.db, now).await?;
    Ok(answers + undone + crate::guilds::status::forget_old(&app.db, now).await?)
}
