//! What an address that people and programs share is asked for as: a page, JSON or CSV.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::ACCEPT;
use axum::http::request::Parts;

use crate::auth::Caller;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    Page,
    Json,
    Csv,
}

impl<S: Sync> FromRequestParts<S> for Wanted {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let accept = parts.headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        // Who sends a key is a program.
        let by_key = matches!(parts.extensions.get(), Some(Caller::Key(_)));
        Ok(Wanted::of(accept).unwrap_or(if by_key { Wanted::Json } else { Wanted::Page }))
    }
}

impl Wanted {
    /// What the header likes best; the first of equals. `None`: it leaves the choice to us.
    pub fn of(accept: &str) -> Option<Wanted> {
        let mut best: Option<(f32, Wanted)> = None;
        for part in accept.split(',') {
            let mut pieces = part.split(';').map(str::trim);
            let wanted = match pieces.next().unwrap_or_default().to_ascii_lowercase().as_str() {
                "text/html" | "application/xhtml+xml" => Wanted::Page,
                "application/json" => Wanted::Json,
                "text/csv" => Wanted::Csv,
                _ => continue,
            };
            let quality = pieces.find_map(|piece| piece.strip_prefix("q="));
            let quality: f32 = quality.map_or(Some(1.0), |text| text.parse().ok()).unwrap_or(0.0);
            if quality > best.map_or(0.0, |(best, _)| best) {
                best = Some((quality, wanted));
            }
        }
        best.map(|(_, wanted)| wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_liked_best_is_given() {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";
        for (accept, wanted) in [
            (browser, Some(Wanted::Page)),
            ("application/json", Some(Wanted::Json)),
            ("Text/CSV; charset=utf-8", Some(Wanted::Csv)),
            ("application/json;q=0.5, text/csv;q=0.9", Some(Wanted::Csv)),
            ("text/csv;q=0, text/html;q=0.1", Some(Wanted::Page)),
            ("*/*", None),
            ("text/csv;q=x", None),
            ("", None),
        ] {
            assert_eq!(Wanted::of(accept), wanted, "{accept}");
        }
    }
}
