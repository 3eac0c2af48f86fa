//! Guilds as JSON.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use serde_json::json;

use super::store;
use crate::api_keys::grants::StatusRead;
use crate::app::App;
use crate::auth::User;
use crate::guilds::status::{self, Level};
use crate::guilds::{GuildScope, Role, Viewer, settings};
use crate::http::{Error, Params, render};
use crate::ids::GuildId;

#[derive(Serialize)]
struct GuildJson {
    id: GuildId,
    name: String,
    icon_url: Option<String>,
    role: Role,
    bot_status: Level,
    brand_count: i64,
    account_count: i64,
}

/// `GET /api/v1/guilds`: all guilds of the caller at once; nobody is in more than 200.
pub async fn list(State(app): State<App>, user: User, params: Params) -> Result<Response, Error> {
    params.finish()?;
    let now = app.clock.now();
    let guilds = user.guilds(&app).await?;
    let counts = store::counts_of_user(&app.db, user.user_id).await?;
    let items: Vec<GuildJson> = guilds
        .into_iter()
        .map(|guild| {
            let count = counts.iter().find(|count| count.guild_id == guild.guild_id);
            GuildJson {
                bot_status: status::level(guild.bot_seen_at, now),
                brand_count: count.map_or(0, |count| count.brands),
                account_count: count.map_or(0, |count| count.accounts),
                id: guild.guild_id,
                name: guild.name,
                icon_url: guild.icon_url,
                role: guild.role,
            }
        })
        .collect();
    render::json(&json!({ "items": items, "next_cursor": null }))
}

/// `GET /api/v1/guilds/{guild_id}`
pub async fn show(State(app): State<App>, scope: GuildScope<Viewer, StatusRead>) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let now = app.clock.now();
    let counts = store::counts(&app.db, guild).await?;
    let settings = settings::load(&app.db, guild).await?;
    render::json(&json!({
        "id": guild,
        "name": scope.guild_name(),
        "icon_url": scope.guild_icon_url(),
        "role": scope.role(),
        "bot_status": status::level(settings.bot_seen_at, now),
        "brand_count": counts.brands,
        "account_count": counts.accounts,
        "counts": {
            "brands": counts.brands,
            "groups": counts.groups,
            "accounts": counts.accounts,
            "posts": counts.posts,
            // Thresholds come with alerts; until then there is none to be active.
            "active_thresholds": 0,
        },
        "settings": settings.public(),
    }))
}
