//! Where a form leads back to: the page it was sent from.

use axum::http::HeaderMap;
use axum::http::header::REFERER;

use crate::auth::return_to;

/// Path and query of the page that the request came from, if it is one below `within` on this site;
/// otherwise `within` itself.
pub fn within(headers: &HeaderMap, origin: &str, within: &str) -> String {
    let from = headers.get(REFERER).and_then(|value| value.to_str().ok());
    let path = from.and_then(|from| from.strip_prefix(origin)).filter(|path| return_to::is_safe(path));
    match path {
        Some(path)
            if path
                .strip_prefix(within)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['?', '/'])) =>
        {
            path.to_owned()
        }
        _ => within.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_of_the_same_part_of_this_site_is_gone_back_to() {
        let back = |from: &str| {
            let headers = HeaderMap::from_iter([(REFERER, from.parse().unwrap())]);
            within(&headers, "https://d.example", "/guilds/1/accounts")
        };
        let here = "/guilds/1/accounts";
        assert_eq!(back("https://d.example/guilds/1/accounts?q=a"), "/guilds/1/accounts?q=a");
        assert_eq!(back("https://d.example/guilds/1/accounts/7"), "/guilds/1/accounts/7");
        for other in [
            "https://d.example/guilds/1/accountsx",
            "https://d.example/guilds/2/accounts",
            "https://evil.example/guilds/1/accounts",
            "https://d.example.evil/guilds/1/accounts",
            "https://d.example//guilds/1/accounts",
        ] {
            assert_eq!(back(other), here, "{other}");
        }
        assert_eq!(within(&HeaderMap::new(), "https://d.example", here), here);
    }
}
