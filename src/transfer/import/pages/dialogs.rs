//! What is asked before an import, and before one is taken back.

use maud::{Markup, html};

use super::href;
use super::result::places;
use crate::ids::GuildId;
use crate::transfer::import::undo::Remains;
use crate::transfer::import::view::{Details, Import};
use crate::web::dialog::Dialog;
use crate::web::icons::icon;
use crate::web::text;

pub const CONFIRM: &str = "confirm-import";
pub const UNDO: &str = "undo-import";
/// Groups and brands that are named; of more only their number is said.
const NAMED: usize = 10;

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
            @if import.new_rows > 0 { li { (text::count(import.new_rows, "account is", "accounts are")) " added." } }
            @if import.changed_rows > 0 { li { (text::count(import.changed_rows, "account is", "accounts are")) " changed." } }
            @if import.unchanged_rows > 0 { li { (text::count(import.unchanged_rows, "row changes", "rows change")) " nothing." } }
            @if missing != (0, 0) {
                li { (places(missing.1, missing.0)) " " (are(missing.0 + missing.1)) " created." }
            }
        }
        p class="mt-3 text-muted" { "All of it, or nothing. You can take it back for 7 days." }
    };
    let foot = html! { button class="btn btn-primary" { (icon("upload")) (import_words(import)) } };
    dialog.form(&format!("{here}/confirm"), csrf, body, foot)
}

/// `made` is what it created, `remains` what earlier ones left: what nobody uses then goes along.
pub fn undo(
    guild: GuildId,
    import: &Import,
    made: &Details,
    remains: &Remains,
    csrf: &str,
    open: bool,
) -> Markup {
    let here = href(guild, import.id);
    let dialog = Dialog { id: UNDO, title: "Undo this import?", open, close: &here };
    let groups: Vec<&str> = made.missing_groups.iter().map(|missing| missing.group.as_str()).collect();
    let brands: Vec<&str> = made.missing_brands.iter().map(String::as_str).collect();
    let left_groups: Vec<&str> = remains.groups.iter().map(|group| group.label.as_str()).collect();
    let left_brands: Vec<&str> = remains.brands.iter().map(|brand| brand.label.as_str()).collect();
    let body = html! {
        ul class="grid gap-1" {
            @if import.created > 0 { li { (text::count(import.created, "account", "accounts")) " that it added " (are(import.created as usize)) " deleted." } }
            @if import.updated > 0 { li { (text::count(import.updated, "account", "accounts")) " that it changed " (are(import.updated as usize)) " as before." } }
            (goes(&groups, &brands, "that it created", "unless others use or have changed"))
            (goes(&left_groups, &left_brands, "that imports undone before left", "if only this import uses"))
            @if remains.accounts > 0 {
                li { (text::count(remains.accounts as i64, "account", "accounts")) " kept when an earlier import was undone " (are(remains.accounts)) " taken back as well, if only this import changed " (if remains.accounts == 1 { "it" } else { "them" }) " since." }
            }
        }
        p class="mt-3 text-muted" { "What somebody has changed since is kept, and named afterwards." }
    };
    let foot = html! { button class="btn btn-error" { (icon("undo-2")) "Undo import" } };
    dialog.form(&format!("{here}/undo"), csrf, body, foot)
}

fn are(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// Groups and brands with their first names.
fn goes(groups: &[&str], brands: &[&str], which: &str, when: &str) -> Markup {
    let count = groups.len() + brands.len();
    let shown = count.min(NAMED);
    html! {
        @if count > 0 {
            li {
                (places(groups.len(), brands.len())) " " (which) " " (are(count)) " deleted, " (when) " " (if count == 1 { "it" } else { "them" }) ": "
                @for (index, label) in groups.iter().chain(brands).take(shown).enumerate() { @if index > 0 { ", " } bdi { (label) } }
                @if count > shown { " and " (text::number((count - shown) as i64)) " more" } "."
            }
        }
    }
}
