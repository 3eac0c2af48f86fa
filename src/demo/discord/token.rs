//! The token endpoint: codes for tokens, refresh tokens for new ones, and revocation.

use std::collections::HashMap;

use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::json;

use super::tokens::{self, ACCESS_SECONDS, Kind};
use super::{PretendDiscord, answer};
use crate::app::App;
use crate::crypto::{base64url, same, sha256};
use crate::http::body;

type Form = HashMap<String, String>;

const LARGEST_FORM: usize = 16 * 1024;

/// `POST /oauth2/token`.
pub async fn exchange(discord: PretendDiscord, app: App, request: Request) -> Response {
    let (headers, form) = match read(request).await {
        Some(read) => read,
        None => return answer::oauth("invalid_request", "Malformed body"),
    };
    if !is_client(&app, &headers, &form) {
        return answer::oauth("invalid_client", "Invalid client");
    }
    match text(&form, "grant_type") {
        "authorization_code" => by_code(&discord, &app, &form),
        "refresh_token" => by_refresh(&discord, &app, &form),
        _ => answer::oauth("unsupported_grant_type", "Grant type is not supported"),
    }
}

/// `POST /oauth2/token/revoke`: as the specification says, an unknown token is revoked too.
pub async fn revoke(discord: PretendDiscord, app: App, request: Request) -> Response {
    match read(request).await {
        Some((headers, form)) if is_client(&app, &headers, &form) => {
            discord.kill(text(&form, "token"));
            answer::json(StatusCode::OK, &json!({}))
        }
        _ => answer::oauth("invalid_client", "Invalid client"),
    }
}

fn by_code(discord: &PretendDiscord, app: &App, form: &Form) -> Response {
    let refused = |why| answer::oauth("invalid_grant", why);
    // Taken out at once: a code works once, whatever comes of it.
    let Some(code) = discord.state().codes.remove(text(form, "code")) else {
        return refused("Invalid \"code\" in request.");
    };
    if app.clock.now() >= code.expires_at {
        return refused("Invalid \"code\" in request.");
    }
    if code.redirect_uri != text(form, "redirect_uri") {
        return refused("Invalid \"redirect_uri\" in request.");
    }
    let challenge = base64url(&sha256(text(form, "code_verifier").as_bytes()));
    if !same(challenge.as_bytes(), code.challenge.as_bytes()) {
        return refused("Invalid \"code_verifier\" in request.");
    }
    issued(app, code.user, &code.scope)
}

fn by_refresh(discord: &PretendDiscord, app: &App, form: &Form) -> Response {
    let token = text(form, "refresh_token");
    let Some(person) = discord.owner(app, Kind::Refresh, token) else {
        return answer::oauth("invalid_grant", "Invalid \"refresh_token\" in request.");
    };
    discord.kill(token);
    issued(app, person.key, "identify email guilds")
}

fn issued(app: &App, user: &str, scope: &str) -> Response {
    let now = app.clock.now();
    let body = json!({
        "token_type": "Bearer",
        "access_token": tokens::issue(app, Kind::Access, user, now),
        "expires_in": ACCESS_SECONDS,
        "refresh_token": tokens::issue(app, Kind::Refresh, user, now),
        "scope": scope,
    });
    answer::json(StatusCode::OK, &body)
}

async fn read(request: Request) -> Option<(HeaderMap, Form)> {
    let (parts, form) = request.into_parts();
    let kind = parts.headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return None;
    }
    let bytes = body::read(form, LARGEST_FORM).await.ok()?;
    let pairs = url::form_urlencoded::parse(&bytes);
    Some((parts.headers, pairs.map(|(n, v)| (n.into_owned(), v.into_owned())).collect()))
}

fn text<'f>(form: &'f Form, name: &str) -> &'f str {
    form.get(name).map_or("", String::as_str)
}

/// Id and secret, as Basic authentication or in the form.
fn is_client(app: &App, headers: &HeaderMap, form: &Form) -> bool {
    let wanted = &app.config.discord;
    let (id, secret) = basic(headers)
        .unwrap_or_else(|| (text(form, "client_id").into(), text(form, "client_secret").into()));
    same(id.as_bytes(), wanted.client_id.as_bytes())
        && same(secret.as_bytes(), wanted.client_secret.as_bytes())
}

/// Both halves are form-encoded inside Basic (RFC 6749, 2.3.1).
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
    let text = String::from_utf8(BASE64_STANDARD.decode(value).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((decoded(id), decoded(secret)))
}

fn decoded(text: &str) -> String {
    url::form_urlencoded::parse(format!("v={text}").as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}
