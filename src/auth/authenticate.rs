//! The middleware that finds out who is calling, and renews the cookies of a session on the way.

use axum::extract::{Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::session::{self, Found};
use super::store::sessions::SessionRow;
use super::{Caller, SessionCaller};
use crate::api_keys;
use crate::app::App;
use crate::http::{Error, RequestId, cookies};
use crate::time::{Ms, SECOND};

/// What the response owes the browser.
enum Cookies {
    Nothing,
    Clear,
    /// The session was renewed.
    Renew {
        row: Box<SessionRow>,
        csrf: String,
    },
    /// Only the CSRF cookie was missing, or of another session.
    Csrf {
        csrf: String,
        until: Ms,
    },
}

/// Finds out who is calling and puts a [`Caller`] into the request.
pub async fn authenticate(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if asks_nobody(request.uri().path()) {
        request.extensions_mut().insert(Caller::Anonymous);
        return next.run(request).await;
    }
    let request_id = request.extensions().get::<RequestId>().map(RequestId::to_string);
    let (caller, owed) = match who(&app, request.headers(), request_id).await {
        Ok(found) => found,
        // The database does not answer: that says nothing about the session.
        Err(error) => return error.into_response(),
    };
    request.extensions_mut().insert(caller);
    let mut response = next.run(request).await;
    pay(&app, response.headers_mut(), owed);
    response
}

/// Paths that are the same for everybody; they must not touch the database. Reports of the content
/// policy come with cookies but without a token, so they are nobody's.
fn asks_nobody(path: &str) -> bool {
    path.starts_with("/assets/") || matches!(path, "/healthz" | "/readyz" | "/metrics" | "/csp-report")
}

async fn who(app: &App, headers: &HeaderMap, request_id: Option<String>) -> Result<(Caller, Cookies), Error> {
    if let Some(value) = headers.get(AUTHORIZATION) {
        // Whoever sends this header means it: cookies are ignored, even if it proves nothing.
        return Ok((by_key(app, value).await?, Cookies::Nothing));
    }
    Ok(match session::find(app, headers, request_id).await? {
        Found::Nobody => (Caller::Anonymous, Cookies::Nothing),
        Found::Over => (Caller::Anonymous, Cookies::Clear),
        Found::Alive { row, renewed } => {
            let (csrf, is_new) = session::csrf_token(app, headers, row.session_id);
            let caller = Caller::Session(SessionCaller::new(&row, csrf.clone()));
            let owed = match (renewed, is_new) {
                (true, _) => Cookies::Renew { row, csrf },
                (false, true) => Cookies::Csrf { csrf, until: row.expires_at },
                (false, false) => Cookies::Nothing,
            };
            (caller, owed)
        }
    })
}

async fn by_key(app: &App, value: &HeaderValue) -> Result<Caller, Error> {
    let Some((scheme, token)) = value.to_str().ok().and_then(|text| text.split_once(' ')) else {
        return Ok(Caller::Anonymous);
    };
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Ok(Caller::Anonymous);
    }
    let found = api_keys::find_by_token(&app.db, &app.secrets, token.trim(), app.clock.now()).await?;
    Ok(found.map_or(Caller::Anonymous, Caller::Key))
}

/// Adds what is owed, except cookies that the handler set itself (a login, a logout).
fn pay(app: &App, headers: &mut HeaderMap, owed: Cookies) {
    let now = app.clock.now();
    match owed {
        Cookies::Nothing => {}
        Cookies::Clear => cookies::clear_session_if_absent(headers),
        Cookies::Renew { row, csrf } => session::set_cookies(app, headers, &row, &csrf, now),
        Cookies::Csrf { csrf, until } => {
            let seconds = (until.since(now) / SECOND).max(1);
            cookies::set_if_absent(headers, cookies::CSRF, &csrf, seconds, false);
        }
    }
}
