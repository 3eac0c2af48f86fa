//! Answers given again instead of acting twice: `Idempotency-Key` and `webhook-id`.
//! The record commits with the effect, inside the caller's transaction.

mod store;

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::{Code, Error};
use crate::crypto::sha256;
use crate::db::Tx;
use crate::time::Ms;

/// Set on an answer that was given before.
pub const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// One repeatable request: who asks what (`scope`) under which `key`, with which body.
pub struct Repeatable<'a> {
    /// Caller, guild and route: the same key elsewhere is another request.
    pub scope: &'a str,
    pub key: &'a str,
    pub body: &'a [u8],
    /// Until when the answer is kept.
    pub expires_at: Ms,
}

/// A 2xx answer as it is kept.
pub struct Answer {
    pub status: StatusCode,
    pub body: String,
    pub replayed: bool,
}

impl Answer {
    pub fn new(status: StatusCode, value: &impl Serialize) -> Result<Answer, Error> {
        let body = serde_json::to_string(value).map_err(Error::internal)?;
        Ok(Answer { status, body, replayed: false })
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let kind = HeaderValue::from_static("application/json");
        let mut response = (self.status, [(header::CONTENT_TYPE, kind)], self.body).into_response();
        if self.replayed {
            response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
        }
        response
    }
}

/// The earlier answer to this request, if there is one; 422 when the key came with another body.
pub async fn earlier(tx: &mut Tx, request: &Repeatable<'_>, now: Ms) -> Result<Option<Answer>, Error> {
    let Some(kept) = store::find(tx, request.scope, request.key, now).await? else { return Ok(None) };
    if kept.request_hash != sha256(request.body) {
        return Err(Code::KeyReused.into());
    }
    let status = u16::try_from(kept.status).ok().and_then(|s| StatusCode::from_u16(s).ok());
    Ok(Some(Answer { status: status.unwrap_or(StatusCode::OK), body: kept.body, replayed: true }))
}

/// Keeps the answer. 409 when another instance is answering the same request at this moment.
pub async fn keep(tx: &mut Tx, request: &Repeatable<'_>, answer: &Answer) -> Result<(), Error> {
    let hash = sha256(request.body);
    let status = i64::from(answer.status.as_u16());
    match store::insert(tx, request, &hash, status, &answer.body).await {
        Err(error) if crate::db::is_unique_violation(&error) => {
            Err(Error::because(Code::Conflict, "The same request is being handled at this moment."))
        }
        other => Ok(other?),
    }
}

/// Forgets what expired. Returns how many answers were dropped.
pub async fn forget(db: &crate::db::Db, now: Ms) -> crate::db::Result<u64> {
    store::delete_expired(db, now).await
}
