//! API keys: made once, shown once, stored as a hash; their signing secrets are sealed.

mod api;
mod changes;
mod command;
mod dialogs;
mod forms;
mod keys;
mod pages;
mod rules;
mod scope;
mod store;

pub use command::ApiKeyCommand;
pub use keys::{ForWhom, Made, NewKey, Seal, create, find_by_token, list, revoke, rotate_secret, seals};
pub use scope::{Grant, Scope, grants};
pub use store::Listed;

use crate::http::{Access, Routes};
use crate::ids::GuildId;

/// The routes of a guild's keys. No key may use them: a key makes no keys.
pub fn routes() -> Routes {
    const ALL: &str = "/api/v1/guilds/{guild_id}/api-keys";
    Routes::new()
        .get("/guilds/{guild_id}/settings/api-keys", Access::Admin, pages::show)
        .post("/guilds/{guild_id}/settings/api-keys", Access::Admin, forms::create)
        .post("/guilds/{guild_id}/settings/api-keys/{key_id}/revoke", Access::Admin, forms::revoke)
        .get(ALL, Access::Admin, api::list)
        .describe(api::list_operation())
        .post(ALL, Access::Admin, api::create)
        .describe(api::create_operation())
        .delete("/api/v1/guilds/{guild_id}/api-keys/{key_id}", Access::Admin, api::revoke)
        .describe(api::revoke_operation())
}

/// The address of a guild's keys.
pub fn href(guild: GuildId) -> String {
    format!("/guilds/{guild}/settings/api-keys")
}
