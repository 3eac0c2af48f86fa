//! `GET /api/v1/me`: who is logged in, and their guilds.

use axum::extract::State;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;

use super::user::User;
use crate::app::App;
use crate::guilds::Role;
use crate::http::{Error, Operation, Params, render};
use crate::ids::{GuildId, UserId};

#[derive(Serialize, JsonSchema)]
struct Me<'a> {
    id: UserId,
    username: &'a str,
    display_name: &'a str,
    /// Null: no picture is kept.
    avatar_url: Option<&'a str>,
    guilds: Vec<MyGuild>,
}

#[derive(Serialize, JsonSchema)]
struct MyGuild {
    id: GuildId,
    name: String,
    icon_url: Option<String>,
    role: Role,
}

pub(super) fn me_operation() -> Operation {
    Operation::new("Me", "Who is logged in, and their guilds").ok::<Me<'static>>().strict()
}

pub(super) async fn me(State(app): State<App>, user: User, params: Params) -> Result<Response, Error> {
    params.finish()?;
    let guilds = user.guilds(&app).await?.into_iter();
    let guilds = guilds.map(|g| MyGuild { id: g.guild_id, name: g.name, icon_url: g.icon_url, role: g.role });
    render::json(&Me {
        id: user.user_id,
        username: &user.username,
        display_name: &user.display_name,
        avatar_url: None,
        guilds: guilds.collect(),
    })
}
