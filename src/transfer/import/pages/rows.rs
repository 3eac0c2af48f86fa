//! Rows of a file as accounts, with what each does.

use maud::{Markup, html};

use crate::ids::GuildId;
use crate::transfer::import::rules::{Before, Kind};
use crate::transfer::import::view::Row;
use crate::web::icons::{icon, icon_sm};
use crate::web::text;

/// Rows, and whether their accounts are there to be looked at.
pub struct Rows<'r> {
    pub guild: GuildId,
    pub rows: &'r [Row],
    pub applied: bool,
}

fn badge(kind: Kind) -> (&'static str, &'static str, &'static str) {
    match kind {
        Kind::New => ("ok", "plus", "New"),
        Kind::Changed => ("info", "file-pen", "Changed"),
        Kind::Unchanged => ("pending", "minus", "Unchanged"),
        Kind::Wrong => ("bad", "circle-x", "Wrong"),
    }
}

impl Rows<'_> {
    pub fn table(&self) -> Markup {
        html! {
            table class="dtable dtable-cards" {
                thead { tr { th scope="col" { "Row" } th scope="col" { "Account" } th scope="col" { "Platform" } th scope="col" { "Group" } th scope="col" { "Result" } } }
                tbody { @for row in self.rows { (self.row(row)) } }
            }
        }
    }

    fn row(&self, row: &Row) -> Markup {
        let (kind, name, word) = badge(row.change);
        html! {
            tr class="max-sm:grid-cols-[2.5rem_minmax(0,1fr)_auto]" {
                td class="num text-muted" { (row.row) }
                th scope="row" {
                    (self.name(row))
                    @if !row.display_name.is_empty() { span class="block text-micro font-normal text-muted wrap-anywhere" { bdi { (row.display_name) } } }
                    @if let Some(before) = &row.before { (renamed(row, before)) }
                }
                td class="max-sm:order-last max-sm:col-start-2" { (cell(&row.platform)) }
                td class="max-sm:order-last max-sm:col-span-full max-sm:ps-[3.25rem]!" {
                    (cell(&row.group))
                    span class="text-micro text-muted sm:block" { span class="sm:hidden" { " · " } (cell(&row.brand)) }
                    @if let Some(before) = &row.before { (moved(row, before)) }
                }
                td { span class={ "state state-" (kind) } { (icon(name)) (word) } }
            }
        }
    }

    fn name(&self, row: &Row) -> Markup {
        let handle =
            html! { @if row.username.is_empty() { (cell("")) } @else { "@" (text::handle(&row.username)) } };
        if !self.applied || row.change == Kind::Wrong {
            return html! { span class="handle wrap-anywhere" { (handle) } };
        }
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("q", &row.username)
            .append_pair("platform", &row.platform)
            .finish();
        html! { a class="handle wrap-anywhere hover:underline" href={ "/guilds/" (self.guild) "/accounts?" (query) } { (handle) } }
    }
}

fn cell(text: &str) -> Markup {
    html! { @if text.is_empty() { span.text-muted { "(empty)" } } @else { bdi class="wrap-anywhere" { (text) } } }
}

fn moved(row: &Row, before: &Before) -> Markup {
    let stays = before.group == row.group && before.brand == row.brand;
    html! { @if !stays { (was(&format!("{} · {}", before.group, before.brand))) } }
}

fn renamed(row: &Row, before: &Before) -> Markup {
    let stays = row.display_name.is_empty() || before.display_name == row.display_name;
    html! { @if !stays { (was(&before.display_name)) } }
}

fn was(text: &str) -> Markup {
    html! {
        span class="flex items-start gap-1 text-micro font-normal text-info" {
            (icon_sm("rotate-ccw")) span class="min-w-0 wrap-anywhere" { "was " bdi { (text) } }
        }
    }
}
