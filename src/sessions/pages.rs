//! The page of active sessions, and the forms on it.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use super::api::SessionPath;
use super::device::Device;
use super::view::View;
use super::{change, events, rules};
use crate::app::App;
use crate::audit;
use crate::auth::{Listed, User, Which, list_sessions, sync};
use crate::guilds::frame::{PageRequest, link};
use crate::guilds::memberships;
use crate::http::{Code, Error, Flash, Params, Path, RequestId, cookies, render};
use crate::web::{Frame, Page, page, text};

pub const HERE: &str = "/settings/sessions";

/// `GET /settings/sessions`
pub async fn sessions(
    State(app): State<App>,
    user: User,
    request: PageRequest,
    request_id: RequestId,
    mut params: Params,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let sessions = list_sessions(&app.db, user.user_id, now).await?;
    let sessions = rules::in_order(sessions, user.session_id).into_iter();
    let events = audit::security_events(&app.db, user.user_id, events::SHOWN).await;
    let view = View {
        sessions: sessions.map(with_device).collect(),
        current: user.session_id,
        events: events.inspect_err(|error| tracing::warn!(%error, "security entries were not read")).ok(),
        request_id,
        dialog: params.text("dialog").unwrap_or_default(),
        csrf: user.csrf.clone(),
        now,
    };
    let crumbs = [("Servers", Some("/guilds".to_owned())), ("Active sessions", None)];
    let page =
        Page { title: "Active sessions", current: "", crumbs: &crumbs, charts: false, body: view.body() };
    let frame = frame(&app, &user, &request).await?;
    Ok(render::html(self::page(&frame, page)))
}

/// The finder jumps to the person's servers, unless Discord would have to be asked first.
async fn frame(app: &App, user: &User, request: &PageRequest) -> Result<Frame, Error> {
    let frame = request.frame();
    if !sync::is_known(app, user) {
        return Ok(frame);
    }
    let guilds = memberships::list(&app.db, user.user_id).await?;
    Ok(Frame { guilds: guilds.iter().map(|guild| link(guild, "")).collect(), ..frame })
}

/// `POST /settings/sessions/{session_id}/revoke`
pub async fn revoke(
    State(app): State<App>,
    user: User,
    request_id: RequestId,
    Path(path): Path<SessionPath>,
) -> Result<Response, Error> {
    let ended = change::revoke(&app, &user, Which::One(path.session_id), &request_id).await?;
    let [ended] = ended.as_slice() else { return Err(Code::NotFound.into()) };
    if ended.id == user.session_id {
        return Ok(logged_out());
    }
    let flash = Flash::good(format!("{} is logged out.", Device::of(&ended.user_agent).label));
    Ok(flash.redirect(&app.secrets, user.session_id, HERE))
}

/// `POST /settings/sessions/revoke-others`
pub async fn revoke_others(
    State(app): State<App>,
    user: User,
    request_id: RequestId,
) -> Result<Response, Error> {
    let ended = change::revoke(&app, &user, Which::AllBut(user.session_id), &request_id).await?;
    let sessions = text::count(ended.len() as i64, "other session is", "other sessions are");
    Ok(Flash::good(format!("{sessions} logged out.")).redirect(&app.secrets, user.session_id, HERE))
}

/// `POST /settings/sessions/revoke-all`
pub async fn revoke_all(
    State(app): State<App>,
    user: User,
    request_id: RequestId,
) -> Result<Response, Error> {
    change::revoke(&app, &user, Which::All, &request_id).await?;
    Ok(logged_out())
}

fn logged_out() -> Response {
    let mut response = Redirect::to("/login").into_response();
    cookies::clear_session(response.headers_mut());
    response
}

fn with_device(session: Listed) -> (Listed, Device) {
    let device = Device::of(&session.user_agent);
    (session, device)
}
