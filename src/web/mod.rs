//! Page shell and components: pure functions from plain data to markup. No feature words, no SQL.
//!
//! A page is `page(&frame, Page { .. })`; its body is put together from the components below.
//! Markup never carries a `style` attribute or an inline script: the content security policy refuses both.

pub mod assets;
pub mod attention;
mod change;
pub mod chart;
pub mod counter;
pub mod dialog;
mod document;
mod encoding;
pub mod finder;
pub mod form;
pub mod frame;
mod gauge;
pub mod icons;
pub mod legal;
pub mod login;
pub mod meanwhile;
mod menus;
pub mod message;
mod note;
pub mod panel;
mod plot;
mod preferences;
pub mod results;
pub mod selection;
mod shell;
mod shortcuts;
mod spark;
pub mod status;
pub mod table;
pub mod text;
pub mod time;
pub mod toast;
pub mod typed;

#[cfg(test)]
mod gallery;

pub use document::{Page, page, plain_page};
pub use frame::{Frame, FrameGuild, FrameGuildLink, FrameUser, NavItem, Notice, Theme};
pub use message::{ErrorTold, error_in_frame, error_page};
pub use status::{BotStatus, BotStatusView};

use crate::http::{Access, Routes};

/// The embedded files, and how a person likes the pages.
pub fn routes() -> Routes {
    Routes::new()
        .get("/assets/{file}", Access::Public, assets::serve)
        .get("/favicon.ico", Access::Public, assets::favicon)
        .get("/legal/terms", Access::Public, legal::terms)
        .get("/legal/privacy", Access::Public, legal::privacy)
        .get("/shortcuts", Access::Public, shortcuts::page)
        .post("/preferences", Access::SignedIn, preferences::save)
}
