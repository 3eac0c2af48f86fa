//! Whether whoever confirmed an import may still do it when the job begins.

use crate::api_keys::{self, Scope};
use crate::app::App;
use crate::audit::{Acting, ActorType};
use crate::config::ScopeMode;
use crate::db::Result;
use crate::guilds::{Role, memberships};
use crate::ids::{GuildId, UserId};

const NO_ADMIN: &str = "Whoever confirmed it is not an administrator any more.";
const NO_KEY: &str = "The API key that confirmed it is revoked or has expired.";
const NO_SCOPE: &str = "The API key that confirmed it may not import.";
const NO_CREATOR: &str = "Whoever made the API key that confirmed it is not an administrator any more.";

/// Why they may not any more; `None`: they may.
pub async fn lost(app: &App, acting: &Acting) -> Result<Option<&'static str>> {
    match acting.actor.kind {
        ActorType::User => match acting.actor.id.parse() {
            Ok(user) if is_admin(app, user, acting.guild_id).await? => Ok(None),
            _ => Ok(Some(NO_ADMIN)),
        },
        ActorType::ApiKey => {
            let keys = api_keys::list(&app.db, Some(acting.guild_id)).await?;
            let key = keys.into_iter().find(|key| key.id.to_string() == acting.actor.id);
            let Some(key) = key.filter(|key| key.expires_at.is_none_or(|until| acting.now < until)) else {
                return Ok(Some(NO_KEY));
            };
            let enforced = app.config.api_keys.scope_mode == ScopeMode::Enforce;
            if enforced && !key.scopes.split(' ').any(|scope| scope == Scope::ImportsWrite.as_str()) {
                return Ok(Some(NO_SCOPE));
            }
            match key.created_by {
                // Made on the command line: as far as its scopes go.
                None => Ok(None),
                Some(creator) if is_admin(app, creator, acting.guild_id).await? => Ok(None),
                Some(_) => Ok(Some(NO_CREATOR)),
            }
        }
        ActorType::Bot | ActorType::System => Ok(Some(NO_ADMIN)),
    }
}

async fn is_admin(app: &App, user: UserId, guild: GuildId) -> Result<bool> {
    let found = memberships::find(&app.db, user, guild).await?;
    Ok(found.is_some_and(|member| member.role == Role::Admin))
}
