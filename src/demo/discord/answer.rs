//! Answers as Discord writes them, past our own edge's dressing of errors.

use axum::body::Body;
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderName, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use crate::http::render::Dressed;

pub fn json(status: StatusCode, value: &Value) -> Response {
    let mut response = Response::new(Body::from(value.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    // Whole as it is: the edge would put our own body into an error.
    response.extensions_mut().insert(Dressed);
    response
}

/// An error of the OAuth2 endpoints.
pub fn oauth(error: &str, description: &str) -> Response {
    let status = if error == "invalid_client" { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
    json(status, &json!({ "error": error, "error_description": description }))
}

pub fn unauthorized() -> Response {
    json(StatusCode::UNAUTHORIZED, &json!({ "message": "401: Unauthorized", "code": 0 }))
}

/// What a test's script asked for.
pub fn scripted(status: u16, retry_after: Option<f64>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = match retry_after {
        Some(seconds) => {
            json!({ "message": "You are being rate limited.", "retry_after": seconds, "global": false })
        }
        None => json!({ "message": format!("{}: scripted", status.as_u16()), "code": 0 }),
    };
    let mut response = json(status, &body);
    let seconds = retry_after.and_then(|seconds| HeaderValue::from_str(&seconds.to_string()).ok());
    if let Some(value) = seconds {
        response.headers_mut().insert(HeaderName::from_static("retry-after"), value);
    }
    response
}
