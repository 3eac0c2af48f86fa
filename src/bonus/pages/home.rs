//! `GET /guilds/{guild_id}/bonus`: the rounds or the leaderboard.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::{ADMINS_ONLY, href, leaderboard, list};
use crate::api_keys::grants::SessionOnly;
use crate::app::App;
use crate::guilds::frame::PageRequest;
use crate::guilds::{GuildScope, Viewer};
use crate::http::{Error, Params, render};
use crate::ids::GuildId;
use crate::web::icons::icon;
use crate::web::table::{Choice, tabs};
use crate::web::{Page, form, page, panel};

/// A tab of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    Rounds,
    Leaderboard,
}

/// `GET /guilds/{guild_id}/bonus`
pub async fn bonus(
    State(app): State<App>,
    scope: GuildScope<Viewer, SessionOnly>,
    request: PageRequest,
    mut params: Params,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let (tab, known) = match params.text("tab").as_deref() {
        Some("leaderboard") => (Tab::Leaderboard, true),
        None | Some("rounds") => (Tab::Rounds, true),
        Some(_) => (Tab::Rounds, false),
    };
    let frame = request.guild_frame(&app, guild, "/bonus").await?;
    let content = match tab {
        Tab::Rounds => list::show(&app, &scope, &frame.csrf, &mut params).await?,
        Tab::Leaderboard => leaderboard::show(&app, &scope, &mut params).await?,
    };
    let body = html! {
        (panel::page_head("Bonus rounds", why(tab), Some(create(guild, scope.is_admin()))))
        (choice(guild, tab))
        @if !known { div class="mb-3" { (panel::note(panel::Tone::Warn, html! { "The tab is not known: these are the rounds." })) } }
        (content)
    };
    let title = if tab == Tab::Rounds { "Bonus rounds" } else { "Leaderboard" };
    let crumbs = [(scope.guild_name(), Some(format!("/guilds/{guild}"))), ("Bonus rounds", None)];
    let page = Page { title, current: "bonus", crumbs: &crumbs, charts: false, body };
    Ok(render::html(self::page(&frame, page)))
}

fn why(tab: Tab) -> &'static str {
    match tab {
        Tab::Rounds => {
            "A round sets each group a target of views for a week, from Sunday to Saturday (UTC). Those that achieve it get the bonus."
        }
        Tab::Leaderboard => "Who achieves their targets most often, and who gets most for it.",
    }
}

fn choice(guild: GuildId, tab: Tab) -> Markup {
    let (rounds, leaderboard) = (href(guild), format!("{}?tab=leaderboard", href(guild)));
    let choices = [
        Choice { label: html! { "Rounds" }, href: &rounds, current: tab == Tab::Rounds },
        Choice { label: html! { "Leaderboard" }, href: &leaderboard, current: tab == Tab::Leaderboard },
    ];
    tabs("Bonus rounds", &choices)
}

/// The way to a new round.
pub fn create(guild: GuildId, admin: bool) -> Markup {
    let label = html! { (icon("plus")) "Create round" };
    html! {
        @if admin { a class="btn btn-primary" href={ (href(guild)) "/new" } { (label) } }
        @else { (form::button_denied("create-round", label, ADMINS_ONLY)) }
    }
}
