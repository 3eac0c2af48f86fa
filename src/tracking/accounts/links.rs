//! Addresses of accounts on their platforms.

use url::Url;

use crate::tracking::{Platform, Username};

/// The public profile of an account. The username is encoded, so it can't leave its place in the path.
pub fn profile_url(platform: &str, username: &str) -> String {
    let (base, at) = match platform {
        "instagram" => ("https://www.instagram.com/", ""),
        "tiktok" => ("https://www.tiktok.com/", "@"),
        "youtube" => ("https://www.youtube.com/", "@"),
        "x" => ("https://x.com/", ""),
        _ => ("https://www.facebook.com/", ""),
    };
    let Ok(mut url) = Url::parse(base) else { return base.to_owned() };
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().push(&format!("{at}{username}"));
    }
    url.into()
}

/// The account that a pasted profile address names; of a post, a group or a search nothing.
pub fn parse_profile(text: &str) -> Option<(Platform, Username)> {
    let text = text.trim();
    let url = if text.contains("://") { Url::parse(text) } else { Url::parse(&format!("https://{text}")) };
    let url = url.ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let host = url.host_str()?;
    let host = host.strip_prefix("www.").or_else(|| host.strip_prefix("m.")).unwrap_or(host);
    let first = url.path_segments()?.next()?;
    let (platform, name) = match host {
        "instagram.com" => (Platform::Instagram, first),
        "tiktok.com" => (Platform::TikTok, first.strip_prefix('@')?),
        "youtube.com" => (Platform::YouTube, first.strip_prefix('@')?),
        "x.com" | "twitter.com" => (Platform::X, first),
        "facebook.com" => (Platform::Facebook, first),
        _ => return None,
    };
    if is_taken(platform, name) {
        return None;
    }
    Username::parse(name).ok().map(|username| (platform, username))
}

/// Paths of the platforms' own, which no profile has.
fn is_taken(platform: Platform, name: &str) -> bool {
    let taken: &[&str] = match platform {
        Platform::Instagram => &["p", "reel", "reels", "stories", "explore", "tv", "accounts", "direct"],
        Platform::X => &["home", "i", "search", "explore", "hashtag", "intent", "settings", "messages"],
        Platform::Facebook => &[
            "groups",
            "watch",
            "events",
            "pages",
            "people",
            "profile.php",
            "share",
            "photo",
            "reel",
            "story.php",
        ],
        Platform::TikTok | Platform::YouTube => &[],
    };
    taken.contains(&name.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usernames_stay_in_the_path() {
        assert_eq!(profile_url("tiktok", "mira.h"), "https://www.tiktok.com/@mira.h");
        assert_eq!(profile_url("x", "a/b?c#d"), "https://x.com/a%2Fb%3Fc%23d");
        assert!(profile_url("instagram", "../evil").starts_with("https://www.instagram.com/"));
    }

    #[test]
    fn a_pasted_profile_names_platform_and_username() {
        for (text, platform, name) in [
            ("https://www.instagram.com/mira.h/", Platform::Instagram, "mira.h"),
            ("tiktok.com/@mira?lang=en", Platform::TikTok, "mira"),
            (" https://m.youtube.com/@Mira/videos ", Platform::YouTube, "Mira"),
            ("https://twitter.com/mira", Platform::X, "mira"),
            ("http://facebook.com/mira", Platform::Facebook, "mira"),
        ] {
            let (found, username) = parse_profile(text).unwrap();
            assert_eq!((found, username.as_str()), (platform, name), "{text}");
        }
        for text in [
            "mira",
            "@mira",
            "mira.h",
            "",
            "https://evil.example/mira",
            "youtube.com/watch?v=1",
            "https://www.instagram.com/p/Cxyz/",
            "https://vm.tiktok.com/ZM123/",
            "https://www.youtube.com/channel/UCabc",
            "facebook.com/groups/7",
            "javascript:alert(1)",
        ] {
            assert!(parse_profile(text).is_none(), "{text}");
        }
    }
}
