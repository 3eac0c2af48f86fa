//! An error inside a guild keeps the frame around it, so that the way on is where it always is. Who may not
//! see the guild gets the page that everybody gets.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::ACCEPT;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use super::frame::PageRequest;
use crate::app::App;
use crate::http::error::Problem;
use crate::http::{RequestId, render};
use crate::ids::GuildId;
use crate::web;

/// Around the routes, inside of who is calling.
pub async fn in_frame(State(app): State<App>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let asked = guild_of(&parts).map(|guild| (guild, parts.clone()));
    let response = next.run(Request::from_parts(parts, body)).await;
    let is_error = matches!(response.status(), StatusCode::FORBIDDEN | StatusCode::NOT_FOUND);
    match (asked, response.extensions().get::<Problem>()) {
        (Some((guild, parts)), Some(problem)) if is_error => {
            framed(&app, guild, parts, problem).await.unwrap_or(response)
        }
        _ => response,
    }
}

/// The guild in whose pages a person asked for a page.
fn guild_of(parts: &Parts) -> Option<GuildId> {
    let is_page = parts.method == Method::GET
        && !parts.headers.contains_key("hx-request")
        && parts.headers.get(ACCEPT).is_some_and(|kinds| kinds.as_bytes().starts_with(b"text/html"));
    let rest = parts.uri.path().strip_prefix("/guilds/").filter(|_| is_page)?;
    rest.split('/').next()?.parse().ok()
}

async fn framed(app: &App, guild: GuildId, mut parts: Parts, problem: &Problem) -> Option<Response> {
    let request_id = parts.extensions.get::<RequestId>()?.clone();
    let request = PageRequest::from_request_parts(&mut parts, app).await.ok()?;
    let frame = request.guild_frame(app, guild, "").await.ok()?;
    let code = problem.code;
    let status = code.status();
    let told = web::ErrorTold {
        status: status.as_u16(),
        code: code.as_str(),
        title: code.title(),
        detail: &problem.detail,
        request_id: request_id.as_str(),
    };
    Some(render::html_as(status, web::error_in_frame(&frame, &told)))
}
