//! The page that a form of bonus rounds was sent from: where its answer leads back to.

use axum::http::HeaderMap;

use super::href;
use crate::app::App;
use crate::http::back;
use crate::ids::GuildId;

/// That page without its dialog; the list of rounds where it was no page of bonus rounds.
pub fn back(app: &App, guild: GuildId, headers: &HeaderMap) -> String {
    let from = back::within(headers, &app.config.server.origin(), &href(guild));
    let (path, query) = back::parted(&from);
    back::joined(path, &query)
}

/// As [`back`], for when that round is gone: its own page is gone with it.
pub fn to_list(app: &App, guild: GuildId, headers: &HeaderMap) -> String {
    let back = back(app, guild, headers);
    if back.split('?').next() == Some(href(guild).as_str()) { back } else { href(guild) }
}
