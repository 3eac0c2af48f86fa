//! The request id: made here for every request, in the header, the log, the audit and the error.

use std::convert::Infallible;
use std::fmt;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::ids::new_uuid;
use crate::time::Ms;

/// `X-Request-Id`: UUIDv7 in its hyphenated form.
#[derive(Clone, Debug)]
pub struct RequestId(std::sync::Arc<str>);

impl RequestId {
    pub fn new(now: Ms) -> RequestId {
        RequestId(new_uuid(now).hyphenated().to_string().into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<S: Sync> FromRequestParts<S> for RequestId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        // The edge puts it in before any handler runs; a router tried without the edge has none.
        Ok(parts.extensions.get().cloned().unwrap_or_else(|| RequestId("none".into())))
    }
}
