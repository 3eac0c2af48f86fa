//! Where a form leads back to: the page it was sent from.

use axum::http::HeaderMap;
use axum::http::header::REFERER;

use crate::auth::return_to;

/// Path and query of the page of this site that the request came from.
fn page<'h>(headers: &'h HeaderMap, origin: &str) -> Option<&'h str> {
    let from = headers.get(REFERER).and_then(|value| value.to_str().ok())?;
    from.strip_prefix(origin).filter(|path| return_to::is_safe(path))
}

/// That page; `/` where there is none.
pub fn or_root(headers: &HeaderMap, origin: &str) -> String {
    page(headers, origin).unwrap_or("/").to_owned()
}

/// That page if it is one below `within`; otherwise `within` itself.
pub fn within(headers: &HeaderMap, origin: &str, within: &str) -> String {
    let below = |path: &&str| {
        path.strip_prefix(within).is_some_and(|rest| rest.is_empty() || rest.starts_with(['?', '/']))
    };
    page(headers, origin).filter(below).unwrap_or(within).to_owned()
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

    #[test]
    fn the_way_back_stays_on_this_site() {
        let back = |referer: &'static str| {
            let headers = HeaderMap::from_iter([(REFERER, referer.parse().unwrap())]);
            or_root(&headers, "http://127.0.0.1:8080")
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
