//! The embedded files of the browser: their addresses, and the handler that serves them.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::encoding::accepts;
use crate::http::Path;

struct Asset {
    name: &'static str,
    url: &'static str,
    content_type: &'static str,
    raw: &'static [u8],
    br: &'static [u8],
    gz: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The hashed names never change their content.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// The address of an embedded file by its plain name: `app.css` is `/assets/app-HASH.css`.
pub fn url(logical: &str) -> &'static str {
    let found = ASSETS.iter().find(|asset| asset.name == logical);
    debug_assert!(found.is_some(), "no embedded file is called {logical}");
    found.map_or("/assets/missing", |asset| asset.url)
}

/// The text of an embedded file, empty when there is none of that name.
pub fn text(logical: &str) -> &'static str {
    let found = ASSETS.iter().find(|asset| asset.name == logical);
    found.and_then(|asset| std::str::from_utf8(asset.raw).ok()).unwrap_or_default()
}

/// Serves `/assets/{file}`.
pub async fn serve(Path(file): Path<String>, headers: HeaderMap) -> Response {
    let found = ASSETS.iter().find(|asset| asset.url.strip_prefix("/assets/") == Some(file.as_str()));
    found.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |asset| respond(asset, &headers, FOREVER))
}

/// Serves `/favicon.ico`, which browsers ask for whatever the page says: the logo, kept for a day.
pub async fn favicon(headers: HeaderMap) -> Response {
    let found = ASSETS.iter().find(|asset| asset.name == "logo.svg");
    found.map_or_else(
        || StatusCode::NOT_FOUND.into_response(),
        |asset| respond(asset, &headers, "public, max-age=86400"),
    )
}

fn respond(asset: &Asset, request: &HeaderMap, cache: &'static str) -> Response {
    let (encoding, body) = if !asset.br.is_empty() && accepts(request, "br") {
        (Some("br"), asset.br)
    } else if !asset.gz.is_empty() && accepts(request, "gzip") {
        (Some("gzip"), asset.gz)
    } else {
        (None, asset.raw)
    };
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn get(file: &str, encoding: &'static str) -> Response {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(encoding));
        serve(Path(file.to_owned()), headers).await
    }

    #[tokio::test]
    async fn negotiates_the_encoding() {
        let file = url("app.css").trim_start_matches("/assets/");
        for (accepted, expected) in [
            ("gzip, deflate, br, zstd", Some("br")),
            ("gzip", Some("gzip")),
            ("br;q=0, gzip;q=0.5", Some("gzip")),
            ("*", Some("br")),
            ("identity", None),
        ] {
            let response = get(file, accepted).await;
            assert_eq!(response.status(), StatusCode::OK);
            assert_eq!(
                response.headers().get(header::CONTENT_ENCODING).map(HeaderValue::as_bytes),
                expected.map(str::as_bytes),
                "{accepted}"
            );
            assert_eq!(response.headers()[header::CACHE_CONTROL], FOREVER);
            assert_eq!(response.headers()[header::VARY], "accept-encoding");
            assert_eq!(response.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
        }
    }

    #[tokio::test]
    async fn knows_only_its_files() {
        for name in ["app.css", "nothing.js", "../Cargo.toml", ""] {
            assert_eq!(get(name, "br").await.status(), StatusCode::NOT_FOUND, "{name}");
        }
    }

    #[tokio::test]
    async fn favicon_is_the_logo() {
        let response = favicon(HeaderMap::new()).await;
        assert_eq!(response.headers()[header::CONTENT_TYPE], "image/svg+xml");
    }

    #[test]
    fn nothing_embedded_is_empty() {
        for asset in ASSETS {
            assert!(!asset.raw.is_empty(), "{}", asset.name);
        }
        assert!(text("icons.svg").starts_with("<svg"));
    }
}
