//! What is asked before an import, and before one is taken back.

use maud::{Markup, html};

use super::href;
use super::result::places;
use crate::ids::GuildId;
use crate::transfer::import::view::Import;
use crate::web::dialog::Dialog;
use crate::web::icons::icon;
use crate::web::text;

pub const CONFIRM: &str = "confirm-import";
pub const UNDO: &str = "undo-import";

/// `Import 1,190 accounts`.
pub fn import_words(import: &Import) -> String {
    let count = import.new_rows + import.changed_rows;
    format!("Import {}", text::count(count, "account", "accounts"))
}

pub fn confirm(guild: GuildId, import: &Import, missing: (usize, usize), csrf: &str, open: bool) -> Markup {
    let here = href(guild, import.id);
    let title = format!("{}?", import_words(import));
    let dialog = Dialog { id: CONFIRM, title: &title, open, close: &here };
    let body = html! {
        ul class="grid gap-1" {
            li { (text::count(import.new_rows, "account is", "accounts are")) " added." }
            li { (text::count(import.changed_rows, "account is", "accounts are")) " changed." }
            @if import.unchanged_rows > 0 { li { (text::count(import.unchanged_rows, "row changes", "rows change")) " nothing." } }
            @if missing != (0, 0) {
                li { (text::count(missing.0 as i64, "brand", "brands")) " and " (text::count(missing.1 as i64, "group", "groups")) " are created." }
            }
        }
        p class="mt-3 text-muted" { "All of it, or nothing. You can take it back for 7 days." }
    };
    let foot = html! { button class="btn btn-primary" { (icon("upload")) (import_words(import)) } };
    dialog.form(&format!("{here}/confirm"), csrf, body, foot)
}

/// `made`: groups and brands that it created.
pub fn undo(guild: GuildId, import: &Import, made: (usize, usize), csrf: &str, open: bool) -> Markup {
    let here = href(guild, import.id);
    let dialog = Dialog { id: UNDO, title: "Undo this import?", open, close: &here };
    let body = html! {
        ul class="grid gap-1" {
            li { (text::count(import.created, "account", "accounts")) " that it added " (if import.created == 1 { "is" } else { "are" }) " deleted." }
            li { (text::count(import.updated, "account", "accounts")) " that it changed " (if import.updated == 1 { "is" } else { "are" }) " as before." }
            @if made != (0, 0) { li { (places(made.0, made.1)) " that it created " (if made.0 + made.1 == 1 { "is" } else { "are" }) " deleted, unless others use them." } }
        }
        p class="mt-3 text-muted" { "What somebody has changed since is kept, and named afterwards." }
    };
    let foot = html! { button class="btn btn-error" { (icon("undo-2")) "Undo import" } };
    dialog.form(&format!("{here}/undo"), csrf, body, foot)
}
