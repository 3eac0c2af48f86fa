//! The session behind the cookies of a request: the access token while it lives, else rotation.

use axum::http::HeaderMap;

use super::rules::{Decision, Facts};
use super::store::own;
use super::store::sessions::{self as store, SessionRow, Step};
use super::tokens::{self, Access, Refresh};
use super::{Ending, SessionCaller, SessionNotice, Which, Why, end_sessions};
use crate::app::App;
use crate::audit::Actor;
use crate::http::{Code, Error, cookies, csrf};
use crate::ids::SessionId;
use crate::live::Ended;
use crate::time::{MINUTE, Ms, SECOND};

/// Each miss means that another request of the session rotated it: more than a few in a row
/// cannot happen, since what they leave behind is within the grace.
const TRIES: usize = 8;

/// What the cookies of a request come to.
pub(super) enum Found {
    /// No cookies, or none that prove anything.
    Nobody,
    /// A genuine token of a session that is certainly over: the cookies may go.
    Over,
    Alive {
        row: Box<SessionRow>,
        /// The tokens were renewed: the browser gets new ones.
        renewed: bool,
    },
}

pub(super) async fn find(app: &App, headers: &HeaderMap, request_id: Option<String>) -> Result<Found, Error> {
    let now = app.clock.now();
    let access = cookies::get(headers, cookies::ACCESS).and_then(Access::parse);
    let access = match access.filter(|token| now < token.expires_at) {
        Some(token) => by_access(app, &token, now).await?,
        None => Found::Nobody,
    };
    let refresh = cookies::get(headers, cookies::REFRESH).and_then(Refresh::parse);
    match (access, refresh) {
        (alive @ Found::Alive { .. }, _) => Ok(alive),
        (other, None) => Ok(other),
        (other, Some(token)) => match by_refresh(app, &token, now, request_id).await? {
            Found::Nobody => Ok(other),
            found => Ok(found),
        },
    }
}

async fn by_access(app: &App, token: &Access, now: Ms) -> Result<Found, Error> {
    let Some(row) = store::find(&app.db, token.session).await? else { return Ok(Found::Nobody) };
    if !token.is_genuine(&app.secrets, &row.seed) {
        return Ok(Found::Nobody);
    }
    if row.revoked_at.is_some() || now >= row.expires_at {
        return Ok(Found::Over);
    }
    // A generation that was never made here: the refresh token says what becomes of it.
    if token.generation > row.generation {
        return Ok(Found::Nobody);
    }
    if token.generation > row.used_generation {
        store::used(&app.db, row.session_id, token.generation, now).await?;
    } else {
        note_activity(app, &row, now);
    }
    Ok(Found::Alive { row: Box::new(row), renewed: false })
}

/// At most once a minute and beside the request: no answer waits for it.
fn note_activity(app: &App, row: &SessionRow, now: Ms) {
    let before = now.plus(-MINUTE);
    if row.last_activity_at > before {
        return;
    }
    let (db, id) = (app.db.clone(), row.session_id);
    app.requests.spawn(async move {
        if let Err(error) = store::active(&db, id, now, before).await {
            tracing::warn!(%error, "last activity of a session was not noted");
        }
    });
}

/// Reads, decides, and writes only if nothing changed in between; else reads again.
async fn by_refresh(app: &App, token: &Refresh, now: Ms, request_id: Option<String>) -> Result<Found, Error> {
    for _ in 0..TRIES {
        let Some(mut row) = store::find(&app.db, token.session).await? else { return Ok(Found::Nobody) };
        if !token.is_genuine(&app.secrets, &row.seed) {
            return Ok(Found::Nobody);
        }
        if row.revoked_at.is_some() {
            return Ok(Found::Over);
        }
        let from = Step { id: row.session_id, generation: row.generation, superseded: &row.superseded, now };
        let decided =
            facts(&row)?.present(token.generation, now, app.config.auth.refresh_ttl_seconds * SECOND);
        let written = match decided {
            Decision::Reissue => true,
            Decision::Rotate(next) => {
                let written = store::rotate(&app.db, from, &next, written(&next)).await?;
                row.generation = next.generation;
                row.expires_at = next.expires_at;
                written
            }
            Decision::Recover(next) => store::recover(&app.db, from, written(&next)).await?,
            Decision::Reuse => {
                end_reused(app, &row, now, request_id).await?;
                return Ok(Found::Over);
            }
            Decision::Future | Decision::Expired => return Ok(Found::Over),
        };
        if written {
            return Ok(Found::Alive { row: Box::new(row), renewed: true });
        }
    }
    Err(Error::new(Code::Unavailable))
}

