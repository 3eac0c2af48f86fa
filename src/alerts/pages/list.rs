//! The page of alerts with its two tabs: filters, search and paging, all in the address.

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use maud::{Markup, html};

use super::dialogs::Open;
use super::{ADMINS_ONLY, Looking, history, thresholds};
use crate::alerts::list::active_count;
use crate::app::App;
use crate::guilds::GuildAccess;
use crate::guilds::frame::PageRequest;
use crate::http::{Error, Params, back, render};
use crate::ids::GuildId;
use crate::time::Ms;
use crate::tracking::accounts::list::{GroupChoice, groups};
use crate::web::form::button_denied;
use crate::web::icons::icon;
use crate::web::table::{Choice, tabs};
use crate::web::{Page, dialog, page, panel};

/// What both tabs are drawn from.
pub struct Around<'a> {
    pub guild: GuildId,
    pub admin: bool,
    pub csrf: &'a str,
    pub base: &'a str,
    /// The address of this page of the list, without any dialog.
    pub here: &'a str,
    pub groups: &'a [GroupChoice],
    pub now: Ms,
}

/// `GET /guilds/{guild_id}/alerts`
pub async fn alerts(
    State(app): State<App>,
    scope: Looking,
    request: PageRequest,
    uri: Uri,
    mut params: Params,
) -> Result<Response, Error> {
    let dialog = match scope.is_admin() {
        true => Open::asked(&app, scope.guild_id(), &mut params).await?,
        false => None,
    };
    Ok(render::html(show(&app, &scope, &request, uri.query().unwrap_or_default(), dialog).await?))
}

/// The page at this query again, with a dialog and what is wrong in it.
pub async fn with_faults(
    app: &App,
    access: &GuildAccess,
    request: &PageRequest,
    query: &str,
    dialog: Open,
) -> Result<Response, Error> {
    let page = show(app, access, request, query, Some(dialog)).await?;
    Ok(render::html_as(StatusCode::UNPROCESSABLE_ENTITY, page))
}

async fn show(
    app: &App,
    access: &GuildAccess,
    request: &PageRequest,
    query: &str,
    dialog: Option<Open>,
) -> Result<Markup, Error> {
    let guild = access.guild_id();
    let query = back::without_dialog(query);
    let mut params = Params::parse(&query);
    let history = params.text("tab").as_deref() == Some("history");
    let groups = groups(&app.db, guild).await?;
    let base = crate::alerts::href(guild);
    let here = back::joined(&base, &query);
    let frame = request.guild_frame(app, guild, "/alerts").await?;
    let around = Around {
        guild,
        admin: access.is_admin(),
        csrf: &frame.csrf,
        base: &base,
        here: &here,
        groups: &groups,
        now: app.clock.now(),
    };
    let tab = match history {
        true => history::tab(app, &around, params).await?,
        false => thresholds::tab(app, &around, params).await?,
    };
    let dialog = match &dialog {
        Some(open) => Some(open.draw(app, &around).await?),
        None => None,
    };
    let body = html! {
        (panel::page_head("Alerts", "What is posted to Discord when it happens, and what was.", Some(actions(&around))))
        (choice(&base, history, active_count(&app.db, guild).await?))
        (tab)
        (dialog::place(dialog))
    };
    let crumbs = [(access.guild_name(), Some(format!("/guilds/{guild}"))), ("Alerts", None)];
    Ok(page(&frame, Page { title: "Alerts", current: "alerts", crumbs: &crumbs, charts: false, body }))
}

fn actions(around: &Around<'_>) -> Markup {
    let create = html! { (icon("plus")) "Create threshold" };
    html! {
        @if around.admin {
            (dialog::link("new-threshold", &around.asks("new-threshold"), "btn btn-primary", create))
        } @else {
            (button_denied("new-threshold", create, ADMINS_ONLY))
        }
    }
}

fn choice(base: &str, history: bool, active: i64) -> Markup {
    let fired = format!("{base}?tab=history");
    let choices = [
        Choice {
            label: html! { "Thresholds" @if active > 0 { " " span.count aria-label={ (active) " active" } { (active) } } },
            href: base,
            current: !history,
        },
        Choice { label: html! { "History" }, href: &fired, current: history },
    ];
    html! { div class="mb-3" { (tabs("Alerts", &choices)) } }
}

impl Around<'_> {
    /// This page with a dialog open.
    pub fn asks(&self, dialog: &str) -> String {
        back::with(self.here, &format!("dialog={dialog}"))
    }
}
