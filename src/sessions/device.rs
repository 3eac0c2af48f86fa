//! What a browser says of itself, as words: "Firefox 145 on Linux". Nothing is decided by it.

use schemars::JsonSchema;
use serde::Serialize;
use woothee::parser::{Parser, WootheeResult};

/// What nothing is known of.
const UNKNOWN: &str = "Unknown device";
/// Nothing that a browser sends is longer; stored ones are cut already.
const LONGEST: usize = 512;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "DeviceType")]
pub enum Kind {
    Desktop,
    Mobile,
    Tablet,
    Unknown,
}

/// A device as its User-Agent tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    pub kind: Kind,
    /// With the version: "Firefox 145".
    pub browser: Option<String>,
    pub os: Option<&'static str>,
    pub label: String,
    name: String,
}

impl Device {
    pub fn of(user_agent: &str) -> Device {
        let text: String = user_agent.chars().take(LONGEST).collect();
        Parser::new().parse(&text).and_then(|found| known(&found, &text)).unwrap_or_else(|| Device {
            kind: Kind::Unknown,
            browser: None,
            os: None,
            label: UNKNOWN.to_owned(),
            name: String::new(),
        })
    }

    /// Whether both may be the same device: browsers change their version by themselves.
    pub fn is_like(&self, other: &Device) -> bool {
        (self.kind, self.os, &self.name) == (other.kind, other.os, &other.name)
    }
}

/// Programs and bots have no device, whatever they are called.
fn known(found: &WootheeResult<'_>, text: &str) -> Option<Device> {
    if !matches!(found.category, "pc" | "smartphone" | "mobilephone") {
        return None;
    }
    let (kind, os, place) = system(found, text)?;
    let name = match found.name {
        "SamsungBrowser" => "Samsung Internet",
        other => other,
    };
    let version = found.version.split('.').next().filter(|version| version.parse::<u32>().is_ok());
    let browser = match version {
        _ if name == "UNKNOWN" => None,
        Some(version) => Some(format!("{name} {version}")),
        None => Some(name.to_owned()),
    };
    let label = match &browser {
        Some(browser) => format!("{browser} on {place}"),
        None => place.to_owned(),
    };
    Some(Device { kind, browser, os: Some(os), label, name: name.to_owned() })
}

/// The kind of device, its system, and what people call it. An iPad that asks for desktop pages says
/// that it is a Mac, and nothing tells it from one.
fn system(found: &WootheeResult<'_>, text: &str) -> Option<(Kind, &'static str, &'static str)> {
    Some(match found.os {
        os if os.starts_with("Windows Phone") => (Kind::Mobile, "Windows", "Windows phone"),
        os if os.starts_with("Windows") => (Kind::Desktop, "Windows", "Windows"),
        "Mac OSX" | "Mac OS Classic" => (Kind::Desktop, "macOS", "macOS"),
        "Linux" => (Kind::Desktop, "Linux", "Linux"),
        "BSD" => (Kind::Desktop, "BSD", "BSD"),
        "ChromeOS" => (Kind::Desktop, "ChromeOS", "ChromeOS"),
        "iPhone" => (Kind::Mobile, "iOS", "iPhone"),
        "iPod" => (Kind::Mobile, "iOS", "iPod"),
        "iPad" => (Kind::Tablet, "iPadOS", "iPad"),
        // Browsers of phones say "Mobile"; those of tablets leave it out.
        "Android" if text.contains("Mobile") => (Kind::Mobile, "Android", "Android"),
        "Android" => (Kind::Tablet, "Android", "Android tablet"),
        _ => return None,
    })
}

#[cfg(test)]
#[path = "device_tests.rs"]
mod tests;
