//! Where a form leads back to: the page it was sent from, without the dialog that it stood in.

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

/// Path and query of an address, the query without what opens a dialog in it.
pub fn parted(address: &str) -> (&str, String) {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    (path, without_dialog(query))
}

/// The query of a page without what opens a dialog in it.
pub fn without_dialog(query: &str) -> String {
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    let others = pairs.filter(|(name, _)| !matches!(name.as_ref(), "dialog" | "id" | "ids"));
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(others).finish()
}

/// The address of path and query; without a query it ends with the path.
pub fn joined(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// The address with something more in its query, as `dialog=new-brand`.
pub fn with(address: &str, more: &str) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}{more}")
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
    fn an_address_is_parted_without_its_dialog_and_joined_again() {
        let again = |address: &str| {
            let (path, query) = parted(address);
            joined(path, &query)
        };
        assert_eq!(again("/brands?q=a+b&dialog=edit&id=7&ids=7%2C8"), "/brands?q=a+b");
        assert_eq!(again("/brands?dialog=edit"), "/brands");
        assert_eq!(again("/brands"), "/brands");
        assert_eq!(with("/brands", "dialog=new"), "/brands?dialog=new");
        assert_eq!(with("/brands?q=a", "dialog=new"), "/brands?q=a&dialog=new");
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
