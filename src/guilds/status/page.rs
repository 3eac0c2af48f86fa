//! The status card of the overview and the public status page.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::{StatusNow, load_bot};
use crate::app::App;
use crate::guilds::frame::view_of;
use crate::http::{Error, cookies, render};
use crate::time::Ms;
use crate::web::icons::icon;
use crate::web::status::{Beat, BotStatus, beats};
use crate::web::{plain_page, time};

/// The card; the live stream replaces it by its id.
pub fn status_card(status: &StatusNow, now: Ms) -> Markup {
    let view = view_of(status, now.0);
    let tint = match view.status {
        BotStatus::Online => "bg-success/15 text-success",
        BotStatus::Degraded => "bg-warning/15 text-warning",
        BotStatus::Offline => "bg-error/15 text-error",
        BotStatus::Unknown => "bg-neutral text-muted",
    };
    html! {
        section #status-card class="panel grid items-center gap-x-8 gap-y-4 p-4 md:grid-cols-[auto_minmax(0,1fr)] lg:px-5 xl:grid-cols-[auto_minmax(0,1fr)_auto]" aria-labelledby="h-status" {
            div class="flex items-center gap-3" {
                span class={ "grid size-11 place-items-center rounded-box " (tint) } { (icon("activity")) }
                div {
                    h2 #h-status class="text-title font-semibold" { "Bot " (view.status.word()) }
                    p class="text-small text-muted" { (last_heartbeat(status, now)) }
                }
            }
            div {
                (strip(status))
                div class="mt-1 flex justify-between text-micro text-muted" { span { "24 h ago" } span { "now" } }
            }
            dl class="flex flex-wrap gap-x-6 gap-y-2 text-small md:max-xl:col-span-2" {
                (fact("Online, 24 h", &percent(status.uptime_percent_24h)))
                (fact("Online, 30 d", &percent(status.uptime_percent_30d)))
                (fact("Latency", &status.latency_ms.map_or("unknown".to_owned(), |ms| format!("{ms} ms"))))
            }
        }
    }
}

fn last_heartbeat(status: &StatusNow, now: Ms) -> Markup {
    html! {
        @match status.last_seen_at {
            Some(at) => { "Heartbeat " (time::time(now.0, at.0)) @if let Some(version) = &status.version { " · version " (version) } },
            None => { "No heartbeat yet: the bot has not called in for this server." },
        }
    }
}

fn strip(status: &StatusNow) -> Markup {
    let drawn: Vec<Beat> = status.beats.iter().map(|beat| match beat {
        super::Beat::Online => Beat::Online,
        super::Beat::Late => Beat::Late,
        super::Beat::Down => Beat::Down,
        super::Beat::None => Beat::None,
    }).collect();
    let down = drawn.iter().filter(|beat| **beat == Beat::Down).count();
    let label = match (status.uptime_percent_24h, down) {
        (None, _) => "Last 24 hours: nothing known yet".to_owned(),
        (Some(_), 0) => format!("Last 24 hours: {} online", percent(status.uptime_percent_24h)),
        (Some(_), n) => format!("Last 24 hours: {} online, {n} of 48 half hours down", percent(status.uptime_percent_24h)),
    };
    beats(&drawn, &label)
}

fn fact(term: &str, value: &str) -> Markup {
    html! { div { dt class="text-muted" { (term) } dd class="font-semibold num" { (value) } } }
}

fn percent(value: Option<f64>) -> String {
    match value {
        Some(value) => format!("{value:.1} %"),
        None => "unknown".to_owned(),
    }
}

/// `GET /status`: the bot as a whole, for everyone, and nothing of any guild.
pub async fn public(State(app): State<App>, headers: axum::http::HeaderMap) -> Result<Response, Error> {
    let now = app.clock.now();
    let status = load_bot(&app).await?;
    let theme = cookies::get(&headers, cookies::THEME).and_then(|value| value.parse().ok()).unwrap_or_default();
    let body = html! {
        main #main class="mx-auto grid min-h-dvh w-full max-w-3xl content-center gap-4 p-4" tabindex="-1" {
            h1 class="text-page font-semibold" { "Status" }
            (status_card(&status, now))
            p class="text-small text-muted" {
                "The dashboard works while the bot is away: it shows what was tracked until then. Checked "
                (time::time(now.0, now.0)) ". " a.link href="/login" { "To the dashboard" }
            }
        }
    };
    Ok(render::html(plain_page(theme, "Status", body)))
}

/// `GET /api/v1/status`
pub async fn public_json(State(app): State<App>) -> Result<Response, Error> {
    render::json(&load_bot(&app).await?)
}
