//! The one extractor that owns the guild id and the right: `GuildScope<Viewer, TrackingRead>`.
//!
//! The first type is the role that a person needs, the second the scope that a key needs; leaving
//! either out does not compile.

use std::marker::PhantomData;
use std::ops::Deref;

use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::Method;
use axum::http::request::Parts;
use serde::Deserialize;

use super::members::{Role, store};
use crate::api_keys::{Grant, Scope};
use crate::app::App;
use crate::audit::{Acting, Actor};
use crate::auth::sync::{self, Need};
use crate::auth::{Caller, KeyCaller, SessionCaller};
use crate::config::ScopeMode;
use crate::http::{Code, Error, Path, RequestId};
use crate::ids::GuildId;

/// The role that a route asks for, as a type.
pub trait RoleMarker: Send + Sync + 'static {
    const ROLE: Role;
}

/// Whoever may see the guild.
#[derive(Clone, Copy, Debug)]
pub struct Viewer;

/// Administrators only.
#[derive(Clone, Copy, Debug)]
pub struct Admin;

impl RoleMarker for Viewer {
    const ROLE: Role = Role::Viewer;
}

impl RoleMarker for Admin {
    const ROLE: Role = Role::Admin;
}

/// The guild of the path, for a caller who may do what the route does there.
#[derive(Clone, Debug)]
pub struct GuildScope<R: RoleMarker, G: Grant> {
    access: GuildAccess,
    marker: PhantomData<(R, G)>,
}

/// What store functions and pages take: the guild, and who is in it. Only [`GuildScope`] makes it.
#[derive(Clone, Debug)]
pub struct GuildAccess {
    guild_id: GuildId,
    guild_name: String,
    guild_icon_url: Option<String>,
    version: i64,
    role: Role,
    caller: Caller,
}

impl GuildAccess {
    pub fn guild_id(&self) -> GuildId {
        self.guild_id
    }

    pub fn guild_name(&self) -> &str {
        &self.guild_name
    }

    pub fn guild_icon_url(&self) -> Option<&str> {
        self.guild_icon_url.as_deref()
    }

    /// How far the guild's changes had come when the right was looked up: what is read from now on knows them.
    pub fn version(&self) -> i64 {
        self.version
    }

    /// What the caller may do here; a page shows what this role may not use as disabled.
    pub fn role(&self) -> Role {
        self.role
    }

    pub fn is_admin(&self) -> bool {
        self.role == Role::Admin
    }

    /// The browser session, if it is one and not a key.
    pub fn session(&self) -> Option<&SessionCaller> {
        match &self.caller {
            Caller::Session(session) => Some(session),
            Caller::Key(_) | Caller::Anonymous => None,
        }
    }

    pub(crate) fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The caller as the one who changes something now.
    pub fn acting(&self, app: &App, request_id: &RequestId) -> Acting {
        Acting {
            guild_id: self.guild_id,
            actor: self.actor(),
            now: app.clock.now(),
            request_id: Some(request_id.to_string()),
        }
    }

    /// Who the audit log names.
    pub fn actor(&self) -> Actor {
        match &self.caller {
            Caller::Session(session) => session.actor(),
            Caller::Key(key) if key.guild_id.is_none() => Actor::bot(key.key_id, key.name.clone()),
            Caller::Key(key) => Actor::api_key(key.key_id, key.name.clone()),
            Caller::Anonymous => Actor::system("server", "Server"),
        }
    }
}

impl<R: RoleMarker, G: Grant> Deref for GuildScope<R, G> {
    type Target = GuildAccess;
    fn deref(&self) -> &GuildAccess {
        &self.access
    }
}

#[derive(Deserialize)]
struct GuildPath {
    guild_id: GuildId,
}

impl<R: RoleMarker, G: Grant> FromRequestParts<App> for GuildScope<R, G> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let caller = parts.extensions.get().cloned().unwrap_or(Caller::Anonymous);
        match &caller {
            Caller::Anonymous => return Err(Code::Unauthenticated.into()),
            Caller::Session(session) if !session.email_verified => {
                return Err(Code::UnverifiedEmail.into());
            }
            Caller::Session(_) | Caller::Key(_) => {}
        }
        let Path(GuildPath { guild_id }) = Path::from_request_parts(parts, app).await?;
        let safe = matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
        let need = if safe { Need::Read } else { Need::Write };
        let access = match caller {
            Caller::Session(session) => of_session(app, session, guild_id, need).await?,
            Caller::Key(key) => of_key(app, key, guild_id, need, G::SCOPE).await?,
            Caller::Anonymous => return Err(Code::Unauthenticated.into()),
        };
        if access.role < R::ROLE {
            return Err(Code::AdminRequired.into());
        }
        report(parts, &access.caller, G::SCOPE);
        Ok(GuildScope { access, marker: PhantomData })
    }
}

/// Says what only `api_keys.scope_mode = "report"` let through.
fn report(parts: &Parts, caller: &Caller, scope: Option<Scope>) {
    let (Caller::Key(key), Some(scope)) = (caller, scope) else { return };
    if key.has(scope) {
        return;
    }
    metrics::counter!("api_key_scopes_missing_total", "scope" => scope.as_str()).increment(1);
    let route = parts.extensions.get::<MatchedPath>().map_or("none", MatchedPath::as_str);
    tracing::warn!(
        key = %key.key_id, %scope, method = %parts.method, route,
        "let through without its scope: api_keys.scope_mode is report"
    );
}

async fn of_session(
    app: &App,
    session: SessionCaller,
    guild_id: GuildId,
    need: Need,
) -> Result<GuildAccess, Error> {
    if !sync::ensure(app, &session, need).await? {
        return Err(Code::UnverifiedEmail.into());
    }
    let found = store::find(&app.db, session.user_id, guild_id).await?.ok_or(Code::NotFound)?;
    Ok(GuildAccess {
        guild_id,
        guild_name: found.name,
        guild_icon_url: found.icon_url,
        version: found.version,
        role: found.role,
        caller: Caller::Session(session),
    })
}

async fn of_key(
    app: &App,
    key: KeyCaller,
    guild_id: GuildId,
    need: Need,
    scope: Option<Scope>,
) -> Result<GuildAccess, Error> {
    // The bot's key sees every guild, but only to send callbacks.
    if key.guild_id.is_some_and(|own| own != guild_id) {
        return Err(Code::NotFound.into());
    }
    let found = store::served(&app.db, guild_id).await?.ok_or(Code::NotFound)?;
    let Some(scope) = scope else {
        return Err(Error::because(Code::Forbidden, "An API key cannot be used here. Log in."));
    };
    let bot_elsewhere = key.guild_id.is_none() && scope != Scope::IngestWrite;
    let enforced = app.config.api_keys.scope_mode == ScopeMode::Enforce;
    if bot_elsewhere || (enforced && !key.has(scope)) {
        return Err(Code::InsufficientScope.into());
    }
    let role = match key.created_by {
        // Made on the command line: as far as its scopes go.
        None => Role::Admin,
        Some(creator) => {
            if !sync::ensure_creator(app, creator, need).await? {
                return Err(Code::UnverifiedEmail.into());
            }
            store::find(&app.db, creator, guild_id).await?.ok_or(Code::NotFound)?.role
        }
    };
    Ok(GuildAccess {
        guild_id,
        guild_name: found.name,
        guild_icon_url: found.icon_url,
        version: found.version,
        role,
        caller: Caller::Key(key),
    })
}
