//! The authorize page and what its buttons lead to.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use url::Url;

use super::{Code, PretendDiscord, page};
use crate::app::App;
use crate::crypto::{base64url, random};
use crate::http::render::{self, Dressed};
use crate::time::MINUTE;

/// What the server asked for, checked.
struct Asked {
    redirect_uri: Url,
    state: String,
    challenge: String,
    scope: String,
}

/// `GET /oauth2/authorize`: who shall be logged in?
pub async fn ask(discord: PretendDiscord, app: App, request: Request) -> Response {
    let pairs = pairs(&request);
    match check(&discord, &app, &pairs) {
        Ok(_) => render::html(page::authorize(&pairs, &discord.state().people)),
        Err(why) => refused(why),
    }
}

/// `GET /oauth2/authorize/confirm`: back to the server with a code, or with what went wrong.
pub async fn confirm(discord: PretendDiscord, app: App, request: Request) -> Response {
    let pairs = pairs(&request);
    let asked = match check(&discord, &app, &pairs) {
        Ok(asked) => asked,
        Err(why) => return refused(why),
    };
    let mut back = asked.redirect_uri.clone();
    let person = value(&pairs, "user").and_then(|key| discord.state().person(key).map(|p| p.key));
    match person {
        Some(user) => {
            let code = base64url(&random::<18>());
            let kept = Code {
                user,
                redirect_uri: asked.redirect_uri.to_string(),
                challenge: asked.challenge,
                scope: asked.scope,
                expires_at: app.clock.now().plus(MINUTE),
            };
            discord.state().codes.insert(code.clone(), kept);
            back.query_pairs_mut().append_pair("code", &code).append_pair("state", &asked.state);
        }
        None => {
            back.query_pairs_mut()
                .append_pair("error", "access_denied")
                .append_pair(
                    "error_description",
                    "The resource owner or authorization server denied the request",
                )
                .append_pair("state", &asked.state);
        }
    }
    Redirect::to(back.as_str()).into_response()
}

fn pairs(request: &Request) -> Vec<(String, String)> {
    let query = request.uri().query().unwrap_or_default();
    url::form_urlencoded::parse(query.as_bytes()).map(|(n, v)| (n.into_owned(), v.into_owned())).collect()
}

fn value<'p>(pairs: &'p [(String, String)], name: &str) -> Option<&'p str> {
    pairs.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
}

/// Refuses what Discord refuses, in its order; the sentence says which parameter it was.
fn check(discord: &PretendDiscord, app: &App, pairs: &[(String, String)]) -> Result<Asked, &'static str> {
    let text = |name| value(pairs, name).filter(|text| !text.is_empty());
    let known = |uri: &&str| {
        let site = uri.strip_suffix("/auth/callback");
        site.is_some_and(|site| {
            site == app.config.server.origin() || discord.state().sites.iter().any(|s| s == site)
        })
    };
    if text("response_type") != Some("code") {
        return Err("response_type must be code");
    }
    if text("client_id") != Some(app.config.discord.client_id.as_str()) {
        return Err("Unknown application: client_id");
    }
    let redirect = text("redirect_uri").filter(known).ok_or("Invalid OAuth2 redirect_uri")?;
    if text("code_challenge_method") != Some("S256") {
        return Err("code_challenge_method must be S256");
    }
    let challenge = text("code_challenge").ok_or("code_challenge is missing")?;
    let scope = text("scope").ok_or("scope is missing")?;
    if !scope.split(' ').all(|one| matches!(one, "identify" | "email" | "guilds")) {
        return Err("The requested scope is invalid");
    }
    Ok(Asked {
        redirect_uri: Url::parse(redirect).map_err(|_| "Invalid OAuth2 redirect_uri")?,
        state: text("state").unwrap_or_default().to_owned(),
        challenge: challenge.to_owned(),
        scope: scope.to_owned(),
    })
}

fn refused(why: &str) -> Response {
    let mut response = render::html(page::refused(why));
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response.extensions_mut().insert(Dressed);
    response
}
