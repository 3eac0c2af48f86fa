//! The tab of the import: a file to upload, what a file has, and what was imported before.

use maud::{Markup, html};

use super::history::History;
use super::{ADMINS_ONLY, href, mapping};
use crate::app::App;
use crate::guilds::{GuildAccess, settings};
use crate::http::{Error, Params};
use crate::transfer::import::columns::Column;
use crate::transfer::import::history::{self, Position};
use crate::transfer::import::store;
use crate::transfer::{base, columns, template};
use crate::web::form::{BESIDE, Faults, button_denied, csrf};
use crate::web::icons::{icon, icon_class, icon_sm};
use crate::web::{panel, text};

/// Imports of a page.
const ROWS: i64 = 20;

/// An upload that was no sheet: why, and what was ticked beside it.
pub struct Refused {
    pub faults: Faults,
    pub create_missing: bool,
}

/// The tab; after an upload that was refused it says why.
pub async fn tab(
    app: &App,
    scope: &GuildAccess,
    csrf: &str,
    mut params: Params,
    refused: Option<Refused>,
) -> Result<Markup, Error> {
    let guild = scope.guild_id();
    let cursor = params.text("cursor");
    // A link may be older than the secret: begin again and say so.
    let (from, restarted) = match Position::read(app, guild, cursor.as_deref()) {
        Ok(position) => (position, false),
        Err(_) => (Position::start(), true),
    };
    let page = history::page(app, guild, &from, ROWS).await?;
    let at_work = store::at_work(&app.db, guild).await?;
    let create_missing = match &refused {
        Some(refused) => refused.create_missing,
        None => settings::load(&app.db, guild).await?.create_missing_on_import,
    };
    let form = Upload {
        action: format!("{}/imports", base(guild)),
        csrf,
        admin: scope.is_admin(),
        create_missing,
        error: refused.as_ref().and_then(|refused| refused.faults.of("file")),
        max_rows: app.config.import.max_rows,
        max_bytes: app.config.import.max_bytes,
    };
    let history = History {
        guild,
        base: &base(guild),
        rows: &page.rows,
        before: page.before,
        previous: page.previous.as_deref(),
        next: page.next.as_deref(),
        limit: ROWS,
        now: app.clock.now(),
    };
    Ok(html! {
        @for text in params.notes(&[], restarted) { div class="mb-3" { (panel::note(panel::Tone::Warn, html! { (text) })) } }
        @if let Some(import) = &at_work {
            div class="mb-3" {
                (panel::note(panel::Tone::Info, html! { "An import of " bdi { (import.filename) } " is running. " a.link href=(href(guild, import.id)) { "See how far it is" } }))
            }
        }
        div class="mb-4 grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(0,1.15fr)]" {
            (panel::panel("upload", "Upload a file", None, form.draw(), None))
            (panel::panel("columns", "What a file has", Some(download(scope)), explained(), None))
        }
        (history.panel())
    })
}

/// The form of an upload.
struct Upload<'u> {
    action: String,
    csrf: &'u str,
    admin: bool,
    create_missing: bool,
    error: Option<String>,
    max_rows: usize,
    max_bytes: usize,
}

impl Upload<'_> {
    /// As [`crate::web::form::post_form`], for a file: it may take longer than other requests.
    fn draw(&self) -> Markup {
        let label = html! { (icon("upload")) "Import accounts" };
        html! {
            form class="panel-body" method="post" action=(self.action) enctype="multipart/form-data" data-upload data-max-bytes=(self.max_bytes)
                hx-boost="true" hx-target="#main" hx-select="#main" hx-select-oob=(BESIDE)
                hx-ext="morph" hx-swap="outerHTML show:none" hx-request="{\"timeout\": 600000}" {
                (csrf(self.csrf))
                @if !self.admin { div class="mb-4" { (panel::note(panel::Tone::Locked, html! { (ADMINS_ONLY) })) } }
                fieldset disabled[!self.admin] {
                    (self.file())
                    (mapping::create_missing(self.create_missing))
                }
                div class="mt-4 flex flex-wrap items-center gap-3" {
                    @if self.admin { button class="btn btn-primary" { (label) } } @else { (button_denied("import", label, ADMINS_ONLY)) }
                    span class="text-small text-muted" { "Nothing is written until you confirm." }
                }
            }
        }
    }

    fn file(&self) -> Markup {
        let described =
            if self.error.is_some() { "import-file-hint import-file-error" } else { "import-file-hint" };
        let (rows, bytes) = (number(self.max_rows), size(self.max_bytes));
        html! {
            div class="drop grid justify-items-center gap-2 rounded-field border border-dashed border-line-strong px-4 py-6 text-center" {
                span class="text-muted" { (icon_class("file-spreadsheet", "i-lg")) }
                label class="font-semibold" for="import-file" { "Choose a file" span.needs-js { ", drop it here, or paste cells" } }
                input #import-file class="file-input w-full max-w-sm" type="file" name="file" required accept=".csv,.tsv,.tab,.txt,text/csv,text/tab-separated-values,text/plain"
                    aria-describedby=(described) aria-invalid=[self.error.as_ref().map(|_| "true")];
                p class="text-small font-semibold wrap-anywhere" data-upload-chosen {}
                p #import-file-hint class="field-hint mt-0!" { "CSV with commas, semicolons or tabs, up to " (rows) " rows and " (bytes) "." }
                @if let Some(error) = &self.error { p #import-file-error class="field-error" { (icon_sm("circle-alert")) span { (error) } } }
                p class="field-error" role="alert" data-upload-error hidden { (icon_sm("circle-alert")) span {} }
            }
        }
    }
}

fn number(count: usize) -> String {
    text::number(i64::try_from(count).unwrap_or(i64::MAX))
}

fn size(bytes: usize) -> String {
    const MIB: usize = 1024 * 1024;
    match bytes {
        MIB.. => format!("{} MiB", bytes / MIB),
        _ => format!("{} KiB", bytes / 1024),
    }
}

/// The template, with the columns explained beside it.
fn download(scope: &GuildAccess) -> Markup {
    let template = template::href(scope.guild_id());
    html! { a class="btn btn-quiet" href=(template) download { (icon("download")) "Download template" } }
}

fn explained() -> Markup {
    html! {
        p class="panel-body text-muted" { "A header with these names, in any order, and a row for each account. Accounts that are tracked already are changed to what the row says." }
        table class="dtable dtable-cards" {
            thead { tr { th scope="col" { "Column" } th scope="col" { "What stands there" } th scope="col" { "Example" } } }
            tbody { @for (column, example) in Column::ALL.iter().zip(columns::EXAMPLES[0]) { tr {
                th scope="row" {
                    code class="font-mono" { (column) }
                    @if *column == Column::DisplayName { span class="block text-small font-normal text-muted" { "optional" } }
                }
                td { (columns::explained(*column)) }
                td data-label="Example" { (example) }
            } } }
        }
    }
}
