//! The bot's status for everyone: a page and its JSON, with nothing of any guild.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use maud::html;

use super::status::{self, StatusNow};
use super::status_card::draw;
use crate::app::App;
use crate::http::{Error, Operation, cookies, render};
use crate::web::icons::logo;
use crate::web::{plain_page, time};

/// `GET /status`
pub async fn public(State(app): State<App>, headers: HeaderMap) -> Result<Response, Error> {
    let now = app.clock.now();
    let status = status::of_bot(&app.db, now).await?;
    let beats = status::beats(&app.db, now).await?;
    let theme = cookies::theme(&headers);
    let body = html! {
        header class="p-5" { a class="inline-flex items-center gap-2.5 font-semibold" href="/" { (logo("size-7")) "Tracking Dashboard" } }
        main #main class="mx-auto grid w-full max-w-4xl gap-4 p-4" tabindex="-1" {
            h1 class="text-page font-semibold" { "Status" }
            (draw(&status, &beats, now))
            p class="text-small text-muted" {
                "The dashboard works while the bot is away: it shows what was tracked until then. Checked "
                (time::time(now.0, now.0)) ". " a.link href="/login" { "To the dashboard" } " · " a.link href="/legal/terms" { "Terms" } " · " a.link href="/legal/privacy" { "Privacy" }
            }
        }
    };
    Ok(render::html(plain_page(theme, "Status", body)))
}

pub fn public_operation() -> Operation {
    Operation::new("Status", "The bot's status as a whole, without login").ok::<StatusNow>()
}

/// `GET /api/v1/status`
pub async fn public_json(State(app): State<App>) -> Result<Response, Error> {
    render::json(&status::of_bot(&app.db, app.clock.now()).await?)
}
