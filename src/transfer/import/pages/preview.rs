//! A preview: what is wrong, what would change, how the file was read.

use maud::{Markup, html};

use super::rows::Rows;
use super::show::View;
use super::{api, corrections, mapping};
use crate::transfer::import::reader::{Delimiter, Encoding};
use crate::transfer::import::view::{Import, PREVIEW_KEPT, State};
use crate::web::icons::{icon, icon_class, icon_sm};
use crate::web::panel::{Tone, note, panel};
use crate::web::table::{Choice, segments};
use crate::web::{text, time};

impl View {
    pub fn previewed(&self) -> Markup {
        let (import, details) = (self.import(), &self.preview.details);
        let missing = !details.missing_brands.is_empty() || !details.missing_groups.is_empty();
        let wrong = !details.remedies.is_empty();
        html! {
            (self.notes())
            (file(import))
            div class={ "grid items-start gap-4" @if wrong || missing { " xl:grid-cols-[minmax(0,1fr)_minmax(0,1.35fr)]" } } {
                @if wrong || missing {
                    div class="grid gap-4" {
                        @if wrong { (panel("wrong", "What to correct", Some(self.downloads()), corrections::list(&details.remedies), None)) }
                        @if missing {
                            @let (title, lead) = if import.create_missing { ("What is created", "The import creates") } else { ("What is missing", "Not there:") };
                            (panel("missing", title, None, mapping::missing(&details.missing_brands, &details.missing_groups, lead), None))
                        }
                    }
                }
                (self.rows(false))
            }
            div class="mt-4" { (self.reading()) }
        }
    }

    fn notes(&self) -> Markup {
        let import = self.import();
        html! {
            @if let Some(failure) = &import.failure {
                div class="mb-4" role="alert" { (note(Tone::Bad, html! {
                    strong { "The import failed." } " " (failure)
                    @if import.invalid_rows > 0 { " Make what is missing again, or tick “Create missing brands and groups”; then press “Check again”." }
                })) }
            } @else if import.invalid_rows > 0 {
                div class="mb-4" { (note(Tone::Bad, html! {
                    strong { (text::count(import.invalid_rows, "row is", "rows are")) " wrong, so nothing can be imported yet." }
                    " Correct " (if import.invalid_rows == 1 { "it" } else { "them" }) " in your file, then " a.link href=(crate::transfer::base(self.guild)) { "upload it again" } "."
                })) }
            } @else if import.new_rows + import.changed_rows == 0 {
                div class="mb-4" { (note(Tone::Good, html! { strong { "Nothing to do." } " Every account is already as the file says." })) }
            }
            @if import.encoding == Encoding::Windows1252 {
                div class="mb-4" { (note(Tone::Warn, html! { "The file is not UTF-8 and was read as Windows-1252. Look whether letters such as ä, é or ß are right." })) }
            }
            @if let Some(other) = &self.busy {
                div class="mb-4" { (note(Tone::Info, html! { "Another import is running: " a.link href=(super::href(self.guild, other.id)) { bdi { (other.filename) } } ". This one can be confirmed when it is done." })) }
            }
        }
    }

    fn downloads(&self) -> Markup {
        let id = self.import().id;
        html! {
            span class="flex flex-wrap gap-x-4 text-small" {
                a class="link inline-flex min-h-6 items-center gap-1.5" href=(api(self.guild, id, "errors.csv")) download { (icon_sm("download")) "Errors as CSV" }
                a class="link inline-flex min-h-6 items-center gap-1.5" href=(api(self.guild, id, "rejected.csv")) download { (icon_sm("download")) "Wrong rows as CSV" }
            }
        }
    }

    /// The first rows, or those that change an account.
    pub fn rows(&self, applied: bool) -> Markup {
        let (import, details) = (self.import(), &self.preview.details);
        let here = self.here();
        let changes = format!("{here}?show=changes");
        let label = format!("Changed ({})", text::number(import.changed_rows));
        let choices = [
            Choice { label: html! { "First rows" }, href: &here, current: !self.changes_only },
            Choice { label: html! { (label) }, href: &changes, current: self.changes_only },
        ];
        let rows = if self.changes_only { &details.changes } else { &details.sample };
        let of = if self.changes_only { import.changed_rows } else { import.total_rows };
        let table = html! {
            @if rows.is_empty() { p class="panel-body text-muted" { "No row changes an account." } }
            @else { (Rows { guild: self.guild, rows, applied }.table()) }
        };
        let foot = html! {
            span.num { (text::number(rows.len() as i64)) " of " (text::count(of, "row", "rows")) }
            @if import.state == State::Previewed { span class="ms-auto" { "Expires " (time::time(self.now.0, import.created_at.plus(PREVIEW_KEPT).0)) } }
        };
        let aside = (import.changed_rows > 0).then(|| segments("Rows", &choices));
        panel("rows", if applied { "Rows" } else { "Preview" }, aside, table, Some(foot))
    }

    fn reading(&self) -> Markup {
        let (import, details) = (self.import(), &self.preview.details);
        let unused = details
            .columns
            .iter()
            .filter(|mapped| mapped.column.is_none() && !mapped.header.is_empty())
            .count();
        let open = unused > 0 || import.invalid_rows > 0;
        html! {
            section.panel aria-labelledby="reading-title" {
                details open[open] {
                    summary class="panel-head cursor-pointer" {
                        h2 #reading-title { "How the file is read" }
                        @if unused > 0 { span.asof { (text::count(unused as i64, "column is", "columns are")) " not used" } }
                        span class="aside text-muted" { (icon("chevron-down")) }
                    }
                    (mapping::form(self.guild, import, &details.columns, self.admin, &self.csrf))
                }
            }
        }
    }
}

/// The file, how it was read, and how many rows do what.
pub fn file(import: &Import) -> Markup {
    let encoding = match import.encoding {
        Encoding::Utf8 => "UTF-8",
        Encoding::Utf16Le | Encoding::Utf16Be => "UTF-16",
        Encoding::Windows1252 => "Windows-1252",
    };
    let delimiter = match import.delimiter {
        Delimiter::Comma => "“,”",
        Delimiter::Semicolon => "“;”",
        Delimiter::Tab => "tab",
    };
    let counts = [
        ("New", import.new_rows, "text-success"),
        ("Changed", import.changed_rows, "text-info"),
        ("Unchanged", import.unchanged_rows, ""),
        ("Wrong", import.invalid_rows, if import.invalid_rows > 0 { "text-error" } else { "" }),
    ];
    html! {
        section class="panel mb-4 flex flex-wrap items-center gap-x-8 gap-y-3 p-4 lg:px-5" aria-label="File" {
            div class="flex min-w-0 items-center gap-3" {
                span class="grid size-10 flex-none place-items-center rounded-field bg-base-200 text-muted" { (icon_class("file-spreadsheet", "i-lg")) }
                div class="min-w-0" {
                    p class="font-semibold wrap-anywhere" { bdi { (import.filename) } }
                    p class="num text-small text-muted" { (text::count(import.total_rows, "row", "rows")) ", " (encoding) ", " (delimiter) " between cells" }
                }
            }
            dl class="flex flex-wrap gap-x-7 gap-y-2 max-sm:gap-x-5 sm:ms-auto" {
                @for (name, count, class) in counts {
                    div { dt class="text-small text-muted" { (name) } dd class={ "text-lg/6 font-semibold num " (class) } { (text::number(count)) } }
                }
            }
        }
    }
}
