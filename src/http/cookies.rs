//! Cookies: their names, reading them, and setting them the one safe way.

use axum::http::header::{COOKIE, HeaderMap, HeaderValue, SET_COOKIE};
use cookie::time::Duration;
use cookie::{Cookie, SameSite};

use crate::web::Theme;

pub const ACCESS: &str = "__Host-td_access";
pub const REFRESH: &str = "__Host-td_refresh";
pub const CSRF: &str = "__Host-td_csrf";
/// The sealed state of a login under way.
pub const LOGIN: &str = "__Host-td_login";
/// What the next page says in a toast, sealed.
pub const FLASH: &str = "__Host-td_flash";
/// `dark`, `light` or `auto`; holds no secret.
pub const THEME: &str = "td_theme";
/// `on` when the sidebar is collapsed.
pub const RAIL: &str = "td_nav";

/// The value of the first cookie with this name. Bytes beside it are no matter: one cookie of
/// another program, in whatever alphabet, must not hide ours.
pub fn get<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let pairs = headers.get_all(COOKIE).iter().flat_map(|value| value.as_bytes().split(|b| *b == b';'));
    pairs.filter_map(|pair| pair.trim_ascii().strip_prefix(name.as_bytes())?.strip_prefix(b"=")).find_map(
        |value| {
            let text = std::str::from_utf8(value).ok()?;
            text.is_ascii().then_some(text)
        },
    )
}

/// The colours this browser asked for.
pub fn theme(headers: &HeaderMap) -> Theme {
    get(headers, THEME).and_then(|value| value.parse().ok()).unwrap_or_default()
}

/// Adds `Set-Cookie`: `Secure; Path=/; SameSite=Lax`, no `Domain`. `seconds` 0 removes the cookie.
pub fn set(headers: &mut HeaderMap, name: &'static str, value: &str, seconds: i64, http_only: bool) {
    let cookie = Cookie::build((name, value))
        .path("/")
        .secure(true)
        .http_only(http_only)
        .same_site(SameSite::Lax)
        .max_age(Duration::seconds(seconds))
        .build();
    if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
        headers.append(SET_COOKIE, value);
    }
}

/// As [`set`], unless the response sets this cookie already: a login's or logout's own word stands.
pub fn set_if_absent(
    headers: &mut HeaderMap,
    name: &'static str,
    value: &str,
    seconds: i64,
    http_only: bool,
) {
    if !is_set(headers, name) {
        set(headers, name, value, seconds, http_only);
    }
}

fn is_set(headers: &HeaderMap, name: &str) -> bool {
    let mut set = headers.get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    set.any(|cookie| cookie.split_once('=').is_some_and(|(found, _)| found == name))
}

/// Removes the three cookies of a session, except those that the response sets already.
pub fn clear_session_if_absent(headers: &mut HeaderMap) {
    for name in [ACCESS, REFRESH, CSRF] {
        set_if_absent(headers, name, "", 0, name != CSRF);
    }
}

/// Removes the three cookies of a session.
pub fn clear_session(headers: &mut HeaderMap) {
    for name in [ACCESS, REFRESH, CSRF] {
        set(headers, name, "", 0, name != CSRF);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_read_by_exact_name() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static("x__Host-td_csrf=no; __Host-td_csrf=a.b; other=1"));
        assert_eq!(get(&headers, CSRF), Some("a.b"));
        assert_eq!(get(&headers, ACCESS), None);
    }

    #[test]
    fn a_cookie_in_another_alphabet_hides_none_of_ours() {
        for header in [
            &b"name=caf\xe9; __Host-td_csrf=a.b"[..],
            b"\xff\xfe;;=; __Host-td_csrf=a.b;x",
            b"__Host-td_csrf=\xff; __Host-td_csrf=a.b",
            b"a=b;__Host-td_csrf=a.b ",
        ] {
            let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_bytes(header).unwrap())]);
            assert_eq!(get(&headers, CSRF), Some("a.b"), "{header:?}");
            assert_eq!(get(&headers, ACCESS), None);
        }
        let ours = HeaderValue::from_bytes(b"__Host-td_csrf=a\xe9; __Host-td_csrf =x").unwrap();
        assert_eq!(get(&HeaderMap::from_iter([(COOKIE, ours)]), CSRF), None);
    }

    #[test]
    fn cookies_are_set_for_this_host_only() {
        let mut headers = HeaderMap::new();
        set(&mut headers, ACCESS, "v", 60, true);
        let text = headers[SET_COOKIE].to_str().unwrap();
        assert_eq!(text, "__Host-td_access=v; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=60");
    }
}
