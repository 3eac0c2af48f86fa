//! The page with both ways: import in one tab, export in the other.

use std::str::FromStr;

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use maud::{Markup, html};

use super::import::Refused;
use super::{base, export, import};
use crate::api_keys::grants::SessionOnly;
use crate::app::App;
use crate::guilds::frame::PageRequest;
use crate::guilds::{GuildAccess, GuildScope, Viewer};
use crate::http::{Error, Params, render};
use crate::ids::GuildId;
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
    params: Params,
) -> Result<Response, Error> {
    Ok(render::html(draw(&app, &scope, &request, &uri, params, None).await?))
}

/// The page; after an upload that was refused it says why.
pub async fn draw(
    app: &App,
    scope: &GuildAccess,
    request: &PageRequest,
    uri: &Uri,
    mut params: Params,
    refused: Option<Refused>,
) -> Result<Markup, Error> {
    let guild = scope.guild_id();
    let frame = request.guild_frame(app, guild, "/data").await?;
    // A tab that is not there leads to the first one.
    let tab = params.get("tab", "import or export").unwrap_or_default();
    let content = match tab {
        Tab::Import => import::tab(app, scope, &frame.csrf, params, refused).await?,
        Tab::Export => export::tab(app, scope, uri, params).await?,
    };
    let body = html! {
        (panel::page_head("Import & export", "Accounts from a spreadsheet, and into one.", None))
        (choice(guild, tab))
        (content)
    };
    let title = if tab == Tab::Import { "Import" } else { "Export" };
    let crumbs = [(scope.guild_name(), Some(format!("/guilds/{guild}"))), ("Import & export", None)];
    Ok(page(&frame, Page { title, current: "data", crumbs: &crumbs, charts: false, body }))
}

fn choice(guild: GuildId, tab: Tab) -> Markup {
    let (base, export) = (base(guild), format!("{}?tab=export", base(guild)));
    let choices = [
        Choice { label: html! { "Import" }, href: &base, current: tab == Tab::Import },
        Choice { label: html! { "Export" }, href: &export, current: tab == Tab::Export },
    ];
    tabs("Import or export", &choices)
}
