//! A JSON POST that may be sent again: with an `Idempotency-Key` the same request gets the first
//! answer and acts once.

use axum::body::Body;
use axum::extract::FromRequest;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Request, StatusCode};
use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::extract::require_content_type;
use super::replay::{self, Answer, Repeatable};
use super::{Code, Error, body, json};
use crate::app::App;
use crate::auth::Caller;
use crate::db::Tx;
use crate::time::{HOUR, Ms};

const HEADER: &str = "idempotency-key";
const LONGEST: usize = 255;
/// How long an answer is kept.
const KEPT: i64 = 24 * HOUR;

/// A JSON body and, if the request may be repeated, under which key.
pub struct JsonOnce<T> {
    pub value: T,
    pub once: Once,
}

/// Begin with [`Once::earlier`] in the transaction of the effect, end with [`Once::keep`].
pub struct Once {
    /// Caller and address: the same key elsewhere is another request.
    scope: String,
    key: Option<String>,
    body: Bytes,
}

impl<T: DeserializeOwned> FromRequest<App> for JsonOnce<T> {
    type Rejection = Error;

    async fn from_request(request: Request<Body>, app: &App) -> Result<Self, Error> {
        require_content_type(&request, "application/json")?;
        let once = Once::read(request, app).await?;
        Ok(JsonOnce { value: json::parse(&once.body)?, once })
    }
}

/// A POST that says all by its address: the body is empty or `{}`.
impl FromRequest<App> for Once {
    type Rejection = Error;

    async fn from_request(request: Request<Body>, app: &App) -> Result<Self, Error> {
        let once = Once::read(request, app).await?;
        if !once.body.is_empty() {
            json::parse::<Nothing>(&once.body)?;
        }
        Ok(once)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

impl Once {
    async fn read(request: Request<Body>, app: &App) -> Result<Once, Error> {
        let (parts, body) = request.into_parts();
        let once = Once::over(&parts, Bytes::new())?;
        let body = body::read(body, app.config.limits.json_bytes).await?;
        Ok(Once { body, ..once })
    }

    /// Of a request whose body was read elsewhere: `body` is what makes two of them the same.
    pub(super) fn over(parts: &Parts, body: Bytes) -> Result<Once, Error> {
        let key = key(&parts.headers)?;
        let who = match parts.extensions.get::<Caller>() {
            Some(Caller::Session(session)) => format!("user {}", session.user_id),
            Some(Caller::Key(key)) => format!("key {}", key.key_id),
            _ => return Err(Code::Unauthenticated.into()),
        };
        let scope = format!("{who} POST {}", parts.uri.path());
        Ok(Once { scope, key, body })
    }
}

fn key(headers: &HeaderMap) -> Result<Option<String>, Error> {
    let mut values = headers.get_all(HEADER).iter();
    let Some(value) = values.next() else { return Ok(None) };
    let text = value.to_str().unwrap_or_default();
    let visible = text.bytes().all(|b| b.is_ascii_graphic());
    if values.next().is_some() || !visible || text.is_empty() || text.len() > LONGEST {
        let detail = "The Idempotency-Key must be given once, with 1 to 255 visible ASCII characters.";
        return Err(Error::because(Code::InvalidRequest, detail));
    }
    Ok(Some(text.to_owned()))
}

impl Once {
    /// The answer that this request got before, if it did.
    pub async fn earlier(&self, tx: &mut Tx, now: Ms) -> Result<Option<Answer>, Error> {
        match self.repeatable(now) {
            Some(request) => replay::earlier(tx, &request, now).await,
            None => Ok(None),
        }
    }

    /// Keeps the answer with the effect; the caller commits.
    pub async fn keep(
        &self,
        tx: &mut Tx,
        status: StatusCode,
        value: &impl Serialize,
        now: Ms,
    ) -> Result<Answer, Error> {
        let answer = Answer::new(status, value)?;
        if let Some(request) = self.repeatable(now) {
            replay::keep(tx, &request, &answer).await?;
        }
        Ok(answer)
    }

    fn repeatable(&self, now: Ms) -> Option<Repeatable<'_>> {
        let key = self.key.as_deref()?;
        Some(Repeatable { scope: &self.scope, key, body: &self.body, expires_at: now.plus(KEPT) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_one_visible_word() {
        let of = |value: &str| HeaderMap::from_iter([(HEADER.parse().unwrap(), value.parse().unwrap())]);
        assert_eq!(key(&HeaderMap::new()).unwrap(), None);
        assert_eq!(key(&of("a-1")).unwrap().as_deref(), Some("a-1"));
        for wrong in ["", "a b", "ä", &"x".repeat(256)] {
            assert_eq!(key(&of(wrong)).unwrap_err().code(), Code::InvalidRequest, "{wrong:.9}");
        }
        let mut twice = of("a");
        twice.append(HEADER, "b".parse().unwrap());
        assert!(key(&twice).is_err());
    }
}
