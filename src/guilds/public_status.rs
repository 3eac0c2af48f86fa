//! The bot's status for everyone: a page and its JSON, with nothing of any guild.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use maud::html;

use super::status;
use super::status_card::draw;
use crate::app::App;
use crate::http::{Error, cookies, render};
use crate::web::{plain_page, time};

/// `GET /status`
pub async fn public(State(app): State<App>, headers: HeaderMap) -> Result<Response, Error> {
    let now = app.clock.now();
    let status = status::of_bot(&app.db, now).await?;
    let beats = status::beats(&app.db, now).await?;
    let theme = cookies::theme(&headers);
    let body = html! {
        main #main class="mx-auto grid min-h-dvh w-full max-w-3xl content-center gap-4 p-4" tabindex="-1" {
            h1 class="text-page font-semibold" { "Status" }
            (draw(&status, &beats, now))
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
    render::json(&status::of_bot(&app.db, app.clock.now()).await?)
}
