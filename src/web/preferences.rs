//! How one person likes the pages: colours and sidebar, kept in cookies of this browser.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::Theme;
use crate::app::App;
use crate::auth::User;
use crate::http::{Error, Form, cookies};

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
    let mut response = Redirect::to(&came_from(&headers, &app.config.server.origin())).into_response();
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

/// The path of the page that sent the form, if it is one of ours.
fn came_from(headers: &HeaderMap, origin: &str) -> String {
    let referer = headers.get(header::REFERER).and_then(|value| value.to_str().ok());
    let Some(url) = referer.and_then(|text| url::Url::parse(text).ok()) else { return "/".to_owned() };
    if url.origin().ascii_serialization() != origin {
        return "/".to_owned();
    }
    let path = format!("/{}", url.path().trim_start_matches(['/', '\\']));
    match url.query() {
        Some(query) => format!("{path}?{query}"),
        None => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_stays_on_this_site() {
        let back = |referer: &'static str| {
            let headers = HeaderMap::from_iter([(header::REFERER, referer.parse().unwrap())]);
            came_from(&headers, "http://127.0.0.1:8080")
        };
        assert_eq!(back("http://127.0.0.1:8080/guilds/1/accounts?q=a"), "/guilds/1/accounts?q=a");
        assert_eq!(back("http://127.0.0.1:8080//other.example/x"), "/other.example/x");
        for other in
            ["https://evil.example/x", "http://127.0.0.1:8081/x", "https://127.0.0.1:8080/x", "nonsense"]
        {
            assert_eq!(back(other), "/", "{other}");
        }
    }
}
