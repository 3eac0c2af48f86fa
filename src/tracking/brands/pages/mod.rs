//! The brands page: the tree of brands and groups with filters and paging, and what was deleted lately.

mod deleted;
mod tree;

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use maud::{Markup, html};

use super::dialog::Open;
use super::tree::{DeletedRow, Matching, Position, TreeFilter, TreePage, matching, page};
use crate::api_keys::grants::SessionOnly;
use crate::app::App;
use crate::guilds::frame::PageRequest;
use crate::guilds::{GuildAccess, GuildScope, Viewer};
use crate::http::{Error, Params, back, render};
use crate::ids::GuildId;
use crate::time::Ms;
use crate::tracking::change::restorable_since;
use crate::web::icons::icon;
use crate::web::results::results;
use crate::web::table::search_field;
use crate::web::{Page, dialog, form, panel};

/// Rows of a page: groups, and brands without any.
const ROWS: i64 = 100;
/// Deleted things that are listed; what is older comes up when these are restored or gone.
const DELETED: i64 = 50;

/// Why a viewer may not.
pub const ADMINS_ONLY: &str = "Only administrators of this server can change this.";

/// What the page is drawn from.
struct View {
    guild: GuildId,
    /// The address of the page without its query.
    base: String,
    /// The address of this page of the tree.
    here: String,
    admin: bool,
    csrf: String,
    filter: TreeFilter,
    /// What of the address could not be used, in words.
    notes: Vec<&'static str>,
    page: TreePage,
    matching: Matching,
    total: Matching,
    deleted: Vec<DeletedRow>,
    dialog: Option<Open>,
    now: Ms,
}

/// `GET /guilds/{guild_id}/brands`
pub async fn brands(
    State(app): State<App>,
    scope: GuildScope<Viewer, SessionOnly>,
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

/// The page at this query, with a dialog over it.
pub async fn show(
    app: &App,
    access: &GuildAccess,
    request: &PageRequest,
    query: &str,
    dialog: Option<Open>,
) -> Result<Markup, Error> {
    let guild = access.guild_id();
    let query = back::without_dialog(query);
    let mut params = Params::parse(&query);
    let filter = TreeFilter::read(&mut params);
    let cursor = params.text("cursor");
    // A link may be older than the secret, or its filters were changed by hand: begin again and say so.
    let (from, restarted) = match filter.position(&app.secrets, guild, cursor.as_deref()) {
        Ok(position) => (position, false),
        Err(_) => (Position::start(), true),
    };
    let frame = request.guild_frame(app, guild, "/brands").await?;
    let (base, now) = (super::href(guild), app.clock.now());
    let total = matching(&app.db, guild, &TreeFilter::default()).await?;
    let view = View {
        guild,
        here: back::joined(&base, &query),
        base,
        admin: access.is_admin(),
        csrf: frame.csrf.clone(),
        notes: notes(&params, restarted),
        page: page(app, guild, &filter, &from, ROWS).await?,
        matching: if filter.is_empty() { total } else { matching(&app.db, guild, &filter).await? },
        filter,
        total,
        deleted: super::tree::deleted(&app.db, guild, restorable_since(now), DELETED).await?,
        dialog,
        now,
    };
    let crumbs = [(access.guild_name(), Some(format!("/guilds/{guild}"))), ("Brands", None)];
    let page = Page { title: "Brands", current: "brands", crumbs: &crumbs, charts: false, body: view.body() };
    Ok(crate::web::page(&frame, page))
}

impl View {
    fn body(&self) -> Markup {
        let why = "Brands and their account groups, with what each group gained in the last 7 days.";
        let dialog = self.dialog.as_ref().map(|open| open.draw(self.guild, &self.csrf, &self.here));
        html! {
            (panel::page_head("Brands", why, (self.total.brands > 0).then(|| self.actions())))
            @if self.total.brands > 0 { (self.filters()) }
            (results(&self.here, html! {
                (self.summary())
                @if self.page.slice.rows.is_empty() { section.panel aria-label="Brands" { (self.nothing()) } }
                @else { (self.tree()) }
                (self.recently_deleted())
            }))
            (dialog::place(dialog))
        }
    }

    /// This page with a dialog open.
    fn asks(&self, dialog: &str) -> String {
        back::with(&self.here, &format!("dialog={dialog}"))
    }

    fn actions(&self) -> Markup {
        let (brand, group) =
            (html! { (icon("folder-plus")) "New brand" }, html! { (icon("plus")) "New group" });
        html! {
            @if self.admin {
                (dialog::link("new-brand", &self.asks("new-brand"), "btn btn-quiet", brand))
                (dialog::link("new-group", &self.asks("new-group"), "btn btn-primary", group))
            } @else {
                (form::button_denied("new-brand", brand, ADMINS_ONLY))
                (form::button_denied("new-group", group, ADMINS_ONLY))
            }
        }
    }

    fn filters(&self) -> Markup {
        html! {
            form class="filters mb-3" role="search" aria-label="Filter brands and groups" method="get" action=(self.base)
                hx-get=(self.base) hx-trigger="change, input delay:300ms, submit" hx-target="#results" hx-select="#results"
                hx-swap="outerHTML" hx-push-url="true" hx-sync="#results:replace" {
                (search_field("q", "Search brand or group", self.filter.q.as_deref().unwrap_or_default()))
                noscript { button class="btn btn-quiet" type="submit" { "Filter" } }
            }
        }
    }

    fn nothing(&self) -> Markup {
        if !self.filter.is_empty() {
            return panel::no_match(
                "No brand or group matches",
                "Try another search or remove a filter.",
                &self.base,
            );
        }
        let text = "A brand holds account groups, and a group the accounts whose views count together.";
        let label = html! { (icon("plus")) "New brand" };
        let action = match self.admin {
            true => dialog::link("new-brand", &self.asks("new-brand"), "btn btn-primary", label),
            false => form::button_denied("new-brand", label, ADMINS_ONLY),
        };
        panel::empty("layers", "No brands yet", text, Some(action))
    }
}

/// One sentence for each thing that was left out.
fn notes(params: &Params, restarted: bool) -> Vec<&'static str> {
    const TOLD: &[(&str, &str)] = &[
        ("q", "The search is too long or holds characters that no label has; it was shortened or left out."),
        ("brand_id", "The brand is not known and was left out."),
    ];
    params.notes(TOLD, restarted)
}
