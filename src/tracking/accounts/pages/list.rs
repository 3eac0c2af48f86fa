//! The list of accounts: filters, search, order and paging, all in the address.

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use maud::{Markup, html};

use super::super::list::{self, AccountFilter, AccountPage, GroupChoice, Position};
use super::dialogs::{self, Form};
use super::filters::{Filters, notes};
use super::forms::Typed;
use super::rows::Rows;
use super::{Looking, base};
use crate::app::App;
use crate::guilds::GuildAccess;
use crate::guilds::frame::PageRequest;
use crate::http::{Error, Params, render};
use crate::time::Ms;
use crate::tracking::choose;
use crate::web::dialog::opener;
use crate::web::form::{Faults, button_denied};
use crate::web::icons::icon;
use crate::web::results::results_in_force;
use crate::web::table::cursor_pager;
use crate::web::{Page, page, panel, text};

/// Rows of a page.
const ROWS: i64 = 50;

/// What the page is drawn from.
struct View<'a> {
    scope: &'a GuildAccess,
    csrf: &'a str,
    base: String,
    /// The address of this page of the list.
    here: String,
    filter: AccountFilter,
    notes: Vec<&'static str>,
    groups: Vec<GroupChoice>,
    page: AccountPage,
    matching: i64,
    total: i64,
    now: Ms,
    /// The dialog for a new account: open, and with what was typed.
    adding: bool,
    typed: Typed,
    faults: Faults,
}

/// `GET /guilds/{guild_id}/accounts`
pub async fn accounts(
    State(app): State<App>,
    scope: Looking,
    request: PageRequest,
    uri: Uri,
    mut params: Params,
) -> Result<Response, Error> {
    let adding = params.text("dialog").as_deref() == Some(dialogs::NEW);
    let typed = (adding, Typed::default(), Faults::default());
    Ok(render::html(draw(&app, &scope, &request, &uri, params, typed).await?))
}

/// The page again, with the dialog of a new account and what is wrong in it.
pub async fn with_faults(
    app: &App,
    scope: &GuildAccess,
    request: &PageRequest,
    uri: &Uri,
    params: Params,
    typed: Typed,
    faults: Faults,
) -> Result<Response, Error> {
    let page = draw(app, scope, request, uri, params, (true, typed, faults)).await?;
    Ok(render::html_as(StatusCode::UNPROCESSABLE_ENTITY, page))
}

async fn draw(
    app: &App,
    scope: &GuildAccess,
    request: &PageRequest,
    uri: &Uri,
    mut params: Params,
    (adding, typed, faults): (bool, Typed, Faults),
) -> Result<Markup, Error> {
    let guild = scope.guild_id();
    let mut filter = AccountFilter::read(&mut params);
    let groups = list::groups(&app.db, guild).await?;
    choose::drop_other_brand(&groups, &mut filter.brand_id, filter.group_id, &mut params);
    let cursor = params.text("cursor");
    // A link may be older than the secret, or its filters were changed by hand: begin again and say so.
    let (from, restarted) = match filter.position(&app.secrets, guild, cursor.as_deref()) {
        Ok(position) => (position, false),
        Err(_) => (Position::start(filter.sort), true),
    };
    let frame = request.guild_frame(app, guild, "/accounts").await?;
    let total = list::count(&app.db, guild, &AccountFilter::default()).await?;
    let view = View {
        scope,
        csrf: &frame.csrf,
        base: base(guild),
        here: uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        notes: notes(&params, restarted),
        groups,
        page: list::page(app, guild, &filter, &from, ROWS).await?,
        matching: if filter.is_empty() { total } else { list::count(&app.db, guild, &filter).await? },
        filter,
        total,
        now: app.clock.now(),
        adding: adding && scope.is_admin(),
        typed,
        faults,
    };
    let crumbs = [(scope.guild_name(), Some(format!("/guilds/{guild}"))), ("Accounts", None)];
    let body = view.body();
    Ok(page(&frame, Page { title: "Accounts", current: "accounts", crumbs: &crumbs, charts: false, body }))
}

impl View<'_> {
    fn body(&self) -> Markup {
        let filters = Filters {
            base: &self.base,
            filter: &self.filter,
            groups: &self.groups,
            matching: self.matching,
            total: self.total,
            notes: &self.notes,
        };
        let rows = Rows {
            guild: self.scope.guild_id(),
            base: &self.base,
            filter: &self.filter,
            rows: &self.page.rows,
            admin: self.scope.is_admin(),
            now: self.now,
        };
        let why = "Every social account the bot follows, with what it gained in the last 7 days.";
        html! {
            (panel::page_head("Accounts", why, Some(self.actions())))
            (filters.form())
            (results_in_force(&self.here, (!self.notes.is_empty()).then(|| self.filter.query()), html! {
                (filters.summary())
                @if !self.page.rows.is_empty() { (rows.orders()) }
                section.panel aria-label="Accounts" {
                    @if self.page.rows.is_empty() { (self.nothing()) } @else {
                        (rows.table())
                        div.panel-foot { (self.pager()) }
                    }
                }
            }))
            (rows.chosen(self.csrf, &self.groups))
            @if self.scope.is_admin() { (self.dialog()) }
        }
    }

    fn actions(&self) -> Markup {
        let add = html! { (icon("plus")) "Add account" };
        html! {
            a class="btn btn-quiet" href={ (self.base) "/deleted" } { (icon("history")) "Recently deleted" }
            @if self.scope.is_admin() {
                (opener(dialogs::NEW, &format!("{}?dialog={}", self.base, dialogs::NEW), "btn btn-primary", add))
            } @else {
                (button_denied("add-account", add, "Only administrators of this server can add accounts."))
            }
        }
    }

    fn dialog(&self) -> Markup {
        let close = format!("{}{}", self.base, self.filter.query());
        let form = Form {
            typed: &self.typed,
            faults: &self.faults,
            groups: &self.groups,
            csrf: self.csrf,
            open: self.adding,
            action: &close,
            close: &close,
        };
        form.new_account()
    }

    fn nothing(&self) -> Markup {
        if !self.filter.is_empty() {
            let clear = format!("{}{}", self.base, self.filter.cleared().query());
            return panel::no_match("No account matches", "Try another search or remove a filter.", &clear);
        }
        if self.groups.is_empty() {
            let action = html! { a class="btn btn-quiet" href={ "/guilds/" (self.scope.guild_id()) "/brands" } { "Brands and groups" } };
            let text = "An account belongs to a group of a brand. Make those first, then add accounts.";
            return panel::empty("users-round", "No accounts yet", text, Some(action));
        }
        let text = "Add the first one here, or let someone use the bot's /track command in Discord.";
        panel::empty("users-round", "No accounts yet", text, None)
    }

    fn pager(&self) -> Markup {
        let (first, last) = (self.page.before + 1, self.page.before + self.page.rows.len() as i64);
        let shown = format!(
            "{}–{} of {}",
            text::number(first),
            text::number(last),
            text::count(self.matching, "account", "accounts")
        );
        let (previous, next) = (self.page.previous.as_deref(), self.page.next.as_deref());
        cursor_pager(
            &shown,
            &format!("{}{}", self.base, self.filter.query()),
            previous,
            next,
            self.page.before <= ROWS,
        )
    }
}
