//! The guild list as a page.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::store::{self, CountRow};
use crate::app::App;
use crate::auth::User;
use crate::guilds::frame::{PageRequest, link, view};
use crate::guilds::{Membership, Role, status};
use crate::http::{Error, render};
use crate::time::Ms;
use crate::web::icons::{icon, tile};
use crate::web::{Frame, Page, page, panel, text};

/// `GET /`: those with one guild go straight to it.
pub async fn home(State(app): State<App>, user: User) -> Result<Response, Error> {
    let guilds = user.guilds(&app).await?;
    let target = match guilds.as_slice() {
        [only] => format!("/guilds/{}", only.guild_id),
        _ => "/guilds".to_owned(),
    };
    Ok(Redirect::to(&target).into_response())
}

/// `GET /guilds`
pub async fn guilds(State(app): State<App>, user: User, request: PageRequest) -> Result<Response, Error> {
    let guilds = user.guilds(&app).await?;
    let counts = store::counts_of_user(&app.db, user.user_id).await?;
    let body = body(&guilds, &counts, app.clock.now());
    let crumbs = [("Servers", None)];
    let page = Page { title: "Your servers", current: "", crumbs: &crumbs, charts: false, body };
    // The finder jumps to any of them.
    let frame = Frame { guilds: guilds.iter().map(|guild| link(guild, "")).collect(), ..request.frame() };
    Ok(render::html(self::page(&frame, page)))
}

fn body(guilds: &[Membership], counts: &[CountRow], now: Ms) -> Markup {
    html! {
        (panel::page_head("Your servers", "Servers that you manage and the bot follows.", None))
        @if guilds.is_empty() { (none()) }
        ul class="grid gap-3 sm:grid-cols-2 xl:grid-cols-3 lg:gap-4" {
            @for guild in guilds {
                @let count = counts.iter().find(|count| count.guild_id == guild.guild_id);
                li { (card(guild, count, now)) }
            }
        }
    }
}

fn card(guild: &Membership, count: Option<&CountRow>, now: Ms) -> Markup {
    let role = if guild.role == Role::Admin { "Administrator" } else { "Viewer" };
    let (brands, accounts) = count.map_or((0, 0), |count| (count.brands, count.accounts));
    let status = view(status::level(guild.bot_seen_at, now), guild.bot_seen_at.map(|at| at.0), now.0);
    html! {
        a class="panel flex h-full items-start gap-3 p-4 hover:border-line-strong lg:p-5" href={ "/guilds/" (guild.guild_id) } {
            (tile(&guild.guild_id.to_string(), &guild.name, None, ""))
            span class="min-w-0 flex-1" {
                bdi class="block font-semibold break-words" { (guild.name) }
                span class="block text-small text-muted" { (role) }
                span class="mt-2 block text-small text-muted num" {
                    (text::count(brands, "brand", "brands")) " · " (text::count(accounts, "account", "accounts"))
                }
            }
            span class={ "live live-" (status.status.word()) } {
                span.live-dot aria-hidden="true" {}
                span { "Bot " (status.status.word()) }
            }
        }
    }
}

fn none() -> Markup {
    let again = html! { a class="btn btn-primary" href="/auth/login" { (icon("refresh-cw")) "Read my servers again" } };
    panel::empty(
        "users-round",
        "No server to show",
        "You need the Manage Server permission in a server that the bot has joined. \
         If you just got it, read your servers again.",
        Some(again),
    )
}