fn facts(row: &SessionRow) -> Result<Facts, Error> {
    let superseded: Vec<(i64, i64)> = serde_json::from_str(&row.superseded).map_err(Error::internal)?;
    Ok(Facts {
        generation: row.generation,
        used_generation: row.used_generation,
        superseded: superseded.into_iter().map(|(generation, at)| (generation, Ms(at))).collect(),
        created_at: row.created_at,
        expires_at: row.expires_at,
    })
}

fn written(facts: &Facts) -> String {
    let pairs: Vec<(i64, i64)> =
        facts.superseded.iter().map(|(generation, at)| (*generation, at.0)).collect();
    serde_json::to_string(&pairs).unwrap_or_else(|_| "[]".to_owned())
}

/// A token was used by somebody else: the session ends for both, and its owner can read why.
async fn end_reused(app: &App, row: &SessionRow, now: Ms, request_id: Option<String>) -> Result<(), Error> {
    let ending = Ending {
        why: Why::ReuseDetected,
        actor: Actor::system("auth", "Session protection"),
        request_id,
        now,
    };
    let mut tx = app.db.begin().await?;
    let ended = end_sessions(&mut tx, row.user_id, Which::One(row.session_id), &ending).await?;
    if !ended.is_empty() {
        own::tell(&mut tx, row.user_id, row.session_id, SessionNotice::ReuseDetected).await?;
    }
    tx.commit().await?;
    tracing::warn!(session = %row.session_id, user = %row.user_id, "a superseded refresh token was reused");
    app.live.end(Ended::Session(row.session_id));
    Ok(())
}

/// The three cookies of a session. An existing CSRF token is kept, so that open forms stay good.
pub(super) fn set_cookies(app: &App, headers: &mut HeaderMap, row: &SessionRow, csrf: &str, now: Ms) {
    let until = row.expires_at;
    let access_until = now.plus(app.config.auth.access_ttl_seconds * SECOND).min(until);
    let access = tokens::access(&app.secrets, row.session_id, row.generation, access_until, &row.seed);
    let refresh = tokens::refresh(&app.secrets, row.session_id, row.generation, &row.seed);
    let life = |until: Ms| (until.since(now) / SECOND).max(1);
    for (name, value, seconds, http_only) in [
        (cookies::ACCESS, access.as_str(), life(access_until), true),
        (cookies::REFRESH, refresh.as_str(), life(until), true),
        (cookies::CSRF, csrf, life(until), false),
    ] {
        cookies::set_if_absent(headers, name, value, seconds, http_only);
    }
}

/// The CSRF token that the request brought, if it is good for the session; else a new one.
pub(super) fn csrf_token(app: &App, headers: &HeaderMap, session: SessionId) -> (String, bool) {
    match cookies::get(headers, cookies::CSRF) {
        Some(token) if csrf::is_valid(&app.secrets, session, token) => (token.to_owned(), false),
        _ => (csrf::token(&app.secrets, session), true),
    }
}

impl SessionCaller {
    pub(super) fn new(row: &SessionRow, csrf: String) -> SessionCaller {
        SessionCaller {
            session_id: row.session_id,
            user_id: row.user_id,
            username: row.username.clone(),
            display_name: row.display_name.clone(),
            email_verified: row.email_verified,
            csrf,
            expires_at: row.expires_at,
            notice: row.notice,
            guilds_synced_at: row.guilds_synced_at,
            guilds_tried_at: row.guilds_tried_at,
        }
    }
}
