//! An entry as a line that people read: who did what to which thing, and what changed.

use maud::{Markup, html};

use super::changes::{Names, Told, told};
use super::list::{self, EntryRow, Filter};
use super::{ActorType, verbs};
use crate::db::{Db, Result};
use crate::ids::{GuildId, PaymentId};
use crate::time::Ms;
use crate::web::icons::icon_sm;
use crate::web::{panel, time};

/// An entry in a list. `details` adds what changed and the request id.
pub fn entry(guild: GuildId, row: &EntryRow, names: &Names, now: Ms, details: bool) -> Markup {
    let verb = verbs::verb(&row.action);
    let told = if details { told(&row.action, &row.changes, names) } else { Vec::new() };
    html! {
        li id={ "entry-" (row.id) } class="flex gap-3 px-4 py-2.5 lg:px-5" {
            span class="mt-0.5 text-muted" { (icon_sm(verb.icon)) }
            div class="min-w-0 flex-1" {
                p class="break-words" {
                    strong class="font-semibold" { (row.actor_name) }
                    @if let Some(kind) = row.actor_type.kind() { span class="text-small text-muted" { " (" (kind) ")" } }
                    " " (verb.words) @if verb.names_target { " " (target(guild, row)) }
                }
                @if !told.is_empty() {
                    ul class="mt-0.5 text-small text-muted" {
                        @for each in &told { li class="break-words" { (said(each)) } }
                    }
                }
            }
            div class="flex items-start gap-1 text-micro text-muted whitespace-nowrap" {
                span class="mt-0.5" { (time::time(now.0, row.at.0)) }
                @if let (true, Some(id)) = (details, &row.request_id) {
                    button class="btn btn-ghost btn-square btn-xs needs-js" type="button" data-copy=(id) title={ "Request " (id) } {
                        (icon_sm("copy")) span.sr-only { "Copy the id of the request" }
                    }
                }
            }
        }
    }
}

fn said(told: &Told) -> Markup {
    html! {
        @match told {
            Told::Counts(counts) => span class="text-base-content" { (counts) },
            Told::Is { field, value } => { (field) ": " span class="text-base-content" { (value) } }
            Told::Became { field, old, new } => {
                (field) ": " span { (old) }
                span.sr-only { " became " } span aria-hidden="true" { " → " }
                span class="text-base-content" { (new) }
            }
        }
    }
}

/// The thing, as a way to it where there is one.
fn target(guild: GuildId, row: &EntryRow) -> Markup {
    let gone = row.action.ends_with(".deleted") || row.action.ends_with(".purged");
    let way = match row.target_type.as_str() {
        _ if gone => None,
        "brand" => Some(format!("?brand_id={}", row.target_id)),
        "group" => Some(format!("?group_id={}", row.target_id)),
        "account" => Some(format!("/{}", row.target_id)),
        _ => None,
    };
    html! {
        @match way {
            Some(way) => a class="font-semibold hover:underline" href={ "/guilds/" (guild) "/accounts" (way) } { (row.target_label) },
            None => span class="font-semibold" { (row.target_label) },
        }
    }
}

/// The newest entries of a guild as a list, for its overview.
pub async fn recent(db: &Db, guild: GuildId, limit: i64, now: Ms) -> Result<Markup> {
    let filter = Filter::default();
    let rows = list::rows(db, guild, &filter, &filter.start(), limit).await?;
    let names = Names::default();
    Ok(html! {
        @if rows.is_empty() {
            (panel::empty_in("history", "Nothing was changed yet", "Whatever people, keys and the bot change is written down here.", None))
        } @else {
            ol.rows { @for row in &rows { (entry(guild, row, &names, now, false)) } }
        }
    })
}

/// Entries of a payment that are shown.
const OF_PAYMENT: i64 = 100;

/// What happened to a payment of the guild, the newest first.
pub async fn of_payment(db: &Db, guild: GuildId, payment: PaymentId, now: Ms) -> Result<Markup> {
    let rows = list::of_payment(db, guild, payment, OF_PAYMENT).await?;
    let names = Names::default();
    Ok(html! {
        @if rows.is_empty() {
            (panel::empty_in("history", "Nothing was changed yet", "Whoever marks this payment or changes its note is written down here.", None))
        } @else {
            ol.rows { @for row in &rows { (entry(guild, row, &names, now, true)) } }
        }
    })
}

impl ActorType {
    pub fn as_str(self) -> &'static str {
        match self {
            ActorType::User => "user",
            ActorType::Bot => "bot",
            ActorType::ApiKey => "api_key",
            ActorType::System => "system",
        }
    }

    /// What stands behind a name that is no person's.
    pub fn kind(self) -> Option<&'static str> {
        match self {
            ActorType::User => None,
            ActorType::Bot => Some("bot"),
            ActorType::ApiKey => Some("API key"),
            ActorType::System => Some("system"),
        }
    }
}
