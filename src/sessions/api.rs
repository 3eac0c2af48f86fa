//! Sessions as JSON.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::device::{Device, Kind};
use super::{change, rules};
use crate::app::App;
use crate::auth::{User, Which, list_sessions};
use crate::http::{Code, Error, Once, Operation, Params, Path, RequestId, cookies, render};
use crate::ids::SessionId;
use crate::time::Ms;

#[derive(Deserialize)]
pub struct SessionPath {
    pub session_id: SessionId,
}

/// Where the caller is logged in.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Session")]
struct SessionJson {
    id: SessionId,
    current: bool,
    device: DeviceJson,
    /// The network alone: two octets of IPv4, 48 bits of IPv6.
    ip_masked: String,
    created_at: Ms,
    /// Noted at most once a minute.
    last_activity_at: Ms,
    expires_at: Ms,
}

/// What the browser says of itself; nothing of it is certain.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Device")]
struct DeviceJson {
    r#type: Kind,
    browser: Option<String>,
    os: Option<&'static str>,
    label: String,
}

/// How many sessions ended.
#[derive(Serialize, JsonSchema)]
struct Revoked {
    revoked: usize,
}

pub fn list_operation() -> Operation {
    Operation::new("Sessions", "Where the caller is logged in: this session first, then by activity")
        .list::<SessionJson>()
        .strict()
}

/// `GET /api/v1/sessions`: all at once; nobody has more than fifty.
pub async fn list(State(app): State<App>, user: User, params: Params) -> Result<Response, Error> {
    params.finish()?;
    let sessions = list_sessions(&app.db, user.user_id, app.clock.now()).await?;
    let items: Vec<_> = rules::in_order(sessions, user.session_id)
        .into_iter()
        .map(|session| {
            let Device { kind, browser, os, label, .. } = Device::of(&session.user_agent);
            SessionJson {
                id: session.id,
                current: session.id == user.session_id,
                device: DeviceJson { r#type: kind, browser, os, label },
                ip_masked: rules::masked(&session.ip),
                created_at: session.created_at,
                last_activity_at: session.last_activity_at,
                expires_at: session.expires_at,
            }
        })
        .collect();
    render::json(&json!({ "items": items, "next_cursor": null }))
}

pub fn revoke_operation() -> Operation {
    Operation::new("Sessions", "Revoke a session")
        .text("On every instance at once. Revoking the present one logs out.")
}

/// `DELETE /api/v1/sessions/{session_id}`
pub async fn revoke(
    State(app): State<App>,
    user: User,
    request_id: RequestId,
    Path(path): Path<SessionPath>,
) -> Result<Response, Error> {
    if change::revoke(&app, &user, Which::One(path.session_id), &request_id).await?.is_empty() {
        return Err(Code::NotFound.into());
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    if path.session_id == user.session_id {
        cookies::clear_session(response.headers_mut());
    }
    Ok(response)
}

pub fn revoke_others_operation() -> Operation {
    Operation::new("Sessions", "Revoke every session but this one")
        .idempotent()
        .ok::<Revoked>()
        .fails(&[Code::ValidationFailed])
}

/// `POST /api/v1/sessions/revoke-others`
pub async fn revoke_others(
    State(app): State<App>,
    user: User,
    request_id: RequestId,
    // Asked again it finds nothing more to end: no answer needs to be kept.
    _: Once,
) -> Result<Response, Error> {
    let ended = change::revoke(&app, &user, Which::AllBut(user.session_id), &request_id).await?;
    render::json(&Revoked { revoked: ended.len() })
}

pub fn revoke_all_operation() -> Operation {
    Operation::new("Sessions", "Log out everywhere")
        .text("This session included.")
        .idempotent()
        .ok::<Revoked>()
        .fails(&[Code::ValidationFailed])
}

/// `POST /api/v1/sessions/revoke-all`
pub async fn revoke_all(
    State(app): State<App>,
    user: User,
    request_id: RequestId,
    // Asked again it finds nothing more to end: no answer needs to be kept.
    _: Once,
) -> Result<Response, Error> {
    let ended = change::revoke(&app, &user, Which::All, &request_id).await?;
    let mut response = render::json(&Revoked { revoked: ended.len() })?;
    cookies::clear_session(response.headers_mut());
    Ok(response)
}
