//! Signed callbacks of the bot. All five go the same way: key, signature, guild, fields, then one
//! transaction that holds the effect and the answer ([`call`]).

mod accounts;
mod call;
mod checks;
mod guild;
mod heartbeat;
mod metrics;
mod posts;
mod signature;

#[cfg(test)]
mod tests;

use crate::http::{Access, Routes};

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
