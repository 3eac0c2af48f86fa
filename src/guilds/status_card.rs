//! The status card: of a guild on its overview, of the bot as a whole on the public page.

use maud::{Markup, html};

use super::frame::view_of;
use super::status::{self, StatusNow};
use crate::db::{Db, Result};
use crate::ids::GuildId;
use crate::time::Ms;
use crate::web::icons::icon;
use crate::web::status::{Beat, BotStatus, beats};
use crate::web::time;

/// The card of a guild; the live stream replaces it by its id.
pub async fn status_card(db: &Db, guild: GuildId, now: Ms) -> Result<Markup> {
    Ok(draw(&status::of_guild(db, guild, now).await?, &status::beats(db, now).await?, now))
}

/// The card from what is known.
pub fn draw(status: &StatusNow, beats: &[status::Beat], now: Ms) -> Markup {
    let view = view_of(status, now.0);
    let tint = match view.status {
        BotStatus::Online => "bg-success/15 text-success",
        BotStatus::Degraded => "bg-warning/15 text-warning",
        BotStatus::Offline => "bg-error/15 text-error",
        BotStatus::Unknown => "bg-neutral text-muted",
    };
    html! {
        // By the card's own width: on the public page it is narrow on a wide screen.
        section #status-card class="panel @container p-4 lg:px-5" aria-labelledby="h-status" {
          div class="grid items-center gap-x-8 gap-y-4 @2xl:grid-cols-[auto_minmax(0,1fr)] @5xl:grid-cols-[auto_minmax(0,1fr)_auto]" {
            div class="flex items-center gap-3" {
                span class={ "grid size-11 place-items-center rounded-box " (tint) } { (icon("activity")) }
                div {
                    h2 #h-status class="text-title font-semibold" { "Bot " (view.status.word()) }
                    p class="text-small text-muted" { (last_heartbeat(status, now)) }
                }
            }
            div {
                (strip(status, beats))
                div class="mt-1 flex justify-between text-micro text-muted" { span { "24 h ago" } span class="max-sm:hidden" { (in_words(status, beats)) } span { "now" } }
            }
            dl class="flex flex-wrap gap-x-6 gap-y-2 text-small @2xl:col-span-2 @5xl:col-span-1" {
                (fact("Online, 24 h", &percent(status.uptime_percent_24h)))
                (fact("Online, 30 d", &percent(status.uptime_percent_30d)))
                (fact("Latency", &status.latency_ms.map_or("unknown".to_owned(), |ms| format!("{ms} ms"))))
            }
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

fn strip(status: &StatusNow, known: &[status::Beat]) -> Markup {
    let drawn: Vec<Beat> = known.iter().map(|beat| kind(beat.online)).collect();
    beats(&drawn, &format!("Last 24 hours: {}", in_words(status, known)))
}

/// "98.4 % online, down around 04:30 UTC".
fn in_words(status: &StatusNow, known: &[status::Beat]) -> String {
    if status.uptime_percent_24h.is_none() {
        return "nothing known yet".to_owned();
    }
    let down: Vec<_> = known.iter().filter(|beat| kind(beat.online) == Beat::Down).collect();
    let online = format!("{} online", percent(status.uptime_percent_24h));
    match down.as_slice() {
        [] => online,
        [one] => format!("{online}, down around {}", time::clock(one.from.0)),
        [first, ..] => {
            format!("{online}, down in {} half hours since {}", down.len(), time::clock(first.from.0))
        }
    }
}

/// Half an hour is late when some of it is missing, and down when most of it is.
fn kind(online: Option<f64>) -> Beat {
    match online {
        None => Beat::None,
        Some(share) if share >= 0.95 => Beat::Online,
        Some(share) if share >= 0.5 => Beat::Late,
        Some(_) => Beat::Down,
    }
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
