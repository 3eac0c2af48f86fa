//! Login with Discord: out to it, back from it, and out of here again.

mod state;

use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use axum::response::{IntoResponse, Redirect, Response};

use super::discord::{DiscordError, Profile, Tokens};
use super::own::{has_reuse_to_tell, is_new_device};
use super::pages::{LoginError, with_query};
use super::rules::Facts;
use super::store::own;
use super::store::sessions::{self, NewSession};
use super::store::users;
use super::{Caller, Ending, SessionNotice, Which, Why, end_sessions, return_to, revocations, session, sync};
use crate::app::App;
use crate::audit::{self, Actor, Entry, Target};
use crate::crypto::random;
use crate::db::Tx;
use crate::guilds::{self, Role};
use crate::http::client_ip::ClientIp;
use crate::http::{Error, Params, RequestId, cookies, csrf, overload};
use crate::ids::{GuildId, SessionId};
use crate::live::Ended;
use crate::time::{Ms, SECOND};
use state::Pending;

/// All questions to Discord together; the person is waiting.
const PATIENCE: Duration = Duration::from_secs(9);
/// Live sessions of one person; a login beyond them ends the one that was unused for the longest.
const MOST_SESSIONS: i64 = 50;
const LONGEST_USER_AGENT: usize = 512;

/// `GET /auth/login`: remembers the login in a sealed cookie and goes to Discord.
pub(super) async fn start(State(app): State<App>, mut params: Params) -> Result<Response, Error> {
    let back = params.text("return_to").unwrap_or_default();
    let pending = Pending::new(return_to::or_root(&back), app.clock.now());
    let sealed = pending.seal(&app.secrets)?;
    let authorization = app.discord.authorize(pending.state, pending.verifier);
    let mut response = Redirect::to(authorization.url.as_str()).into_response();
    cookies::set(response.headers_mut(), cookies::LOGIN, &sealed, state::LIFE / SECOND, true);
    Ok(response)
}

/// How a callback ends, short of a session.
enum Stopped {
    /// Back to the login page; the pending login is over unless it may belong to another tab.
    Login(LoginError),
    Unverified,
    Failed(Error),
}

impl<E: Into<Error>> From<E> for Stopped {
    fn from(error: E) -> Stopped {
        Stopped::Failed(error.into())
    }
}

/// `GET /auth/callback`: Discord sent the browser back.
pub(super) async fn callback(
    State(app): State<App>,
    caller: Caller,
    ip: ClientIp,
    request_id: RequestId,
    headers: HeaderMap,
    params: Params,
) -> Response {
    let now = app.clock.now();
    let pending = cookies::get(&headers, cookies::LOGIN).and_then(|text| Pending::open(&app.secrets, text));
    let back = pending.as_ref().map_or("/", |pending| return_to::or_root(&pending.return_to)).to_owned();
    let browser = Browser { caller, ip, request_id, user_agent: user_agent(&headers) };
    let mut response = match finish(&app, pending, params, browser, now).await {
        Ok(response) => response,
        Err(Stopped::Failed(error)) => return error.into_response(),
        Err(Stopped::Unverified) => {
            Redirect::to(&with_query("/auth/unverified-email", &[("return_to", &back)])).into_response()
        }
        Err(Stopped::Login(error)) => {
            let mut pairs = vec![("error", error.as_str())];
            if back != "/" {
                pairs.push(("return_to", &back));
            }
            let response = Redirect::to(&with_query("/login", &pairs)).into_response();
            if error == LoginError::State {
                // Anybody can make a browser ask this: a login under way in another tab goes on.
                return response;
            }
            response
        }
    };
    cookies::set(response.headers_mut(), cookies::LOGIN, "", 0, true);
    response
}

/// What is known of the browser that came back.
struct Browser {
    caller: Caller,
    ip: ClientIp,
    request_id: RequestId,
    user_agent: String,
}

async fn finish(
    app: &App,
    pending: Option<Pending>,
    mut params: Params,
    browser: Browser,
    now: Ms,
) -> Result<Response, Stopped> {
    let pending = pending.ok_or(Stopped::Login(LoginError::State))?;
    let given = params.text("state").unwrap_or_default();
    if !pending.is_for(&given) {
        return Err(Stopped::Login(LoginError::State));
    }
    if pending.is_over(now) {
        return Err(Stopped::Login(LoginError::Expired));
    }
    if params.text("error").is_some() {
        return Err(Stopped::Login(LoginError::Denied));
    }
    let code = params.text("code").ok_or(Stopped::Login(LoginError::State))?;
    if !state::use_up(app, &pending, now).await? {
        return Err(Stopped::Login(LoginError::State));
    }
    if !app.limits.may_exchange(app.valkey.as_ref(), browser.ip.0).await {
        tracing::warn!("more logins than limits.exchanges_per_minute");
        return Err(Stopped::Login(LoginError::Busy));
    }
    overload::step_aside();
    let asked = tokio::time::timeout(PATIENCE, ask(app, code, pending.verifier.clone(), now)).await;
    let (tokens, profile, guilds) = match asked.unwrap_or(Err(DiscordError::Down)) {
        Ok(answer) => answer,
        Err(DiscordError::InvalidGrant) => return Err(Stopped::Login(LoginError::State)),
        Err(error @ (DiscordError::Down | DiscordError::RateLimited(_))) => {
            tracing::warn!(%error, "a login could not be finished");
            return Err(Stopped::Login(LoginError::DiscordDown));
        }
    };
    // The code is used up by now: a later try of this address would bring nothing.
    overload::come_back().await.map_err(|_| Stopped::Login(LoginError::Busy))?;
    if !profile.email_verified {
        unverify(app, &profile, now).await?;
        return Err(Stopped::Unverified);
    }
    let back = return_to::or_root(&pending.return_to);
    // The address may be of whoever used this browser before.
    let back = return_to::or_guilds(back, |id| guilds.iter().any(|(guild, _)| *guild == id)).to_owned();
    let mut response = Redirect::to(&back).into_response();
    begin(app, &profile, &tokens, guilds, browser, response.headers_mut(), now).await?;
    Ok(response)
}

