//! The page with both ways: import in one tab, export in the other.

use std::str::FromStr;

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use maud::{Markup, html};

use super::columns::{EXAMPLES, explained};
use super::import::columns::Column;
use super::{base, export, template};
use crate::api_keys::grants::SessionOnly;
use crate::app::App;
use crate::guilds::frame::PageRequest;
use crate::guilds::{GuildScope, Viewer};
use crate::http::{Error, Params, render};
use crate::ids::GuildId;
use crate::web::icons::icon;
use crate::web::table::{Choice, tabs};
use crate::web::{Page, page, panel};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    Import,
    Export,
}

impl FromStr for Tab {
    type Err = ();

    fn from_str(text: &str) -> Result<Tab, ()> {
        match text {
            "import" => Ok(Tab::Import),
            "export" => Ok(Tab::Export),
            _ => Err(()),
        }
    }
}

/// `GET /guilds/{guild_id}/data`
pub async fn data(
    State(app): State<App>,
    scope: GuildScope<Viewer, SessionOnly>,
    request: PageRequest,
    uri: Uri,
    mut params: Params,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let frame = request.guild_frame(&app, guild, "/data").await?;
    // A tab that is not there leads to the first one.
    let tab = params.get("tab", "import or export").unwrap_or_default();
    let content = match tab {
        Tab::Import => import(guild),
        Tab::Export => export::tab(&app, &scope, &uri, params).await?,
    };
    let body = html! {
        (panel::page_head("Import & export", "Accounts from a spreadsheet, and into one.", None))
        (choice(guild, tab))
        (content)
    };
    let title = if tab == Tab::Import { "Import" } else { "Export" };
    let crumbs = [(scope.guild_name(), Some(format!("/guilds/{guild}"))), ("Import & export", None)];
    Ok(render::html(page(&frame, Page { title, current: "data", crumbs: &crumbs, charts: false, body })))
}

fn choice(guild: GuildId, tab: Tab) -> Markup {
    let (base, export) = (base(guild), format!("{}?tab=export", base(guild)));
    let choices = [
        Choice { label: html! { "Import" }, href: &base, current: tab == Tab::Import },
        Choice { label: html! { "Export" }, href: &export, current: tab == Tab::Export },
    ];
    tabs("Import or export", &choices)
}

fn import(guild: GuildId) -> Markup {
    panel::panel("columns", "What a file has", Some(download(guild)), columns(), None)
}

/// The template, and the columns explained beside it.
fn download(guild: GuildId) -> Markup {
    html! { a class="btn btn-quiet" href=(template::href(guild)) download { (icon("download")) "Download template" } }
}

fn columns() -> Markup {
    html! {
        p class="panel-body text-muted" { "A header with these names, in any order, and a row for each account. Files with commas, semicolons or tabs do." }
        table class="dtable dtable-cards" {
            thead { tr { th scope="col" { "Column" } th scope="col" { "What stands there" } th scope="col" { "Example" } } }
            tbody { @for (column, example) in Column::ALL.iter().zip(EXAMPLES[0]) { tr {
                th scope="row" {
                    code class="font-mono" { (column) }
                    @if *column == Column::DisplayName { span class="text-small text-muted" { " (optional)" } }
                }
                td { (explained(*column)) }
                td data-label="Example" { (example) }
            } } }
        }
    }
}
