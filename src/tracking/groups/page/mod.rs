//! The page of a group: what it gained in 7, 30 or 90 days, on which platforms, and its best accounts.

mod parts;
mod store;

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use maud::{Markup, html};

use super::store::{Group, find};
use crate::alerts;
use crate::api_keys::grants::SessionOnly;
use crate::app::App;
use crate::guilds::frame::PageRequest;
use crate::guilds::{GuildAccess, GuildScope, Viewer};
use crate::http::{Code, Error, Params, Path, back, render};
use crate::ids::{GroupId, GuildId};
use crate::tracking::brands::dialog::Open;
use crate::tracking::brands::pages::ADMINS_ONLY;
use crate::tracking::gains::{Gains, Known};
use crate::tracking::period::{Metric, Period};
use crate::web::icons::icon;
use crate::web::results::results;
use crate::web::{Page, dialog, form, panel};

use store::{AccountRow, PlatformDay, by_day};

/// Accounts that are shown; the list of accounts has them all.
const TOP: i64 = 10;

/// What the page is drawn from.
struct View {
    guild: GuildId,
    group: Group,
    /// The address of the page without its query.
    base: String,
    /// The address with it.
    here: String,
    admin: bool,
    csrf: String,
    period: Period,
    metric: Metric,
    notes: Vec<&'static str>,
    today: crate::time::Day,
    days: Vec<PlatformDay>,
    known: Known,
    accounts: Vec<AccountRow>,
    bonus: Markup,
    /// Its switches and thresholds.
    alerts: Markup,
    dialog: Option<Open>,
}

/// `GET /guilds/{guild_id}/groups/{group_id}`
pub async fn group(
    State(app): State<App>,
    scope: GuildScope<Viewer, SessionOnly>,
    Path((_, id)): Path<(GuildId, GroupId)>,
    request: PageRequest,
    uri: Uri,
    mut params: Params,
) -> Result<Response, Error> {
    let dialog = match scope.is_admin() {
        true => Open::asked(&app, scope.guild_id(), &mut params).await?,
        false => None,
    };
    Ok(render::html(show(&app, &scope, &request, id, uri.query().unwrap_or_default(), dialog).await?))
}

/// The page at this query, with a dialog over it.
pub async fn show(
    app: &App,
    access: &GuildAccess,
    request: &PageRequest,
    id: GroupId,
    query: &str,
    dialog: Option<Open>,
) -> Result<Markup, Error> {
    let guild = access.guild_id();
    let group = find(&app.db, guild, id).await?.ok_or(Code::NotFound)?;
    let query = back::without_dialog(query);
    let mut params = Params::parse(&query);
    let period: Period = params.get("days", "7, 30 or 90").unwrap_or_default();
    let metric = params.get("metric", "views, likes, comments, shares or posts").unwrap_or_default();
    let today = app.clock.now().day();
    let (before, first) = (period.first_before(today), period.first(today));
    let frame = request.guild_frame(app, guild, "/brands").await?;
    let base = super::href(guild, id);
    let days = store::days(&app.db, id, before, today).await?;
    let view = View {
        guild,
        here: back::joined(&base, &query),
        base,
        admin: access.is_admin(),
        csrf: frame.csrf.clone(),
        period,
        metric,
        notes: notes(&params),
        today,
        known: Known {
            period: days.iter().any(|row| row.gained.day >= first)
                || store::is_checked_since(&app.db, id, first.start()).await?,
            earlier: store::has_data_by(&app.db, id, before).await?,
        },
        days,
        accounts: store::top_accounts(&app.db, id, before, first, today, TOP).await?,
        bonus: crate::bonus::panel_of_group(app, guild, id).await?,
        alerts: alerts::group_panel(app, guild, id, access.is_admin(), &frame.csrf).await?,
        dialog,
        group,
    };
    let (group, brands) = (&view.group, crate::tracking::brands::href(guild));
    let crumbs = [
        (access.guild_name(), Some(format!("/guilds/{guild}"))),
        ("Brands", Some(brands.clone())),
        (group.brand_label.as_str(), Some(format!("{brands}?brand_id={}", group.brand_id))),
        (group.label.as_str(), None),
    ];
    let body = view.body();
    let page = Page { title: &group.label, current: "brands", crumbs: &crumbs, charts: true, body };
    Ok(crate::web::page(&frame, page))
}

impl View {
    fn gains(&self) -> Gains<'_> {
        let (period, metric, today, known) = (self.period, self.metric, self.today, self.known);
        Gains { base: &self.base, period, metric, today, known }
    }

    fn body(&self) -> Markup {
        let dialog = self.dialog.as_ref().map(|open| open.draw(self.guild, &self.csrf, &self.here));
        let (gains, days) = (self.gains(), by_day(&self.days));
        let counters = [Metric::Views, Metric::Likes, Metric::Comments, Metric::Posts];
        html! {
            (panel::page_head(&self.group.label, "", Some(self.actions())))
            @for text in &self.notes { div class="mb-3" { (panel::note(panel::Tone::Warn, html! { (text) })) } }
            (results(&self.here, html! {
                div class="mb-4 flex flex-wrap items-center justify-between gap-3" { (self.facts()) (gains.periods()) }
                div class="grid gap-3 lg:gap-4" {
                    (gains.counters(&days, &counters))
                    (gains.chart(&days))
                    div class="grid items-start gap-3 lg:gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]" {
                        (self.top_accounts())
                        (self.platforms())
                    }
                    (self.bonus)
                    (self.alerts)
                }
            }))
            (dialog::place(dialog))
        }
    }

    /// This page with a dialog open.
    fn asks(&self, dialog: &str) -> String {
        back::with(&self.here, &format!("dialog={dialog}&id={}", self.group.id))
    }

    fn actions(&self) -> Markup {
        let (edit, delete) = (html! { (icon("pencil")) "Edit" }, html! { (icon("trash-2")) "Delete" });
        html! {
            @if !self.admin {
                (form::button_denied("delete", delete, ADMINS_ONLY))
                (form::button_denied("edit", edit, ADMINS_ONLY))
            } @else {
                @if self.group.account_count > 0 {
                    (form::button_denied("delete", delete, "This group still has accounts. Move or delete them first."))
                } @else {
                    (form::post_button(&format!("{}/delete", self.base), &self.csrf, "btn btn-quiet text-error", delete))
                }
                (dialog::link("edit", &self.asks("edit-group"), "btn btn-quiet", edit))
            }
        }
    }
}

/// One sentence for each thing that was left out.
fn notes(params: &Params) -> Vec<&'static str> {
    const TOLD: &[(&str, &str)] = &[
        ("days", "The period is not known: these are the last 7 days."),
        ("metric", "The metric is not known: the chart shows views."),
    ];
    params.notes(TOLD, false)
}
