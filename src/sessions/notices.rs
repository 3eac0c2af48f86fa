//! What a person has to be told on every page until they dismiss it.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};

use crate::app::App;
use crate::auth::{SessionNotice, User, dismiss_notice};
use crate::http::{Error, back};
use crate::web::Notice;
use crate::web::panel::Tone;

/// The banner of a notice; it leads to the page of active sessions.
pub(crate) fn banner(notice: SessionNotice) -> Notice {
    let (tone, text) = match notice {
        SessionNotice::NewDevice => {
            (Tone::Info, "Your account was used to log in with a device that is new here. Was that you?")
        }
        SessionNotice::ReuseDetected => (
            Tone::Bad,
            "Somebody used a copy of one of your logins. That session was ended; look through the others.",
        ),
    };
    Notice {
        tone,
        text: text.to_owned(),
        action: Some(("Active sessions".to_owned(), "/settings/sessions".to_owned())),
        dismiss: Some("/settings/sessions/dismiss-notice".to_owned()),
    }
}

/// `POST /settings/sessions/dismiss-notice`: in this session; the others tell it once as well.
pub async fn dismiss(State(app): State<App>, user: User, headers: HeaderMap) -> Result<Response, Error> {
    dismiss_notice(&app.db, user.session_id).await?;
    Ok(Redirect::to(&back::or_root(&headers, &app.config.server.origin())).into_response())
}
