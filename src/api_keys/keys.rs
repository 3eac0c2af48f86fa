//! Making, finding and revoking keys.

use base64::prelude::{BASE64_STANDARD, Engine as _};

use super::scope::Scope;
use super::store::{self, Found, Listed, NewRow};
use crate::audit::{self, Actor, Entry, Target};
use crate::auth::{KeyCaller, revocations};
use crate::crypto::{Purpose, Secrets, base64url, from_base64url, random, same, sha256};
use crate::db::{Db, Exec, Result, Tx};
use crate::ids::{ApiKeyId, GuildId, UserId};
use crate::live::Ended;
use crate::time::{DAY, HOUR, MINUTE, Ms};

const START: &str = "tdk_";
const LENGTH: usize = 32;
/// How long the signing secret before a rotation is good.
const OVERLAP: i64 = 24 * HOUR;

/// Whose key it is.
#[derive(Clone, Copy, Debug)]
pub enum ForWhom {
    /// The bot: the heartbeat, and every guild's callbacks.
    Bot,
    /// One guild; with a creator, the key never may more than they may at that moment.
    Guild { guild_id: GuildId, created_by: Option<UserId> },
}

pub struct NewKey<'a> {
    pub whom: ForWhom,
    pub name: &'a str,
    pub scopes: &'a [Scope],
    pub expires_in_days: Option<i64>,
}

/// A key that was just made. The texts are shown this once and kept nowhere.
pub struct Made {
    pub id: ApiKeyId,
    pub key: String,
    /// `whsec_...`, for keys that sign callbacks.
    pub signing_secret: Option<String>,
}

/// Makes a key inside the caller's transaction, with its audit entry.
pub async fn create(
    tx: &mut Tx,
    secrets: &Secrets,
    new: NewKey<'_>,
    actor: Actor,
    request_id: Option<String>,
    now: Ms,
) -> Result<Made> {
    let id = ApiKeyId::new(now);
    let key = format!("{START}{}", base64url(&random::<LENGTH>()));
    let mut scopes = new.scopes.to_vec();
    scopes.sort_unstable();
    scopes.dedup();
    let secret: Option<[u8; LENGTH]> = scopes.contains(&Scope::IngestWrite).then(random);
    let (guild_id, created_by) = match new.whom {
        ForWhom::Bot => (None, None),
        ForWhom::Guild { guild_id, created_by } => (Some(guild_id), created_by),
    };
    let texts: Vec<_> = scopes.iter().map(|scope| scope.as_str()).collect();
    let row = NewRow {
        id,
        guild_id,
        name: new.name.to_owned(),
        prefix: prefix(&key),
        hash: sha256(key.as_bytes()).to_vec(),
        signing_secret: secret.and_then(|s| secrets.seal(Purpose::AtRest, id.0.as_bytes(), &s)),
        scopes: texts.join(" "),
        created_by,
        created_at: now,
        expires_at: new.expires_in_days.map(|days| now.plus(days.saturating_mul(DAY))),
    };
    store::insert(tx, row).await?;
    let entry = entry(now, guild_id, actor, "api_key.created", id, new.name, request_id);
    audit::record(tx, entry).await?;
    let signing_secret = secret.map(shown);
    Ok(Made { id, key, signing_secret })
}

fn shown(secret: [u8; LENGTH]) -> String {
    format!("whsec_{}", BASE64_STANDARD.encode(secret))
}

/// Gives a key another signing secret, which is shown this once. The one before is good for a day, or until
/// the next rotation; `at_once` ends it now. `None` when there is no such key that is alive and signs.
pub async fn rotate_secret(
    tx: &mut Tx,
    secrets: &Secrets,
    id: ApiKeyId,
    at_once: bool,
    actor: Actor,
    now: Ms,
) -> Result<Option<String>> {
    let secret: [u8; LENGTH] = random();
    let Some(sealed) = secrets.seal(Purpose::AtRest, id.0.as_bytes(), &secret) else { return Ok(None) };
    let previous_until = (!at_once).then(|| now.plus(OVERLAP));
    let Some(key) = store::set_secret(tx, id, sealed, previous_until, now).await? else { return Ok(None) };
    let entry = entry(now, key.guild_id, actor, "api_key.secret_rotated", id, &key.name, None);
    audit::record(tx, entry).await?;
    Ok(Some(shown(secret)))
}

/// What opens the signing secret of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seal {
    Current,
    /// The server's secret before the present one.
    Previous,
    Broken,
}

