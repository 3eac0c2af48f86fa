//! What the page after a form says in a toast: a sealed cookie that lives from the redirect to the
//! page, and is gone once shown.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{HeaderMap, HeaderValue, LOCATION};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::{Code, Error, cookies};
use crate::crypto::{Purpose, Secrets, base64url, from_base64url};
use crate::ids::SessionId;
use crate::web::panel::Tone;
use crate::web::toast::Toast;

const SECONDS: i64 = 60;

/// A toast on its way over a redirect.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    text: String,
    bad: bool,
    undo: Option<String>,
    #[serde(default)]
    unchanged: bool,
}

impl Flash {
    pub fn good(text: impl Into<String>) -> Flash {
        Flash { text: text.into(), bad: false, undo: None, unchanged: false }
    }

    pub fn bad(text: impl Into<String>) -> Flash {
        Flash { bad: true, ..Flash::good(text) }
    }

    /// Everything was so already: the page keeps what was chosen on it.
    pub fn unchanged(text: impl Into<String>) -> Flash {
        Flash { unchanged: true, ..Flash::good(text) }
    }

    /// What stands in the way, said on the page; any other error stays one.
    pub fn conflict(error: Error) -> Result<Flash, Error> {
        match error.code().status() {
            StatusCode::CONFLICT => Ok(Flash::bad(error.problem.detail)),
            _ => Err(error),
        }
    }

    /// Some of what was chosen is there no longer, said on the page; any other error stays one.
    pub fn gone(error: Error, text: &str) -> Result<Flash, Error> {
        match error.code() {
            Code::NotFound => Ok(Flash::bad(text)),
            _ => Err(error),
        }
    }

    /// Offers to take it back: an address to post to.
    pub fn with_undo(mut self, action: impl Into<String>) -> Flash {
        self.undo = Some(action.into());
        self
    }

    /// 303 to `to`, where the toast is shown.
    pub fn redirect(&self, secrets: &Secrets, session: SessionId, to: &str) -> Response {
        let mut response = StatusCode::SEE_OTHER.into_response();
        let to = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
        response.headers_mut().insert(LOCATION, to);
        let plain = serde_json::to_vec(self).unwrap_or_default();
        if let Some(sealed) = secrets.seal(Purpose::Flash, session.0.as_bytes(), &plain) {
            cookies::set(response.headers_mut(), cookies::FLASH, &base64url(&sealed), SECONDS, true);
        }
        response
    }

    fn open(secrets: &Secrets, session: SessionId, headers: &HeaderMap) -> Option<Flash> {
        let sealed = from_base64url(cookies::get(headers, cookies::FLASH)?)?;
        serde_json::from_slice(&secrets.open(Purpose::Flash, session.0.as_bytes(), &sealed)?).ok()
    }
}

/// Set when the toast was drawn.
#[derive(Clone, Default)]
struct Shown(Arc<AtomicBool>);

/// The toast for a page; it is shown once. A part of a page that is read again leaves it.
pub fn take(parts: &Parts, secrets: &Secrets, session: SessionId) -> Option<Toast> {
    let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
    if header("hx-request").is_some() && header("hx-target") != Some("main") {
        return None;
    }
    let flash = Flash::open(secrets, session, &parts.headers)?;
    if let Some(shown) = parts.extensions.get::<Shown>() {
        shown.0.store(true, Ordering::Relaxed);
    }
    let tone = if flash.bad { Tone::Bad } else { Tone::Good };
    Some(Toast { tone, text: flash.text, undo: flash.undo, unchanged: flash.unchanged })
}

/// Removes the cookie with the page that showed it.
pub async fn layer(mut request: Request, next: Next) -> Response {
    let shown = Shown::default();
    request.extensions_mut().insert(shown.clone());
    let mut response = next.run(request).await;
    if shown.0.load(Ordering::Relaxed) {
        cookies::set_if_absent(response.headers_mut(), cookies::FLASH, "", 0, true);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Ms;

    #[test]
    fn a_toast_crosses_one_redirect_of_its_session() {
        let (secrets, session) = (Secrets::new("s", None), SessionId::new(Ms(1)));
        let flash = Flash::good("Brand “<b>” deleted.").with_undo("/x/restore");
        let response = flash.redirect(&secrets, session, "/x?q=1");
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert_eq!(response.headers()[LOCATION], "/x?q=1");
        let set = response.headers()["set-cookie"].to_str().unwrap();
        let cookie = HeaderValue::from_str(set.split(';').next().unwrap()).unwrap();
        let headers = HeaderMap::from_iter([(axum::http::header::COOKIE, cookie)]);
        assert_eq!(Flash::open(&secrets, session, &headers), Some(flash));
        assert_eq!(Flash::open(&secrets, SessionId::new(Ms(2)), &headers), None);
        assert_eq!(Flash::open(&Secrets::new("t", None), session, &headers), None);
    }
}
