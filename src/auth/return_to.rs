//! Where a login leads back to: a path of this site and nothing else.

use crate::ids::GuildId;

/// Long enough for every address of ours, short enough for the sealed cookie.
const LONGEST: usize = 1024;
/// Escapes of escapes are undone this often; what then still changes is refused.
const ROUNDS: usize = 3;

/// The path when it surely stays on this site, else `/`.
pub fn or_root(path: &str) -> &str {
    if is_safe(path) { path } else { "/" }
}

/// Whether a browser that is sent there stays on this site, whatever decodes the path on the way.
pub fn is_safe(path: &str) -> bool {
    // Only what an address can hold as it is: no spaces, controls, backslashes or other alphabets.
    let plain = path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    if !plain || path.len() > LONGEST || !stays_here(path) || leads_to_login(path) {
        return false;
    }
    if !is_straight(path) {
        return false;
    }
    let mut text = path.to_owned();
    for _ in 0..ROUNDS {
        let decoded = decode(&text);
        if decoded.chars().any(char::is_control) || !stays_here(&decoded) {
            return false;
        }
        if decoded == text {
            return true;
        }
        text = decoded;
    }
    false
}

fn stays_here(path: &str) -> bool {
    path.starts_with('/') && !matches!(path.as_bytes().get(1), Some(b'/' | b'\\'))
}

/// Whether no segment of the path is `.` or `..`, in any spelling: with them the path that was
/// looked at is not the path that is asked for.
fn is_straight(path: &str) -> bool {
    let mut path = path.split(['?', '#']).next().unwrap_or_default().to_owned();
    for _ in 0..=ROUNDS {
        if path.split(['/', '\\']).any(|segment| matches!(segment, "." | "..")) {
            return false;
        }
        path = decode(&path);
    }
    true
}

/// A login that ends in a login would go in circles.
fn leads_to_login(path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    path == "/login" || path.starts_with("/auth/")
}

fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escape = (*byte == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match escape.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// The path, or the list of guilds where it leads into one that this person may not see.
pub fn or_guilds(path: &str, may_see: impl Fn(GuildId) -> bool) -> &str {
    let inside = path.strip_prefix("/guilds/").and_then(|rest| rest.split(['/', '?', '#']).next());
    match inside {
        Some(id) if !id.parse().is_ok_and(may_see) => "/guilds",
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_into_a_guild_they_may_not_see() {
        let mine = GuildId::new(1_180_000_000_000_000_001);
        let go = |path| or_guilds(path, |id| id == mine);
        assert_eq!(
            go("/guilds/1180000000000000001/accounts?q=a"),
            "/guilds/1180000000000000001/accounts?q=a"
        );
        assert_eq!(go("/guilds/1180000000000000002"), "/guilds");
        assert_eq!(go("/guilds/x"), "/guilds");
        assert_eq!(go("/guilds"), "/guilds");
        assert_eq!(go("/"), "/");
    }

    #[test]
    fn paths_of_this_site_are_kept() {
        for path in [
            "/",
            "/guilds",
            "/guilds/123/accounts?q=a%20b&platform=x",
            "/guilds/1?from=%2Fx%2F%2Fy",
            "/a//b",
            "/caf%C3%A9",
            "/guilds#top",
            "/guilds?q=../x",
            "/a/..b/.c/d../...",
            "/loginx",
            "/100%",
        ] {
            assert_eq!(or_root(path), path);
        }
    }

    #[test]
    fn everything_else_leads_to_the_root() {
        let long = format!("/{}", "a".repeat(LONGEST));
        for path in [
            "",
            "guilds",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/%2f/evil.example",
            "/%2Fevil.example",
            "/%5cevil.example",
            "/%255cevil.example",
            "/%25252fevil.example",
            "/%2525252525252fevil.example",
            "/\t/evil.example",
            "/%09/evil.example",
            "/%0d%0aSet-Cookie:x=1",
            "/a\r\nb",
            "/a b",
            "/a\u{0}",
            "/%00",
            "/%C2%85x",
            "/\u{2215}evil",
            "https:evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            " /x",
            "@evil.example",
            "/guilds\\..\\x",
            "/login?return_to=/login",
            "/auth/logout",
            "/x/../guilds/1",
            "/guilds/1/..",
            "/./x",
            "/.",
            "/..?q=a",
            "/x/%2e%2e/guilds/1",
            "/x/.%2E/guilds/1",
            "/x/%2e/y",
            "/x/%252e%252e/y",
            "/x%2f..%2fy",
            "/a%3f/%2e%2e/b",
            "/a/%5c../b",
            &long,
        ] {
            assert_eq!(or_root(path), "/", "{path:?}");
        }
    }

    #[test]
    fn a_browser_agrees_that_it_stays_here() {
        let base = url::Url::parse("https://dash.example/login").unwrap();
        for path in ["/a//b", "/%2e%2e/x", "/x?//evil", "/@evil", "/:80", "/x/..//evil.example"] {
            let joined = base.join(or_root(path)).unwrap();
            assert_eq!(joined.origin(), base.origin(), "{path}");
        }
    }
}
