//! The page that a request came from, to lead back to it.

use axum::http::{HeaderMap, header};

use crate::auth::return_to;

/// The path of the page that sent the form, if it is one of ours.
pub fn came_from(headers: &HeaderMap, origin: &str) -> String {
    let referer = headers.get(header::REFERER).and_then(|value| value.to_str().ok());
    let Some(url) = referer.and_then(|text| url::Url::parse(text).ok()) else { return "/".to_owned() };
    if url.origin().ascii_serialization() != origin {
        return "/".to_owned();
    }
    let path = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    return_to::or_root(&path).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_stays_on_this_site() {
        let back = |referer: &'static str| {
            let headers = HeaderMap::from_iter([(header::REFERER, referer.parse().unwrap())]);
            came_from(&headers, "http://127.0.0.1:8080")
        };
        assert_eq!(back("http://127.0.0.1:8080/guilds/1/accounts?q=a"), "/guilds/1/accounts?q=a");
        assert_eq!(back("http://127.0.0.1:8080//other.example/x"), "/");
        assert_eq!(back("http://127.0.0.1:8080/%2f%2fother.example"), "/");
        for other in
            ["https://evil.example/x", "http://127.0.0.1:8081/x", "https://127.0.0.1:8080/x", "nonsense"]
        {
            assert_eq!(back(other), "/", "{other}");
        }
    }
}
