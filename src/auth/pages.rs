//! The pages around a login.

use std::str::FromStr;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};

use super::{Caller, return_to};
use crate::app::App;
use crate::guilds::frame::view_of;
use crate::guilds::status;
use crate::http::{Params, cookies, render};
use crate::web::BotStatus;
use crate::web::login::{Login, login_page};
use crate::web::message::unverified_email_page;

/// Why a login led back to its page; the only values of `?error=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginError {
    /// The answer does not belong to a login that this browser began, or was used before.
    State,
    /// The person said no at Discord.
    Denied,
    DiscordDown,
    /// More than ten minutes passed.
    Expired,
    /// More logins at once than Discord is asked about, or than there are places for.
    Busy,
}

impl LoginError {
    pub fn as_str(self) -> &'static str {
        match self {
            LoginError::State => "state",
            LoginError::Denied => "denied",
            LoginError::DiscordDown => "discord_down",
            LoginError::Expired => "expired",
            LoginError::Busy => "busy",
        }
    }

    /// What the page says.
    pub fn message(self) -> &'static str {
        match self {
            LoginError::State => {
                "This login was not started in this browser, or was already used. Please start again."
            }
            LoginError::Denied => "You did not allow the login at Discord. Nothing was stored.",
            LoginError::DiscordDown => "Discord does not answer at the moment. Please try again in a minute.",
            LoginError::Expired => "The login took more than ten minutes. Please start again.",
            LoginError::Busy => "Too many people are logging in at the moment. Please try again in a minute.",
        }
    }
}

impl FromStr for LoginError {
    type Err = ();
    fn from_str(text: &str) -> Result<LoginError, ()> {
        let all = [
            LoginError::State,
            LoginError::Denied,
            LoginError::DiscordDown,
            LoginError::Expired,
            LoginError::Busy,
        ];
        all.into_iter().find(|error| error.as_str() == text).ok_or(())
    }
}

/// `GET /login`. Who is logged in already has no business here.
pub(super) async fn login(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    mut params: Params,
) -> Response {
    let back = params.text("return_to").unwrap_or_default();
    let back = return_to::or_root(&back);
    let error: Option<LoginError> = params.text("error").and_then(|code| code.parse().ok());
    match caller {
        Caller::Session(session) if session.email_verified && error.is_none() => {
            Redirect::to(back).into_response()
        }
        _ => render::html(login_page(&Login {
            theme: cookies::theme(&headers),
            start: &start(back),
            problem: error.map(LoginError::message),
            status: bot_status(&app).await,
        })),
    }
}

/// `GET /auth/unverified-email`. A verified user who comes back here is led on.
pub(super) async fn unverified(caller: Caller, headers: HeaderMap, mut params: Params) -> Response {
    let back = params.text("return_to").unwrap_or_default();
    let back = return_to::or_root(&back);
    let csrf = match &caller {
        Caller::Session(session) if session.email_verified => return Redirect::to(back).into_response(),
        Caller::Session(session) => Some(session.csrf.as_str()),
        Caller::Anonymous | Caller::Key(_) => None,
    };
    render::html(unverified_email_page(cookies::theme(&headers), &start(back), csrf))
}

/// The bot as a whole; not knowing it keeps nobody from logging in.
async fn bot_status(app: &App) -> BotStatus {
    match status::of_bot(&app.db, app.clock.now()).await {
        Ok(bot) => view_of(&bot, app.clock.now().0).status,
        Err(error) => {
            tracing::warn!(%error, "the bot's status could not be read");
            BotStatus::Unknown
        }
    }
}

/// The address that starts a login and leads back afterwards.
pub(super) fn start(back: &str) -> String {
    with_query("/auth/login", &[("return_to", back)])
}

/// A path of ours with parameters.
pub(super) fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{path}?{query}")
}
