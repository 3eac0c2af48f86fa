//! What a value is chosen by, below the form of a new threshold; it follows what is typed.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::Looking;
use super::typed::Typed;
use crate::alerts::hints::{Hints, hints};
use crate::alerts::metric::Metric;
use crate::alerts::settings;
use crate::alerts::store::thresholds::{self as store, Threshold};
use crate::app::App;
use crate::http::{Error, Params, render};
use crate::ids::GuildId;
use crate::web::panel::{Tone, note};
use crate::web::text::{count, number};

/// `GET /guilds/{guild_id}/alerts/hint`
pub async fn fragment(State(app): State<App>, scope: Looking, mut params: Params) -> Result<Response, Error> {
    let typed = Typed::read(&mut params);
    Ok(render::html(draw(&app, scope.guild_id(), &typed).await?))
}

/// The part of the form for what is typed by now.
pub async fn draw(app: &App, guild: GuildId, typed: &Typed) -> Result<Markup, Error> {
    let said = said(app, guild, typed).await?;
    Ok(html! {
        div #threshold-hint class="grid gap-2" aria-live="polite" hx-get={ "/guilds/" (guild) "/alerts/hint" }
            hx-trigger="change from:closest form, input delay:300ms from:closest form" hx-include="closest form"
            hx-params="group_id,metric,platform,value" hx-target="this" hx-select="#threshold-hint" hx-select-oob="unset"
            hx-ext="morph" hx-swap="morph:outerHTML" hx-sync="this:queue last" { (said) }
    })
}

async fn said(app: &App, guild: GuildId, typed: &Typed) -> Result<Markup, Error> {
    let (Some(group), Some(metric), Some(platform)) = (typed.group(), typed.metric(), typed.platform())
    else {
        return Ok(note(Tone::Info, html! { "Choose a group to see what its last 30 days say." }));
    };
    let Some(settings) = settings::load(&app.db, guild, group).await? else {
        return Ok(note(Tone::Warn, html! { "This group is not there any more." }));
    };
    let hints = hints(&app.db, guild, group, metric, platform, app.clock.now().day()).await?;
    let twin = store::twin(&app.db, guild, group, metric, platform).await?;
    Ok(html! {
        @if let Some(twin) = twin { (note(Tone::Bad, self::twin(guild, &twin))) }
        (note(Tone::Info, numbers(&hints, metric, typed.value())))
        @if !settings.threshold_alerts { (note(Tone::Warn, turn_on(typed.turn_on.is_some()))) }
    })
}

fn twin(guild: GuildId, twin: &Threshold) -> Markup {
    let href = format!("{}?dialog=edit-threshold&id={}", crate::alerts::href(guild), twin.id);
    html! {
        "This group has one of this metric and platform: "
        // A plain way there: inside the form's fragment it would take the form's fields along.
        a class="link" href=(href) hx-boost="false" { (crate::alerts::changes::label(twin)) }
        ". Change that one instead."
    }
}

fn numbers(hints: &Hints, metric: Metric, value: Option<i64>) -> Markup {
    let sample = match metric {
        Metric::Followers => count(hints.sample(), "account", "accounts"),
        _ => count(hints.sample(), "post", "posts"),
    };
    let (Some(average), Some(p90), Some(max)) = (hints.average(), hints.p90(), hints.max()) else {
        return html! { "Nothing was collected for this in the last 30 days." };
    };
    html! {
        "Last 30 days, " (sample) ": average " strong { (number(average)) } ", nine of ten at most " strong { (number(p90)) }
        ", highest " strong { (number(max)) } "."
        @if let Some(value) = value {
            " At " (number(value)) " it would have fired " strong { (count(hints.would_fire(value), "time", "times")) }
            ". What is above it already stays silent."
        }
    }
}

/// What is ticked stays so, whatever an answer says that was on its way (morph.ts).
fn turn_on(checked: bool) -> Markup {
    html! {
        p { "The threshold alerts of this group are off: it would not fire." }
        label class="mt-1 flex min-h-8 cursor-pointer items-center gap-2 font-semibold" {
            input class="checkbox" type="checkbox" name="turn_on" value="on" checked[checked] data-kept;
            "Turn them on as well"
        }
    }
}
