//! The REST endpoints that the server asks with a person's token, or with the bot's.

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

use super::script::Message;
use super::{CLIENT_ID, PretendDiscord, answer, page};
use crate::app::App;
use crate::demo::people::Person;
use crate::http::{body, render};

const LARGEST_MESSAGE: usize = 64 * 1024;

/// `GET /users/@me`: of a person, or of the bot itself.
pub async fn me(discord: PretendDiscord, app: App, request: Request) -> Response {
    if is_bot(&app, &request) {
        return answer::json(
            StatusCode::OK,
            &json!({ "id": CLIENT_ID, "username": "Pretend Bot", "bot": true }),
        );
    }
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
    if !is_bot(&app, &request) {
        return answer::unauthorized();
    }
    let channel = request.uri().path().rsplit('/').nth(1).unwrap_or_default().to_owned();
    let bytes = body::read(request.into_body(), LARGEST_MESSAGE).await.unwrap_or_default();
    let Ok(body) = serde_json::from_slice::<Value>(&bytes) else {
        let error = json!({ "message": "The request body contains invalid JSON.", "code": 50_109 });
        return answer::json(StatusCode::BAD_REQUEST, &error);
    };
    if let Some(error) = refused(&body) {
        return answer::json(StatusCode::BAD_REQUEST, &error);
    }
    let mut state = discord.state();
    if let Some(status) = state.closed.get(&channel) {
        return answer::scripted(*status, None);
    }
    let number = take_in(&mut state.messages, &channel, &body);
    if state.lost > 0 {
        state.lost -= 1;
        return answer::scripted(502, None);
    }
    let id = (1_190_000_000_000_000_000_u64 + number as u64).to_string();
    answer::json(
        StatusCode::OK,
        &json!({ "id": id, "channel_id": channel, "content": body["content"], "nonce": body["nonce"] }),
    )
}

fn is_bot(app: &App, request: &Request) -> bool {
    let given = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.strip_prefix("Bot "));
    given.is_some() && given == app.config.discord.bot_token.as_deref()
}

/// What Discord says of a body that it does not take.
fn refused(body: &Value) -> Option<Value> {
    let length = body["content"].as_str().map_or(0, |text| text.chars().count());
    let nonce = body["nonce"].as_str().map_or(0, str::len);
    let fits = (1..=2_000).contains(&length) && nonce <= 25;
    (!fits).then(|| json!({ "message": "Invalid Form Body", "code": 50_035 }))
}

/// Number of the message; one that comes again with its nonce, and asks for that to be seen, is the first.
fn take_in(messages: &mut Vec<Message>, channel: &str, body: &Value) -> usize {
    let same = |message: &Message| message.channel == channel && message.body["nonce"] == body["nonce"];
    let known = match body["enforce_nonce"] == true && body["nonce"].is_string() {
        true => messages.iter().position(same),
        false => None,
    };
    known.unwrap_or_else(|| {
        messages.push(Message { channel: channel.to_owned(), body: body.clone() });
        messages.len() - 1
    })
}

/// `GET /pretend-discord/messages`: what was posted, the newest first.
pub async fn messages(discord: PretendDiscord) -> Response {
    render::html(page::messages(&discord.messages()))
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
