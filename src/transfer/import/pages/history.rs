//! What was imported before: the file, who, when, how many rows, and what became of it.

use maud::{Markup, html};

use super::{api, href};
use crate::ids::GuildId;
use crate::time::Ms;
use crate::transfer::import::view::{Import, State};
use crate::web::icons::icon;
use crate::web::table::cursor_pager;
use crate::web::{panel, text, time};

/// A page of the history.
pub struct History<'h> {
    pub guild: GuildId,
    pub base: &'h str,
    pub rows: &'h [Import],
    pub before: i64,
    pub previous: Option<&'h str>,
    pub next: Option<&'h str>,
    /// Rows of a page.
    pub limit: i64,
    pub now: Ms,
}

/// The badge of a state: kind, icon and word.
pub fn badge(state: State) -> (&'static str, &'static str, &'static str) {
    match state {
        State::Previewed => ("pending", "eye", "Not confirmed"),
        State::Queued => ("info", "clock", "Waiting"),
        State::Running => ("info", "loader-circle", "Running"),
        State::Completed => ("ok", "circle-check", "Completed"),
        State::Failed => ("bad", "circle-x", "Failed"),
        State::Cancelled => ("off", "x", "Cancelled"),
        State::Undone => ("off", "undo-2", "Undone"),
        State::Expired => ("off", "hourglass", "Expired"),
    }
}

/// The state with its word.
pub fn state(state: State) -> Markup {
    let (kind, name, word) = badge(state);
    html! { span class={ "state state-" (kind) } { (icon(name)) (word) } }
}

impl History<'_> {
    pub fn panel(&self) -> Markup {
        let inner = html! {
            @if self.rows.is_empty() {
                (panel::empty_in("file-up", "Nothing was imported yet", "Each file that is uploaded is listed here, with what became of it.", None))
            } @else {
                table class="dtable dtable-cards" {
                    thead { tr {
                        th scope="col" { "File" } th scope="col" { "State" } th.r scope="col" { "Rows" }
                        th.r scope="col" { "Created" } th.r scope="col" { "Updated" } th scope="col" { "Who" } th scope="col" { "When" }
                    } }
                    tbody { @for row in self.rows { (self.row(row)) } }
                }
            }
        };
        let foot = (self.previous.is_some() || self.next.is_some()).then(|| self.pager());
        html! { div #results { (panel::panel("history", "Imports so far", None, inner, foot)) } }
    }

    fn row(&self, row: &Import) -> Markup {
        let done = matches!(row.state, State::Completed | State::Undone);
        let number =
            |count: i64| html! { @if done { (text::number(count)) } @else { span.text-muted { "–" } } };
        html! {
            tr id={ "import-" (row.id) } class="max-sm:grid-cols-3" {
                th scope="row" class="max-sm:col-span-2 max-[28rem]:col-span-3" {
                    a class="font-semibold wrap-anywhere hover:underline" href=(href(self.guild, row.id)) { bdi { (row.filename) } }
                }
                td class="max-[28rem]:col-span-3" { (state(row.state)) }
                td.r data-label="Rows" { (text::number(row.total_rows)) @if row.invalid_rows > 0 { (self.wrong(row)) } }
                td.r data-label="Created" { (number(row.created)) }
                td.r data-label="Updated" { (number(row.updated)) }
                td data-label="Who" class="wrap-anywhere max-sm:col-span-2" { bdi { (row.confirmed_by.as_deref().unwrap_or(&row.created_by)) } }
                td data-label="When" class="sm:whitespace-nowrap" { (time::time(self.now.0, row.created_at.0)) }
            }
        }
    }

    /// The errors as a file.
    fn wrong(&self, row: &Import) -> Markup {
        let label = format!("{} wrong", text::number(row.invalid_rows));
        // The file goes with the preview.
        if matches!(row.state, State::Expired | State::Cancelled) {
            return html! { span class="block text-small text-error" { (label) } };
        }
        html! {
            a class="block min-h-6 text-small text-error underline underline-offset-3" href=(api(self.guild, row.id, "errors.csv")) download {
                (label) span.sr-only { ", errors of " (row.filename) " as CSV" }
            }
        }
    }

    fn pager(&self) -> Markup {
        let count = self.rows.len() as i64;
        let shown = format!("{}–{}", text::number(self.before + 1), text::number(self.before + count));
        cursor_pager(&shown, self.base, self.previous, self.next, self.before <= self.limit)
    }
}
