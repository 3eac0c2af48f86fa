//! The REST endpoints that the server asks with a person's token, or with the bot's.

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

use super::script::Message;
use super::{PretendDiscord, answer};
use crate::app::App;
use crate::demo::people::Person;
use crate::http::body;

const LARGEST_MESSAGE: usize = 64 * 1024;

/// `GET /users/@me`.
pub async fn me(discord: PretendDiscord, app: App, request: Request) -> Response {
    match discord.bearer(&app, request.headers()) {
        Some(person) => answer::json(StatusCode::OK, &profile(&person)),
        None => answer::unauthorized(),
    }
}

/// `GET /users/@me/guilds`.
pub async fn guilds(discord: PretendDiscord, app: App, request: Request) -> Response {
    let Some(person) = discord.bearer(&app, request.headers()) else { return answer::unauthorized() };
    let guilds = person.guilds.iter().map(|membership| {
        json!({
            "id": membership.guild,
            "name": membership.name,
            "icon": null,
            "owner": membership.owner,
            // A decimal string: the bits do not fit a JSON number.
            "permissions": membership.permissions.to_string(),
            "features": [],
        })
    });
    answer::json(StatusCode::OK, &Value::Array(guilds.collect()))
}

/// `POST /channels/{id}/messages`, with the bot's token.
pub async fn post_message(discord: PretendDiscord, app: App, request: Request) -> Response {
    let given = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.strip_prefix("Bot "));
    if given.is_none() || given != app.config.discord.bot_token.as_deref() {
        return answer::unauthorized();
    }
    let channel = request.uri().path().rsplit('/').nth(1).unwrap_or_default().to_owned();
    let bytes = body::read(request.into_body(), LARGEST_MESSAGE).await.unwrap_or_default();
    let Ok(body) = serde_json::from_slice::<Value>(&bytes) else {
        let error = json!({ "message": "The request body contains invalid JSON.", "code": 50_109 });
        return answer::json(StatusCode::BAD_REQUEST, &error);
    };
    let mut state = discord.state();
    state.messages.push(Message { channel: channel.clone(), body: body.clone() });
    let id = (1_190_000_000_000_000_000_u64 + state.messages.len() as u64).to_string();
    answer::json(
        StatusCode::OK,
        &json!({ "id": id, "channel_id": channel, "content": body["content"], "nonce": body["nonce"] }),
    )
}

/// `GET /gateway`: asked without a token, to see whether Discord is there.
pub async fn gateway() -> Response {
    answer::json(StatusCode::OK, &json!({ "url": "wss://gateway.discord.gg" }))
}

fn profile(person: &Person) -> Value {
    let mut profile = json!({
        "id": person.id,
        "username": person.username,
        "discriminator": "0",
        "global_name": person.global_name,
        "avatar": null,
        "email": person.email,
        "mfa_enabled": false,
        "locale": "en-US",
    });
    if let (Some(verified), Some(fields)) = (person.verified, profile.as_object_mut()) {
        fields.insert("verified".into(), verified.into());
    }
    profile
}
