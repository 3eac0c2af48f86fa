//! Parts that several pages show: cells of a threshold, the switches of a group, and what fired last.

use maud::{Markup, html};

use super::{ADMINS_ONLY, history, one};
use crate::alerts::feed::{self, Filter, Position};
use crate::alerts::list::of_group;
use crate::alerts::rules::Reach;
use crate::alerts::settings::{self, Settings};
use crate::alerts::store::thresholds::Threshold;
use crate::app::App;
use crate::http::Error;
use crate::ids::{GroupId, GuildId};
use crate::time::Ms;
use crate::web::form::{Switch, button_denied, post_button};
use crate::web::icons::{icon, icon_sm, platform};
use crate::web::status::{state, state_icon};
use crate::web::{panel, text, time};

/// Metric, platform, value, state and when it fired last.
pub fn cells(row: &Threshold, now: Ms, indented: bool) -> Markup {
    let first = if indented { "max-sm:col-start-2" } else { "" };
    html! {
        td class=(first) data-label="Metric" { span class="flex items-center gap-1.5" { (icon_sm(row.metric.icon())) (row.metric.word()) } }
        td data-label="Platform" {
            @match row.platform {
                Reach::All => "All platforms",
                Reach::One(one) => span class="flex items-center gap-2" { (platform(one.as_str())) (one.name()) },
            }
        }
        td class={ "r font-semibold " (first) } data-label="Fires at" { (text::number(row.value)) }
        td data-label="State" {
            @if !row.enabled { (state("off", "Off")) }
            @else if row.group_is_on { (state("ok", "Active")) }
            @else { (state("off", "Off for this group")) }
        }
        td class={ "text-muted whitespace-nowrap " (first) } data-label="Last triggered" {
            @match row.last_triggered_at { Some(at) => (time::time(now.0, at.0)), None => "never" }
        }
    }
}

/// Turns a threshold on or off at once.
pub fn toggle(row: &Threshold, guild: GuildId, admin: bool, csrf: &str) -> Markup {
    let label = format!("{}, active", crate::alerts::changes::label(row));
    let switch = Switch {
        id: &format!("on-{}", row.id),
        label: &label,
        on: row.enabled,
        name: "enabled",
        next: if row.enabled { "false" } else { "true" },
        denied: (!admin).then_some(ADMINS_ONLY),
    };
    switch.draw(&one(guild, row.group_id, row.id), csrf, html! {})
}

/// The three switches of a group as the server holds them, each saved alone, and the test.
pub fn switches(guild: GuildId, group: GroupId, settings: &Settings, admin: bool, csrf: &str) -> Markup {
    let title = format!("What is told of {}", settings.group_label);
    let body = rows_of_switches(guild, group, settings, admin, csrf);
    let test = test_button(guild, group, admin, csrf);
    html! { div class="mb-3" { (panel::panel("switches", &title, Some(test), body, None)) } }
}

fn rows_of_switches(guild: GuildId, group: GroupId, settings: &Settings, admin: bool, csrf: &str) -> Markup {
    let rows = [
        (
            "threshold_alerts",
            "Threshold alerts",
            "A post or account reaches the value of a threshold.",
            settings.threshold_alerts,
        ),
        (
            "streak_alerts",
            "Streak alerts",
            "3, 5, 10, 15 and more rounds achieved in a row, or the end of 3 or more.",
            settings.streak_alerts,
        ),
        (
            "status_alerts",
            "Status alerts",
            "An account becomes unavailable, or comes back.",
            settings.status_alerts,
        ),
    ];
    let action = format!("/guilds/{guild}/groups/{group}/alert-settings");
    html! {
        ul.rows {
            @for (name, label, about, on) in rows {
                li class="flex items-center gap-4 px-4 py-2.5 lg:px-5" {
                    div class="min-w-0 flex-1" {
                        p class="font-semibold" { (label) ": " @if on { "on" } @else { "off" } }
                        p class="text-small text-muted" { (about) }
                    }
                    @let (id, next) = (format!("switch-{name}"), if on { "off" } else { "on" });
                    (Switch { id: &id, label, on, name, next, denied: (!admin).then_some(ADMINS_ONLY) }.draw(&action, csrf, html! {}))
                }
            }
        }
    }
}

fn test_button(guild: GuildId, group: GroupId, admin: bool, csrf: &str) -> Markup {
    let label = html! { (icon_sm("send")) "Send a test" };
    match admin {
        true => {
            let action = format!("/guilds/{guild}/groups/{group}/alert-test");
            post_button(&action, csrf, "btn btn-sm btn-quiet", label)
        }
        false => button_denied("send-test", label, ADMINS_ONLY),
    }
}

/// The panel on the page of a group: its switches and its thresholds.
pub(crate) async fn group_panel(
    app: &App,
    guild: GuildId,
    group: GroupId,
    admin: bool,
    csrf: &str,
) -> Result<Markup, Error> {
    let Some(settings) = settings::load(&app.db, guild, group).await? else { return Ok(html! {}) };
    let rows = of_group(&app.db, guild, group).await?;
    let (now, base) = (app.clock.now(), crate::alerts::href(guild));
    let body = html! {
        (rows_of_switches(guild, group, &settings, admin, csrf))
        @if rows.is_empty() {
            p class="panel-body border-t border-line text-muted" { "No thresholds yet." }
        } @else {
            table class="dtable dtable-cards border-t border-line" {
                thead { tr {
                    th scope="col" { "Metric" } th scope="col" { "Platform" } th.r scope="col" { "Fires at" }
                    th scope="col" { "State" } th scope="col" { "Last triggered" } th scope="col" { span.sr-only { "On or off" } }
                } }
                tbody { @for row in &rows { tr class="max-sm:grid-cols-2" { (cells(row, now, false)) td.r { div class="flex justify-end" { (toggle(row, guild, admin, csrf)) } } } } }
            }
        }
    };
    let create = html! { (icon_sm("plus")) "Create threshold" };
    let foot = html! {
        @if admin { a class="btn btn-sm btn-quiet" href={ (base) "?group_id=" (group) "&dialog=new-threshold" } { (create) } }
        @else { (button_denied("new-threshold", create, ADMINS_ONLY)) }
        a class="link ms-auto inline-flex min-h-6 items-center gap-1" href={ (base) "?tab=history&group_id=" (group) } { "What fired" (icon_sm("arrow-right")) }
    };
    Ok(panel::panel("alerts", "Alerts", Some(test_button(guild, group, admin, csrf)), body, Some(foot)))
}

/// What fired last, for the overview.
pub(crate) async fn recent(app: &App, guild: GuildId, limit: i64) -> Result<Markup, Error> {
    let rows = feed::rows(&app.db, guild, &Filter::default(), &Position::start(), limit).await?;
    let all = html! { a class="link text-small" href={ (crate::alerts::href(guild)) "?tab=history" } { "All alerts" } };
    let body = html! {
        @if rows.is_empty() {
            (panel::empty_in("bell", "Nothing fired yet", "Thresholds, streaks and states of accounts show here what happened.", None))
        } @else {
            ol.rows { @for row in &rows { (history::item(guild, row, app.clock.now(), false)) } }
        }
    };
    Ok(panel::panel("recent-alerts", "Recent alerts", Some(all), body, None))
}

/// The icon of an alert, on its square.
pub fn square(name: &str) -> Markup {
    html! { span class="grid size-8 flex-none place-items-center rounded-field bg-base-200 text-primary" { (icon(name)) } }
}

/// A badge with an icon of its own.
pub fn badge(kind: &str, name: &str, word: &str) -> Markup {
    state_icon(kind, name, word)
}
