//! What all callbacks share: who calls, the signature, the answer given once, and the transaction.

use axum::body::Body;
use axum::extract::FromRequest;
use axum::http::{HeaderMap, Request, StatusCode};
use bytes::Bytes;
use serde::Serialize;

use super::signature::{Signed, verify};
use crate::api_keys::Scope;
use crate::app::App;
use crate::auth::{Caller, KeyCaller};
use crate::crypto::sha256;
use crate::db::{Lock, Tx};
use crate::guilds;
use crate::http::extract::require_content_type;
use crate::http::replay::{self, Answer, Repeatable};
use crate::http::{Code, Error, Result, body};
use crate::ids::{ApiKeyId, GuildId};
use crate::time::{HOUR, Ms};

/// How long a `webhook-id` is remembered.
const KEPT: i64 = 72 * HOUR;

/// A callback whose key and signature were good. Nothing of its body has been looked at yet.
pub struct Call {
    key_id: ApiKeyId,
    key_guild: Option<GuildId>,
    webhook_id: String,
    /// Of the body and of the address: the same id sent elsewhere is another call.
    fingerprint: [u8; 32],
    pub body: Bytes,
}

/// How a call goes on: answered before, or to be done in this transaction.
pub enum Begun {
    Before(Answer),
    Now(Tx),
}

impl FromRequest<App> for Call {
    type Rejection = Error;

    async fn from_request(request: Request<Body>, app: &App) -> Result<Call> {
        let key = may_call(request.extensions().get::<Caller>())?.clone();
        require_content_type(&request, "application/json")?;
        let (parts, body) = request.into_parts();
        let body = body::read(body, app.config.limits.json_bytes).await?;
        can_verify(&key)?;
        let signed = headers(&parts.headers).ok_or(Code::InvalidSignature)?;
        if let Err(refused) = verify(signed, &body, &key.signing_secrets, app.clock.now()) {
            tracing::info!(key = %key.key_id, %refused, "callback refused");
            return Err(Code::InvalidSignature.into());
        }
        let fingerprint = sha256(&[parts.uri.path().as_bytes(), b"\n", &body].concat());
        let webhook_id = signed.id.to_owned();
        Ok(Call { key_id: key.key_id, key_guild: key.guild_id, webhook_id, fingerprint, body })
    }
}

fn may_call(caller: Option<&Caller>) -> Result<&KeyCaller> {
    match caller {
        Some(Caller::Key(key)) if key.has(Scope::IngestWrite) => Ok(key),
        Some(Caller::Key(_)) => Err(Code::InsufficientScope.into()),
        _ => Err(Error::because(Code::Unauthenticated, "Send an API key with the scope ingest:write.")),
    }
}

/// After `auth.secret` was replaced, what it had sealed cannot be opened: no signature could fit.
fn can_verify(key: &KeyCaller) -> Result<()> {
    if !key.signing_secrets.is_empty() {
        return Ok(());
    }
    let id = key.key_id;
    tracing::error!(
        key = %id,
        "callbacks are refused: the signing secret of this key cannot be opened with auth.secret; give it another one with \
         `tracking-dashboard api-key rotate-secret {id}`"
    );
    let text = "This server cannot open the signing secret of this key any more: whoever runs it must give the key \
                another one (`tracking-dashboard api-key rotate-secret`).";
    Err(Error::because(Code::InvalidSignature, text))
}

/// The three headers; one that comes twice or is no visible text counts as missing.
fn headers(headers: &HeaderMap) -> Option<Signed<'_>> {
    let one = |name: &str| {
        let mut values = headers.get_all(name).iter();
        let value = values.next()?.to_str().ok()?;
        values.next().is_none().then_some(value)
    };
    let (id, timestamp) = (one("webhook-id")?, one("webhook-timestamp")?);
    Some(Signed { id, timestamp, signatures: one("webhook-signature")? })
}

impl Call {
    /// 403 unless the bot's own key is calling.
    pub fn bot_only(&self) -> Result<()> {
        match self.key_guild {
            None => Ok(()),
            Some(_) => Err(Error::because(Code::Forbidden, "Only the bot's own key may call this.")),
        }
    }

    /// 404 when the key is of another guild, before anything is asked that depends on the guild.
    pub fn speaks_for(&self, guild: GuildId) -> Result<()> {
        match self.key_guild {
            Some(own) if own != guild => Err(Code::NotFound.into()),
            _ => Ok(()),
        }
    }

    /// Begins the effect on a guild that must be known.
    pub async fn begin_in(&self, app: &App, guild: GuildId, now: Ms) -> Result<Begun> {
        self.speaks_for(guild)?;
        let mut tx = self.locked(app, Lock::Guild(guild)).await?;
        if !guilds::store::exists(&mut tx, guild).await? {
            return Err(Code::NotFound.into());
        }
        self.once(tx, now).await
    }

    /// Begins an effect that needs no guild to be there.
    pub async fn begin(&self, app: &App, lock: Lock, now: Ms) -> Result<Begun> {
        let tx = self.locked(app, lock).await?;
        self.once(tx, now).await
    }

    /// The lock comes before the look for an earlier answer: of two calls with one id at the same
    /// time the second waits and then finds the first one's answer.
    async fn locked(&self, app: &App, lock: Lock) -> Result<Tx> {
        Ok(app.db.begin_holding(lock).await?)
    }

    async fn once(&self, mut tx: Tx, now: Ms) -> Result<Begun> {
        let scope = self.scope();
        match replay::earlier(&mut tx, &self.repeatable(&scope, now), now).await? {
            Some(answer) => Ok(Begun::Before(answer)),
            None => Ok(Begun::Now(tx)),
        }
    }

    /// Keeps the answer, to be committed with the effect.
    pub async fn keep(&self, tx: &mut Tx, answer: &impl Serialize, now: Ms) -> Result<Answer> {
        let answer = Answer::new(StatusCode::OK, answer)?;
        let scope = self.scope();
        replay::keep(tx, &self.repeatable(&scope, now), &answer).await?;
        Ok(answer)
    }

    fn scope(&self) -> String {
        format!("callback:{}", self.key_id)
    }

    fn repeatable<'a>(&'a self, scope: &'a str, now: Ms) -> Repeatable<'a> {
        Repeatable { scope, key: &self.webhook_id, body: &self.fingerprint, expires_at: now.plus(KEPT) }
    }
}