/// The keys that are alive and sign callbacks: their ids, and what opens their secrets.
pub async fn seals(db: &Db, secret: &str, previous: Option<&str>, now: Ms) -> Result<Vec<(String, Seal)>> {
    let (current, both) = (Secrets::new(secret, None), Secrets::new(secret, previous));
    let opens = |secrets: &Secrets, id: ApiKeyId, sealed: &[u8]| {
        secrets.open(Purpose::AtRest, id.0.as_bytes(), sealed).is_some()
    };
    let sealed = store::sealed(db, now).await?.into_iter().map(|(id, sealed)| {
        let seal = match (opens(&current, id, &sealed), opens(&both, id, &sealed)) {
            (true, _) => Seal::Current,
            (false, true) => Seal::Previous,
            (false, false) => Seal::Broken,
        };
        (id.to_string(), seal)
    });
    Ok(sealed.collect())
}

/// By what a key is known in lists.
pub fn prefix(key: &str) -> String {
    key.chars().skip(START.len()).take(8).collect()
}

/// Keys that are not revoked: all of them, or those of one guild.
pub async fn list(db: impl Exec, guild: Option<GuildId>) -> Result<Vec<Listed>> {
    store::list(db, guild).await
}

/// Revokes a key, of one guild or of any; its live streams end within a second. False when there is none that is alive.
pub async fn revoke(
    tx: &mut Tx,
    guild: Option<GuildId>,
    id: ApiKeyId,
    actor: Actor,
    request_id: Option<String>,
    now: Ms,
) -> Result<bool> {
    let revoked = match guild {
        Some(guild) => store::revoke_in(tx, guild, id, now).await?,
        None => store::revoke(tx, id, now).await?,
    };
    let Some(key) = revoked else { return Ok(false) };
    let entry = entry(now, key.guild_id, actor, "api_key.revoked", id, &key.name, request_id);
    audit::record(tx, entry).await?;
    revocations::add(tx, Ended::Key(id), now).await?;
    Ok(true)
}

fn entry(
    at: Ms,
    guild_id: Option<GuildId>,
    actor: Actor,
    action: &'static str,
    id: ApiKeyId,
    name: &str,
    request_id: Option<String>,
) -> Entry {
    let target = Target::new("api_key", id, name);
    Entry { at, guild_id, user_id: None, actor, action, target, changes: None, request_id }
}

/// The key with this text, if it is alive. A text that can't be a key costs no query.
pub async fn find_by_token(db: &Db, secrets: &Secrets, token: &str, now: Ms) -> Result<Option<KeyCaller>> {
    let body = token.strip_prefix(START).and_then(from_base64url);
    if body.is_none_or(|body| body.len() != LENGTH) {
        return Ok(None);
    }
    let hash = sha256(token.as_bytes());
    let Some(key) = store::by_hash(db, &hash).await? else { return Ok(None) };
    let over = key.revoked_at.is_some() || key.expires_at.is_some_and(|at| now >= at);
    if over || !same(&key.hash, &hash) {
        return Ok(None);
    }
    touch(db, &key, now);
    Ok(Some(caller(secrets, key, now)))
}

fn caller(secrets: &Secrets, key: Found, now: Ms) -> KeyCaller {
    let previous = key.previous_secret.filter(|_| key.previous_until.is_some_and(|until| now < until));
    let sealed = key.signing_secret.iter().chain(&previous);
    let open = |sealed: &Vec<u8>| secrets.open(Purpose::AtRest, key.id.0.as_bytes(), sealed);
    KeyCaller {
        key_id: key.id,
        signing_secrets: sealed.filter_map(open).collect(),
        name: key.name,
        guild_id: key.guild_id,
        scopes: key.scopes.split_whitespace().map(str::to_owned).collect(),
        created_by: key.created_by,
        expires_at: key.expires_at,
    }
}

/// Last use, at most once a minute and beside the request: no answer waits for it.
fn touch(db: &Db, key: &Found, now: Ms) {
    let before = now.plus(-MINUTE);
    if key.last_used_at.is_some_and(|at| at > before) {
        return;
    }
    let (db, id) = (db.clone(), key.id);
    tokio::spawn(async move {
        if let Err(error) = store::used(&db, id, now, before).await {
            tracing::warn!(%error, "last use of a key was not noted");
        }
    });
}

#[cfg(test)]
#[path = "keys_tests.rs"]
mod tests;
