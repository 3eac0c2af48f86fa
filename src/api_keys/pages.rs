//! The page of a guild's API keys.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::dialogs::{self, NewKeyDialog};
use super::grants::SessionOnly;
use super::keys::{self, Made};
use super::{Listed, href};
use crate::app::App;
use crate::guilds::frame::PageRequest;
use crate::guilds::{Admin, GuildAccess, GuildScope};
use crate::http::{Error, Params, render};
use crate::ids::{ApiKeyId, GuildId};
use crate::time::{DAY, Ms};
use crate::web::icons::icon;
use crate::web::status::state;
use crate::web::{Page, dialog, page, panel, time};

/// Before its end a key is shown as ending soon.
const SOON: i64 = 14 * DAY;
const WHY: &str = "For programs of yours that read or change this server's data. Each key does what it was made for, and no more.";

/// What the page shows beside the keys.
pub enum Shown<'a> {
    Nothing,
    New(NewKeyDialog),
    Revoke(ApiKeyId),
    /// The name and the texts of a key that was just made.
    Made(&'a str, &'a Made),
}

/// `GET /guilds/{guild_id}/settings/api-keys`
pub async fn show(
    State(app): State<App>,
    scope: GuildScope<Admin, SessionOnly>,
    request: PageRequest,
    mut params: Params,
) -> Result<Response, Error> {
    let id = params.text("id").and_then(|id| id.parse().ok());
    let shown = match (params.text("dialog").as_deref(), id) {
        (Some("new-key"), _) => Shown::New(NewKeyDialog::default()),
        (Some("revoke"), Some(id)) => Shown::Revoke(id),
        _ => Shown::Nothing,
    };
    Ok(render::html(draw(&app, &scope, &request, shown).await?))
}

pub async fn draw(
    app: &App,
    access: &GuildAccess,
    request: &PageRequest,
    shown: Shown<'_>,
) -> Result<Markup, Error> {
    let guild = access.guild_id();
    let frame = request.guild_frame(app, guild, "/settings").await?;
    let mut keys = keys::list(&app.db, Some(guild)).await?;
    keys.reverse();
    let now = app.clock.now();
    let new = dialog::link(
        "new-key-link",
        "?dialog=new-key",
        "btn btn-primary",
        html! { (icon("plus")) "Create key" },
    );
    let open = match &shown {
        Shown::New(dialog) => Some(dialog.draw(guild, &frame.csrf)),
        Shown::Revoke(id) => {
            let key = keys.iter().find(|key| key.id == *id);
            key.map(|key| dialogs::revoke(guild, key, &frame.csrf))
        }
        Shown::Nothing | Shown::Made(..) => None,
    };
    let body = html! {
        div class="max-w-5xl" {
            (panel::page_head("API keys", WHY, Some(new)))
            @if let Shown::Made(name, made) = &shown { (just_made(guild, name, made)) }
            (list(&keys, now))
        }
        (dialog::place(open))
    };
    let crumbs = [
        (access.guild_name(), Some(format!("/guilds/{guild}"))),
        ("Settings", Some(format!("/guilds/{guild}/settings"))),
        ("API keys", None),
    ];
    Ok(page(&frame, Page { title: "API keys", current: "settings", crumbs: &crumbs, charts: false, body }))
}

/// The texts of a new key. They are in this answer and nowhere else.
fn just_made(guild: GuildId, name: &str, made: &Made) -> Markup {
    let text = |label: &str, id: &str, value: &str| {
        html! {
            div class="mt-3" {
                p class="text-small text-muted" id=(id) { (label) }
                div class="flex flex-wrap items-center gap-2" {
                    code class="min-w-0 break-all rounded-field bg-base-200 px-3 py-2 font-mono" aria-labelledby=(id) { (value) }
                    button type="button" class="btn btn-sm" data-copy=(value) { (icon("copy")) "Copy" span.sr-only { " the " (label) } }
                }
            }
        }
    };
    html! {
        section class="panel mb-4 border-success/40" aria-labelledby="made-title" role="status" {
            div class="panel-body pt-4! lg:pt-5!" {
                h2 #made-title class="text-title font-semibold" { "“" bdi { (name) } "” is made. Copy it now" }
                p class="text-muted" { "It is not shown again, and we keep only what recognises it." }
                (text("API key", "made-key", &made.key))
                @if let Some(secret) = &made.signing_secret { (text("Signing secret", "made-secret", secret)) }
                p class="mt-4" { a class="btn btn-sm btn-quiet" href=(href(guild)) { "I have copied it" } }
            }
        }
    }
}

fn list(keys: &[Listed], now: Ms) -> Markup {
    if keys.is_empty() {
        let action =
            dialog::link("first-key-link", "?dialog=new-key", "btn btn-quiet", html! { "Create key" });
        let empty = panel::empty(
            "key-round",
            "No API keys yet",
            "A key lets a script or a sheet read what you see here.",
            Some(action),
        );
        return html! { section.panel aria-label="Keys" { (empty) } };
    }
    html! {
        section.panel aria-label="Keys" {
            table class="dtable dtable-cards" {
                thead { tr {
                    th scope="col" { "Name" } th scope="col" { "Scopes" } th scope="col" { "Made" }
                    th scope="col" { "Last used" } th scope="col" { "Ends" } th scope="col" { span.sr-only { "Actions" } }
                } }
                tbody { @for key in keys { (row(key, now)) } }
            }
            div.panel-foot { span { "The same over the API: " a class="link" href="/api/docs" { "its description" } "." } }
        }
    }
}

fn row(key: &Listed, now: Ms) -> Markup {
    let scopes: Vec<&str> = key.scopes.split_whitespace().collect();
    html! {
        tr {
            th scope="row" class="font-semibold!" {
                bdi { (key.name) }
                p class="font-mono text-small font-normal text-muted" { "tdk_" (key.prefix) "…" }
            }
            td data-label="Scopes" { div class="flex flex-wrap gap-1" { @for scope in scopes { span class="badge badge-sm font-mono" { (scope) } } } }
            td data-label="Made" {
                (time::time(now.0, key.created_at.0))
                p class="text-small text-muted" { "by " bdi { (key.created_by_name.as_deref().unwrap_or("the command line")) } }
            }
            td data-label="Last used" { @match key.last_used_at { Some(at) => { (time::time(now.0, at.0)) } None => { "never" } } }
            td data-label="Ends" { (ends(key, now)) }
            td class="text-end" {
                (dialog::link(&format!("revoke-{}", key.id), &format!("?dialog=revoke&id={}", key.id), "btn btn-sm btn-quiet text-error", html! { "Revoke" span.sr-only { " " (key.name) } }))
            }
        }
    }
}

fn ends(key: &Listed, now: Ms) -> Markup {
    match key.expires_at {
        None => html! { "never" },
        Some(at) if at <= now => state("off", "Ended"),
        Some(at) => html! {
            (time::time_as(at.0, &time::date(at.0)))
            @if at.since(now) < SOON { " " (state("warn", "soon")) }
        },
    }
}
