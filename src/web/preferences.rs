//! How one person likes the pages: colours and sidebar, kept in cookies of this browser.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::Theme;
use crate::app::App;
use crate::auth::User;
use crate::http::{Error, Form, back, cookies};

/// A year, in seconds.
const KEPT: i64 = 365 * 24 * 3600;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preferences {
    theme: Option<String>,
    rail: Option<String>,
}

/// `POST /preferences`: keeps what was sent and goes back to the page it came from.
pub async fn save(
    State(app): State<App>,
    _: User,
    headers: HeaderMap,
    Form(wanted): Form<Preferences>,
) -> Result<Response, Error> {
    let mut response = Redirect::to(&back::or_root(&headers, &app.config.server.origin())).into_response();
    if let Some(theme) = wanted.theme {
        let theme: Theme = theme.parse().unwrap_or_default();
        cookies::set(response.headers_mut(), cookies::THEME, theme.as_str(), KEPT, false);
    }
    if let Some(rail) = wanted.rail {
        let rail = if rail == "on" { "on" } else { "off" };
        cookies::set(response.headers_mut(), cookies::RAIL, rail, KEPT, false);
    }
    Ok(response)
}
