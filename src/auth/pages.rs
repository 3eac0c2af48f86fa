//! The pages around a login. Plain for now: the shell of `web` takes their place.

use std::str::FromStr;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::{Caller, return_to};
use crate::app::App;
use crate::http::{Params, cookies, render};
use crate::web::Theme;

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
}

impl LoginError {
    pub fn as_str(self) -> &'static str {
        match self {
            LoginError::State => "state",
            LoginError::Denied => "denied",
            LoginError::DiscordDown => "discord_down",
            LoginError::Expired => "expired",
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
        }
    }
}

impl FromStr for LoginError {
    type Err = ();
    fn from_str(text: &str) -> Result<LoginError, ()> {
        let all = [LoginError::State, LoginError::Denied, LoginError::DiscordDown, LoginError::Expired];
        all.into_iter().find(|error| error.as_str() == text).ok_or(())
    }
}

/// `GET /login`. Who is logged in already has no business here.
pub(super) async fn login(caller: Caller, headers: HeaderMap, mut params: Params) -> Response {
    let back = params.text("return_to").unwrap_or_default();
    let back = return_to::or_root(&back);
    let error: Option<LoginError> = params.text("error").and_then(|code| code.parse().ok());
    match caller {
        Caller::Session(session) if session.email_verified && error.is_none() => {
            Redirect::to(back).into_response()
        }
        _ => render::html(login_page(theme(&headers), &start(back), error)),
    }
}

/// `GET /auth/unverified-email`. A verified user who comes back here is led on.
pub(super) async fn unverified(
    State(_app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    mut params: Params,
) -> Response {
    let back = params.text("return_to").unwrap_or_default();
    let back = return_to::or_root(&back);
    let csrf = match &caller {
        Caller::Session(session) if session.email_verified => return Redirect::to(back).into_response(),
        Caller::Session(session) => Some(session.csrf.as_str()),
        Caller::Anonymous | Caller::Key(_) => None,
    };
    render::html(unverified_page(theme(&headers), &start(back), csrf))
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

fn theme(headers: &HeaderMap) -> Theme {
    cookies::get(headers, cookies::THEME).and_then(|theme| theme.parse().ok()).unwrap_or_default()
}

fn login_page(_theme: Theme, start: &str, error: Option<LoginError>) -> Markup {
    html! {
        (maud::DOCTYPE)
        html lang="en" {
            head { title { "Log in" } }
            body {
                h1 { "Tracking Dashboard" }
                @if let Some(error) = error { p role="alert" { (error.message()) } }
                a href=(start) { "Log in with Discord" }
            }
        }
    }
}

fn unverified_page(_theme: Theme, start: &str, csrf: Option<&str>) -> Markup {
    html! {
        (maud::DOCTYPE)
        html lang="en" {
            head { title { "Verify your email" } }
            body {
                h1 { "Verify your email" }
                p { "Your Discord account has no verified email address, so it cannot be used here yet." }
                ol {
                    li { "Open Discord, then User Settings, then My Account." }
                    li { "Check the address under Email, and choose Verify (or Resend)." }
                    li { "Open the message from Discord and follow its link." }
                }
                a href=(start) { "Try again" }
                @if let Some(csrf) = csrf {
                    form method="post" action="/auth/logout" {
                        input type="hidden" name="_csrf" value=(csrf);
                        button { "Log out" }
                    }
                }
            }
        }
    }
}
