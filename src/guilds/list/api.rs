//! Guilds as JSON.

use axum::extract::State;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::store;
use crate::alerts;
use crate::api_keys::Scope;
use crate::api_keys::grants::StatusRead;
use crate::app::App;
use crate::auth::User;
use crate::guilds::settings::{self, SettingsJson};
use crate::guilds::status::{self, Level};
use crate::guilds::{GuildScope, Role, Viewer};
use crate::http::{Error, Operation, Params, render};
use crate::ids::GuildId;

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Guild")]
struct GuildJson {
    id: GuildId,
    name: String,
    icon_url: Option<String>,
    role: Role,
    bot_status: Level,
    brand_count: i64,
    account_count: i64,
}

/// A guild with what is in it.
#[derive(Serialize, JsonSchema)]
struct GuildDetails {
    #[serde(flatten)]
    guild: GuildJson,
    counts: GuildCounts,
    settings: SettingsJson,
}

#[derive(Serialize, JsonSchema)]
struct GuildCounts {
    brands: i64,
    groups: i64,
    accounts: i64,
    posts: i64,
    active_thresholds: i64,
}

pub fn list_operation() -> Operation {
    Operation::new("Guilds", "Guilds that the bot serves and the caller may see").list::<GuildJson>().strict()
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

pub fn show_operation() -> Operation {
    Operation::new("Guilds", "A guild with its counts and settings")
        .scope(Scope::StatusRead)
        .ok::<GuildDetails>()
}

/// `GET /api/v1/guilds/{guild_id}`
pub async fn show(State(app): State<App>, scope: GuildScope<Viewer, StatusRead>) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let now = app.clock.now();
    let counts = store::counts(&app.db, guild).await?;
    let settings = settings::load(&app.db, guild).await?;
    render::json(&GuildDetails {
        guild: GuildJson {
            id: guild,
            name: scope.guild_name().to_owned(),
            icon_url: scope.guild_icon_url().map(str::to_owned),
            role: scope.role(),
            bot_status: status::level(settings.bot_seen_at, now),
            brand_count: counts.brands,
            account_count: counts.accounts,
        },
        counts: GuildCounts {
            brands: counts.brands,
            groups: counts.groups,
            accounts: counts.accounts,
            posts: counts.posts,
            active_thresholds: alerts::active_count(&app.db, guild).await?,
        },
        settings: settings.public(),
    })
}
