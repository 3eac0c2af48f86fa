//! A file that was made before it is sent: its length is said, so that half of one is never taken for the whole.

use std::fs::File;

use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use axum::http::{Extensions, HeaderMap, StatusCode, Version};
use axum::response::Response;
use futures_util::StreamExt;
use tokio_util::io::ReaderStream;

const PART: usize = 64 * 1024;

/// Marks an answer whose length is said.
#[derive(Clone, Copy)]
struct Whole;

/// The file to be saved under this name, which must be one of ours: ASCII without quotes. `keep` is dropped
/// once the file was sent, or the client is gone.
pub fn whole(
    name: &str,
    content_type: &'static str,
    file: File,
    bytes: u64,
    keep: impl Send + 'static,
) -> Response {
    let parts = ReaderStream::with_capacity(tokio::fs::File::from_std(file), PART);
    let body = Body::from_stream(parts.map(move |part| {
        let _kept = &keep;
        part
    }));
    let mut response = Response::new(body);
    response.extensions_mut().insert(Whole);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(CONTENT_DISPOSITION, value);
    }
    response
}

/// Compressed on the way, a file would lose its length: those of this module are sent as they are.
pub fn may_be_compressed(_: StatusCode, _: Version, _: &HeaderMap, extensions: &Extensions) -> bool {
    extensions.get::<Whole>().is_none()
}
