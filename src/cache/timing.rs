//! `Server-Timing: cache;desc=hit` on answers that the cache was asked for.

use std::cell::Cell;

use axum::extract::Request;
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;

tokio::task_local! {
    /// Whether all that this request asked for was there; `None`: it asked for nothing.
    static HIT: Cell<Option<bool>>;
}

pub(super) fn note(hit: bool) {
    // Outside a request nobody wants to know.
    let _ = HIT.try_with(|cell| cell.set(Some(hit && cell.get().unwrap_or(true))));
}

pub async fn layer(request: Request, next: Next) -> Response {
    let answer = async {
        let response = next.run(request).await;
        (response, HIT.with(Cell::get))
    };
    let (mut response, hit) = HIT.scope(Cell::new(None), answer).await;
    if let Some(hit) = hit {
        let word = if hit { "cache;desc=hit" } else { "cache;desc=miss" };
        response.headers_mut().insert("server-timing", HeaderValue::from_static(word));
    }
    response
}
