//! The order of the edge: request id and log, compression, errors, panics, a place, time limit, then
//! who is calling, how often, CSRF, and the routes.

use std::any::Any;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::http::header::{ALLOW, HeaderValue};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate};
use tracing::Instrument;

use super::body::Paced;
use super::render::{self, Asked};
use super::{Code, Error, RequestId, attachment, csrf, flash, headers, limits, overload};
use crate::app::App;
use crate::{auth, cache};

/// Of gzip's 9 and brotli's 11: a third fewer bytes than at the least, for a millisecond on a page of fifty rows.
const QUALITY: CompressionLevel = CompressionLevel::Precise(5);

/// What answers where no route does.
pub fn fallbacks(router: Router<App>) -> Router<App> {
    router
        .fallback(|| async { Error::from(Code::NotFound) })
        .method_not_allowed_fallback(|| async { Error::from(Code::MethodNotAllowed) })
}

/// Puts the edge around the routes.
pub fn around(router: Router<App>, app: App) -> Router {
    router
        .layer(from_fn(cache::layer))
        .layer(from_fn(flash::layer))
        .layer(from_fn_with_state(app.clone(), csrf::layer))
        .layer(from_fn_with_state(app.clone(), limits::layer))
        .layer(from_fn_with_state(app.clone(), auth::authenticate))
        .layer(from_fn_with_state(app.clone(), time_limit))
        .layer(from_fn_with_state(app.clone(), overload::layer))
        .layer(CatchPanicLayer::custom(after_panic))
        .layer(from_fn(known_methods))
        .layer(from_fn(dress_errors))
        .layer(compression())
        .layer(from_fn_with_state(app.clone(), observe))
        .with_state(app)
}

fn compression() -> CompressionLayer<impl Predicate> {
    let wanted = DefaultPredicate::new().and(attachment::may_be_compressed);
    CompressionLayer::new().quality(QUALITY).compress_when(wanted)
}

/// Request id, log line, metrics and the headers of every response.
async fn observe(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let request_id = RequestId::new(app.clock.now());
    let started = tokio::time::Instant::now();
    let _in_flight = app.requests.token();
    let method = name(request.method());
    // The route and not the address: addresses hold names of people, and are without number.
    let route =
        request.extensions().get::<MatchedPath>().map_or("none".to_owned(), |path| path.as_str().to_owned());
    request.extensions_mut().insert(request_id.clone());
    let span = tracing::info_span!("request", id = %request_id, method, route);
    let mut response = next.run(request).instrument(span.clone()).await;

    headers::apply(response.headers_mut(), app.config.server.is_https());
    if let Ok(value) = HeaderValue::from_str(request_id.as_str()) {
        response.headers_mut().insert("x-request-id", value);
    }
    let (status, elapsed) = (response.status().as_u16(), started.elapsed());
    span.in_scope(|| tracing::info!(status, milliseconds = elapsed.as_millis() as u64, "answered"));
    let labels = [("route", route), ("method", method.to_owned()), ("status", status.to_string())];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_seconds", &labels[..1]).record(elapsed.as_secs_f64());
    response
}

/// What every route together may be asked with.
const METHODS: &str = "GET,HEAD,POST,PUT,PATCH,DELETE,OPTIONS";
const OTHER: &str = "other";

/// A method as the log and the numbers know it: clients may invent as many as they like.
fn name(method: &Method) -> &'static str {
    METHODS.split(',').find(|known| method.as_str() == *known).unwrap_or(OTHER)
}

async fn known_methods(request: Request, next: Next) -> Response {
    if name(request.method()) != OTHER {
        return next.run(request).await;
    }
    let mut response = Error::new(Code::MethodNotAllowed).into_response();
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(METHODS));
    response
}

async fn dress_errors(request: Request, next: Next) -> Response {
    let asked = Asked::of(request.method(), request.uri(), request.headers());
    let request_id = request.extensions().get::<RequestId>().cloned();
    let response = next.run(request).await;
    match request_id {
        Some(request_id) => render::dress(response, &asked, &request_id),
        None => response,
    }
}

/// Ends a handler that takes too long, and a body that arrives too slowly.
async fn time_limit(State(app): State<App>, request: Request, next: Next) -> Response {
    let limits = &app.config.limits;
    let idle = Duration::from_secs(limits.body_idle_seconds);
    let request = request.map(|body| Body::new(Paced::new(body, idle)));
    match tokio::time::timeout(Duration::from_secs(limits.request_seconds), next.run(request)).await {
        Ok(response) => response,
        Err(elapsed) => Error::unavailable(elapsed).into_response(),
    }
}

fn after_panic(panic: Box<dyn Any + Send>) -> Response {
    let text =
        panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(panic = text.unwrap_or("no message"), "a handler panicked");
    Error::new(Code::Internal).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invented_methods_share_one_name() {
        for known in METHODS.split(',') {
            assert_eq!(name(&known.parse().unwrap()), known);
        }
        for invented in ["get", "GETS", "TRACE", "CONNECT", "X1", "other"] {
            assert_eq!(name(&invented.parse().unwrap()), OTHER, "{invented}");
        }
    }
}
