//! Double-submit CSRF protection for everything that rides on cookies (AUTH-03): one layer, no
//! exemptions but signed callbacks and the CSP report, which carry no session at all.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::extract::FORM_BYTES;
use super::{Code, Error, body, cookies, multipart};
use crate::app::App;
use crate::auth::Caller;
use crate::crypto::{Purpose, Secrets, base64url, from_base64url, random, same};
use crate::ids::SessionId;

/// The header and the form field that repeat the cookie.
pub const HEADER: &str = "x-csrf-token";
pub const FIELD: &str = "_csrf";
const RANDOM: usize = 16;

/// A new token of a session. It survives token rotation and dies with the session.
pub fn token(secrets: &Secrets, session: SessionId) -> String {
    let salt: [u8; RANDOM] = random();
    let mac = secrets.mac(Purpose::Csrf, &[session.0.as_bytes(), &salt]);
    base64url(&[salt.as_slice(), &mac].concat())
}

/// Whether the token was made for this session.
pub fn is_valid(secrets: &Secrets, session: SessionId, token: &str) -> bool {
    let Some(bytes) = from_base64url(token) else { return false };
    let Some((salt, mac)) = bytes.split_at_checked(RANDOM) else { return false };
    secrets.verify(Purpose::Csrf, &[session.0.as_bytes(), salt], mac)
}

/// Refuses unsafe requests of a session without its token, or sent from another site.
pub async fn layer(State(app): State<App>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE);
    if safe {
        return next.run(request).await;
    }
    let session = match request.extensions().get::<Caller>() {
        Some(Caller::Session(session)) => Some(session.session_id),
        _ => None,
    };
    let looks = session.is_some() || is_a_browsers(&request);
    if looks && !from_this_site(request.headers(), &app.config.server.origin()) {
        return Error::new(Code::CsrfFailed).into_response();
    }
    // Without a session there is nothing to ride on; keys are sent on purpose.
    let Some(session) = session else { return next.run(request).await };
    match check(&app, session, request).await {
        Ok(request) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

/// Whether the page that a request comes from matters even without a session:
/// keys and signatures are sent on purpose, and the content policy reports from anywhere.
fn is_a_browsers(request: &Request) -> bool {
    let path = request.uri().path();
    let signed = path.starts_with("/api/v1/ingest/") || request.headers().contains_key(header::AUTHORIZATION);
    !signed && path != "/csp-report"
}

async fn check(app: &App, session: SessionId, request: Request) -> Result<Request, Error> {
    let refused = || Error::new(Code::CsrfFailed);
    let cookie = cookies::get(request.headers(), cookies::CSRF).ok_or_else(refused)?.to_owned();
    let (request, given) = given_token(request).await?;
    let given = given.ok_or_else(refused)?;
    if same(cookie.as_bytes(), given.as_bytes()) && is_valid(&app.secrets, session, &given) {
        Ok(request)
    } else {
        Err(refused())
    }
}

fn from_this_site(headers: &HeaderMap, origin: &str) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let site_ok = text("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"));
    let origin_ok = text("origin").is_none_or(|given| given == origin);
    site_ok && origin_ok
}

/// The token from the header, else from the form, whose body is put back.
async fn given_token(request: Request) -> Result<(Request, Option<String>), Error> {
    if let Some(token) = request.headers().get(HEADER) {
        let token = token.to_str().ok().map(str::to_owned);
        return Ok((request, token));
    }
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if kind.is_some_and(|kind| kind.to_ascii_lowercase().starts_with("multipart/form-data")) {
        let (parts, form) = request.into_parts();
        let (form, token) = multipart::token(&parts.headers, form).await?;
        return Ok((Request::from_parts(parts, form), token));
    }
    if !kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
        return Ok((request, None));
    }
    let (parts, form) = request.into_parts();
    let bytes = body::read(form, FORM_BYTES).await?;
    let token =
        url::form_urlencoded::parse(&bytes).find(|(name, _)| name == FIELD).map(|(_, v)| v.into_owned());
    Ok((Request::from_parts(parts, Body::from(bytes)), token))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Ms;

    #[test]
    fn a_token_is_good_for_its_session_only() {
        let secrets = Secrets::new("secret", None);
        let (mine, other) = (SessionId::new(Ms(1)), SessionId::new(Ms(1)));
        let token = token(&secrets, mine);
        assert!(is_valid(&secrets, mine, &token));
        assert!(!is_valid(&secrets, other, &token));
        assert!(!is_valid(&Secrets::new("else", None), mine, &token));
        assert!(!is_valid(&secrets, mine, ""));
    }

    #[test]
    fn keys_callbacks_and_reports_come_from_anywhere() {
        let is = |path: &str, name: &str| {
            is_a_browsers(&Request::post(path).header(name, "x").body(Body::empty()).unwrap())
        };
        assert!(is("/preferences", "origin") && is("/api/v1/guilds/1", "cookie"));
        assert!(is("/api/v1/ingest", "origin") && is("/csp-report/x", "origin"));
        assert!(!is("/preferences", "authorization"));
        assert!(!is("/api/v1/ingest/heartbeat", "origin") && !is("/csp-report", "origin"));
    }

    #[test]
    fn other_sites_are_refused_before_any_token_is_read() {
        let headers = |name: &'static str, value: &str| {
            HeaderMap::from_iter([(name.parse().unwrap(), value.parse().unwrap())])
        };
        let here = "https://dash.example";
        assert!(from_this_site(&HeaderMap::new(), here));
        assert!(from_this_site(&headers("origin", here), here));
        assert!(from_this_site(&headers("sec-fetch-site", "same-origin"), here));
        for (name, value) in
            [("origin", "null"), ("origin", "https://evil.example"), ("sec-fetch-site", "same-site")]
        {
            assert!(!from_this_site(&headers(name, value), here), "{name}: {value}");
        }
    }
}
