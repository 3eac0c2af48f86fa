//! Whether whoever confirmed an import may still do it when the job begins.

use crate::api_keys::{self, Scope};
use crate::app::App;
use crate::audit::{Acting, ActorType};
use crate::db::Result;
use crate::guilds::{Role, memberships};
use crate::ids::{GuildId, UserId};

pub async fn holds(app: &App, acting: &Acting) -> Result<bool> {
    match acting.actor.kind {
        ActorType::User => match acting.actor.id.parse() {
            Ok(user) => is_admin(app, user, acting.guild_id).await,
            Err(_) => Ok(false),
        },
        ActorType::ApiKey => {
            let keys = api_keys::list(&app.db, Some(acting.guild_id)).await?;
            let Some(key) = keys.into_iter().find(|key| key.id.to_string() == acting.actor.id) else {
                return Ok(false);
            };
            let scope = key.scopes.split(' ').any(|scope| scope == Scope::ImportsWrite.as_str());
            let lives = key.expires_at.is_none_or(|until| acting.now < until);
            match key.created_by {
                Some(creator) if scope && lives => is_admin(app, creator, acting.guild_id).await,
                // Made on the command line: as far as its scopes go.
                creator => Ok(scope && lives && creator.is_none()),
            }
        }
        ActorType::Bot | ActorType::System => Ok(false),
    }
}

async fn is_admin(app: &App, user: UserId, guild: GuildId) -> Result<bool> {
    let found = memberships::find(&app.db, user, guild).await?;
    Ok(found.is_some_and(|member| member.role == Role::Admin))
}
