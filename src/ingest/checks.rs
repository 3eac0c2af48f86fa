//! What the fields of a callback may hold, and the list of those that may not.

use serde::de::DeserializeOwned;
use url::{Host, Url};

use crate::http::{Error, FieldError, Result, json};
use crate::time::{MINUTE, Ms};
use crate::tracking::{Label, Platform, Username, counts};

/// Items of one call.
pub const MOST_ITEMS: usize = 1_000;
/// Faults that an answer names; reading stops there.
const MOST_FAULTS: usize = 20;
/// Nothing that is tracked is older: 2005-01-01.
const OLDEST: Ms = Ms(1_104_537_600_000);
/// How far ahead the bot's clock may be.
const AHEAD: i64 = 5 * MINUTE;
const MOST_URL: usize = 2_000;

type Check<T> = std::result::Result<T, &'static str>;

/// Reads a list inside a body: every item through `read`, every fault named, all or nothing.
pub fn items<R, T>(
    list: &'static str,
    raw: &[R],
    mut read: impl FnMut(&mut Item<'_>, &R) -> Option<T>,
) -> Result<Vec<T>> {
    if raw.len() > MOST_ITEMS {
        return Err(Error::field(format!("#/{list}"), "must have at most 1000 items"));
    }
    let mut faults = Vec::new();
    let mut all = Vec::with_capacity(raw.len());
    for (index, one) in raw.iter().enumerate() {
        all.extend(read(&mut Item { place: Some((list, index)), faults: &mut faults }, one));
        if faults.len() >= MOST_FAULTS {
            break;
        }
    }
    if faults.is_empty() { Ok(all) } else { Err(Error::fields(faults)) }
}

/// Reads the fields of the body itself.
pub fn fields<T>(read: impl FnOnce(&mut Item<'_>) -> Option<T>) -> Result<T> {
    let mut faults = Vec::new();
    let value = read(&mut Item { place: None, faults: &mut faults });
    value.filter(|_| faults.is_empty()).ok_or_else(|| Error::fields(faults))
}

pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    json::parse(body)
}

/// The object whose fields are being read.
pub struct Item<'f> {
    place: Option<(&'static str, usize)>,
    faults: &'f mut Vec<FieldError>,
}

impl Item<'_> {
    /// The value, or a fault under the field's pointer.
    pub fn take<T>(&mut self, field: &'static str, value: Check<T>) -> Option<T> {
        match value {
            Ok(value) => Some(value),
            Err(detail) => {
                let pointer = match self.place {
                    Some((list, index)) => format!("#/{list}/{index}/{field}"),
                    None => format!("#/{field}"),
                };
                if self.faults.len() < MOST_FAULTS {
                    self.faults.push(FieldError::new(pointer, detail));
                }
                None
            }
        }
    }

    /// As [`Item::take`] for a field that may be left out or null.
    pub fn maybe<R, T>(
        &mut self,
        field: &'static str,
        raw: Option<R>,
        check: impl FnOnce(R) -> Check<T>,
    ) -> Option<Option<T>> {
        raw.map_or(Some(None), |raw| self.take(field, check(raw)).map(Some))
    }
}

pub fn platform(text: &str) -> Check<Platform> {
    text.parse().map_err(|_| "must be instagram, tiktok, youtube, x or facebook")
}

pub fn username(text: &str) -> Check<Username> {
    Username::parse(text).map_err(|refused| refused.0)
}

pub fn label(text: &str) -> Check<Label> {
    Label::parse(text).map_err(|refused| refused.0)
}

pub fn count(value: i64) -> Check<i64> {
    within(value, counts::MOST, "must be from 0 to 1000000000000")
}

pub fn within(value: i64, most: i64, sentence: &'static str) -> Check<i64> {
    if (0..=most).contains(&value) { Ok(value) } else { Err(sentence) }
}

pub fn external_id(text: &str) -> Check<String> {
    let visible = text.bytes().all(|b| b.is_ascii_graphic());
    if visible && (1..=200).contains(&text.len()) {
        Ok(text.to_owned())
    } else {
        Err("must have 1 to 200 visible ASCII characters")
    }
}

pub fn time(text: &str, now: Ms) -> Check<Ms> {
    let at = Ms::parse(text).ok_or("must be a time in UTC such as 2026-11-15T12:00:00Z")?;
    if at < OLDEST {
        return Err("must not be before 2005");
    }
    if at > now.plus(AHEAD) {
        return Err("must not be more than 5 minutes ahead");
    }
    Ok(at)
}

/// An address that may stand in a link: http(s), a public host name, nobody's password.
pub fn link(text: &str) -> Check<String> {
    const SENTENCE: &str = "must be an http or https address of a public host, at most 2000 characters";
    // The parser would quietly drop tabs and newlines.
    if text.len() > MOST_URL || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(SENTENCE);
    }
    let url = Url::parse(text).map_err(|_| SENTENCE)?;
    let web = matches!(url.scheme(), "http" | "https");
    let named = match url.host() {
        Some(Host::Domain(name)) => {
            let labels: Vec<_> = name.split('.').collect();
            labels.len() > 1 && labels.iter().all(|label| !label.is_empty())
        }
        _ => false,
    };
    let anonymous = url.username().is_empty() && url.password().is_none();
    let written = String::from(url);
    if web && named && anonymous && written.len() <= MOST_URL { Ok(written) } else { Err(SENTENCE) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_public_hosts_become_links() {
        for text in ["https://www.tiktok.com/@a/video/1?x=1#y", "http://youtu.be/x", "https://例え.jp/"] {
            assert!(link(text).is_ok(), "{text}");
        }
        let long = format!("https://example.com/{}", "x".repeat(2_000));
        for text in [
            "",
            "x",
            "/path",
            "//example.com",
            "javascript:alert(1)",
            "data:text/html,x",
            "ftp://example.com/",
            "https://localhost/",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://user@example.com/",
            "https://u:p@example.com/",
            "https://exa mple.com/",
            "https://example.com/\n",
            "https://.com/",
            "https://example..com/",
            "https://",
            "https:///path",
            "java\tscript:alert(1)",
            &long,
        ] {
            assert!(link(text).is_err(), "{text}");
        }
    }

    #[test]
    fn times_lie_between_2005_and_five_minutes_ahead() {
        let now = Ms::parse("2026-11-15T12:00:00Z").unwrap();
        for text in ["2005-01-01T00:00:00Z", "2026-11-15T12:05:00Z"] {
            assert!(time(text, now).is_ok(), "{text}");
        }
        for text in ["2004-12-31T23:59:59Z", "2026-11-15T12:05:00.001Z", "2026-11-15", "9999-12-31T00:00:00Z"]
        {
            assert!(time(text, now).is_err(), "{text}");
        }
    }
}
