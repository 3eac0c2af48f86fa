//! The plain data the shell is drawn from: the person, the guild, their choices.

use std::convert::Infallible;
use std::str::FromStr;

use super::note::Tone;
use super::status::BotStatusView;
use super::toast::Toast;

/// What the frame shows of the person, the guild and their choices.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    pub theme: Theme,
    /// The sidebar is collapsed to icons.
    pub rail: bool,
    pub csrf: String,
    pub user: Option<FrameUser>,
    pub guild: Option<FrameGuild>,
    pub guilds: Vec<FrameGuildLink>,
    /// Banners on every page, as "Discord does not answer".
    pub notices: Vec<Notice>,
    /// What the last request did.
    pub toast: Option<Toast>,
}

/// The colours, from the cookie's value; dark unless it says otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    Dark,
    Light,
    Auto,
}

impl Theme {
    /// The value of the cookie and of the form field.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::Auto => "auto",
        }
    }

    pub(super) fn attribute(self) -> Option<&'static str> {
        match self {
            Self::Dark => Some("tide-dark"),
            Self::Light => Some("tide-light"),
            Self::Auto => None, // the style sheet asks the system
        }
    }
}

impl FromStr for Theme {
    type Err = Infallible;

    fn from_str(value: &str) -> Result<Self, Infallible> {
        Ok(match value {
            "light" => Self::Light,
            "auto" => Self::Auto,
            _ => Self::Dark,
        })
    }
}

/// Who is signed in.
#[derive(Clone, Debug, Default)]
pub struct FrameUser {
    pub id: String,
    pub name: String,
}

/// The guild whose pages these are.
#[derive(Clone, Debug, Default)]
pub struct FrameGuild {
    pub id: String,
    pub name: String,
    pub icon_url: Option<String>,
    pub admin: bool,
    pub status: BotStatusView,
    /// In order; only what exists and may be seen.
    pub nav: Vec<NavItem>,
}

/// A guild one can switch to; `href` keeps the section.
#[derive(Clone, Debug, Default)]
pub struct FrameGuildLink {
    pub id: String,
    pub name: String,
    pub icon_url: Option<String>,
    pub href: String,
}

/// An entry of the navigation.
#[derive(Clone, Debug, Default)]
pub struct NavItem {
    pub key: &'static str,
    pub icon: &'static str,
    pub label: &'static str,
    pub href: String,
    /// Things of it that are in force; shown when above zero.
    pub count: Option<i64>,
    /// A line stands before it.
    pub new_group: bool,
}

/// A banner above the page's content.
#[derive(Clone, Debug, Default)]
pub struct Notice {
    pub tone: Tone,
    pub text: String,
    /// A link's text and address.
    pub action: Option<(String, String)>,
    /// The address that a form posts to so that it is not shown again.
    pub dismiss: Option<String>,
}