async fn ask(
    app: &App,
    code: String,
    verifier: String,
    now: Ms,
) -> Result<(Tokens, Profile, Vec<(GuildId, Role)>), DiscordError> {
    let tokens = app.discord.exchange(code, verifier, now).await?;
    let (profile, guilds) = tokio::try_join!(app.discord.user(&tokens), app.discord.guilds(&tokens))?;
    Ok((tokens, profile, guilds))
}

/// Nobody gets a session without a verified email; who has one from before is held up as well.
async fn unverify(app: &App, profile: &Profile, now: Ms) -> Result<(), Error> {
    let mut tx = app.db.begin().await?;
    if users::unverify(&mut tx, profile.id).await? {
        revocations::add(&mut tx, Ended::User(profile.id), now).await?;
        tx.commit().await?;
        app.live.end(Ended::User(profile.id));
    }
    Ok(())
}

/// Stores the user and a new session, and ends the one that this browser brought along: cookies
/// planted before a login are worth nothing after it.
async fn begin(
    app: &App,
    profile: &Profile,
    tokens: &Tokens,
    guilds: Vec<(GuildId, Role)>,
    browser: Browser,
    headers: &mut HeaderMap,
    now: Ms,
) -> Result<(), Error> {
    let id = SessionId::new(now);
    let mut new = NewSession {
        id,
        user_id: profile.id,
        seed: random::<16>().to_vec(),
        facts: Facts::new(now, app.config.auth.refresh_ttl_seconds * SECOND),
        user_agent: browser.user_agent.clone(),
        ip: browser.ip.0.to_string(),
        notice: None,
    };
    let sealed = sync::seal(app, profile.id, tokens)?;
    let mut ended = Vec::new();
    let mut tx = app.db.begin().await?;
    users::upsert(&mut tx, profile, Some(sealed), now).await?;
    let lost = guilds::replace_memberships(&mut tx, profile.id, now, guilds).await?;
    ended.extend(lost.into_iter().map(|guild| Ended::Membership(profile.id, guild)));
    let previous = own::previous(&mut tx, profile.id).await?;
    ended.extend(end_older(&mut tx, profile, &browser, now).await?);
    let is_new = is_new_device(&previous, &new.user_agent);
    if is_new {
        own::tell(&mut tx, profile.id, id, SessionNotice::NewDevice).await?;
    }
    let entry = Entry {
        at: now,
        guild_id: None,
        user_id: Some(profile.id),
        actor: Actor::user(profile.id, profile.display_name.clone()),
        action: if is_new { "session.new_device" } else { "session.login" },
        target: Target::new("session", id, new.user_agent.clone()),
        changes: None,
        request_id: Some(browser.request_id.to_string()),
    };
    new.notice = has_reuse_to_tell(&previous).then_some(SessionNotice::ReuseDetected);
    sessions::insert(&mut tx, new).await?;
    audit::record(&mut tx, entry).await?;
    tx.commit().await?;
    for ended in ended {
        app.live.end(ended);
    }
    let row =
        sessions::find(&app.db, id).await?.ok_or_else(|| Error::internal("a new session is missing"))?;
    session::set_cookies(app, headers, &row, &csrf::token(&app.secrets, id), now);
    Ok(())
}

/// Ends the session that the browser came with, and those beyond what one person may have.
async fn end_older(tx: &mut Tx, profile: &Profile, browser: &Browser, now: Ms) -> Result<Vec<Ended>, Error> {
    let end = |why| Ending {
        why,
        actor: Actor::user(profile.id, profile.display_name.clone()),
        request_id: Some(browser.request_id.to_string()),
        now,
    };
    let mut over = Vec::new();
    if let Caller::Session(old) = &browser.caller {
        let this = Which::One(old.session_id);
        over.extend(end_sessions(tx, old.user_id, this, &end(Why::Replaced)).await?);
    }
    // The user's row is locked since the upsert: logins of one person at once count each other.
    for old in sessions::beyond(tx, profile.id, MOST_SESSIONS - 1, now).await? {
        over.extend(end_sessions(tx, profile.id, Which::One(old), &end(Why::TooMany)).await?);
    }
    Ok(over.into_iter().map(|session| Ended::Session(session.id)).collect())
}

/// `POST /auth/logout`. Without a session nothing happens, cookies included: a form on another
/// site comes without them and must not be able to take them away.
pub(super) async fn logout(
    State(app): State<App>,
    caller: Caller,
    request_id: RequestId,
) -> Result<Response, Error> {
    let mut response = Redirect::to("/login").into_response();
    let Caller::Session(session) = caller else { return Ok(response) };
    let now = app.clock.now();
    let ending =
        Ending { why: Why::Logout, actor: session.actor(), request_id: Some(request_id.to_string()), now };
    let mut tx = app.db.begin().await?;
    end_sessions(&mut tx, session.user_id, Which::One(session.session_id), &ending).await?;
    tx.commit().await?;
    app.live.end(Ended::Session(session.session_id));
    cookies::clear_session(response.headers_mut());
    Ok(response)
}

fn user_agent(headers: &HeaderMap) -> String {
    let text = headers.get(USER_AGENT).map(|value| String::from_utf8_lossy(value.as_bytes()));
    text.unwrap_or_default().chars().filter(|c| !c.is_control()).take(LONGEST_USER_AGENT).collect()
}
