//! Addresses of accounts on their platforms.

use url::Url;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usernames_stay_in_the_path() {
        assert_eq!(profile_url("tiktok", "mira.h"), "https://www.tiktok.com/@mira.h");
        assert_eq!(profile_url("x", "a/b?c#d"), "https://x.com/a%2Fb%3Fc%23d");
        assert!(profile_url("instagram", "../evil").starts_with("https://www.instagram.com/"));
    }
}
