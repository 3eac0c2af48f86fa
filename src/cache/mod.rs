//! What was drawn from a guild's data, kept for a moment: in this process, and in Valkey for all instances.
//!
//! The key holds the guild's version, read with the caller's right at the beginning of the request, so a change is seen by
//! the next request on every instance, whether Valkey is there or not. It never decides who may see what.

#![expect(clippy::disallowed_types, reason = "markup of maud's that was kept as text")]

mod shared;
mod timing;

use std::future::Future;
use std::sync::Arc;

use axum::response::Response;
use maud::{Markup, PreEscaped};

use crate::app::App;
use crate::config;
use crate::crypto::sha256;
use crate::guilds::GuildAccess;
use crate::http::{Error, render};
use crate::time::SECOND;

pub use timing::layer;

/// What all entries may take together, in bytes.
const MOST: u64 = 64 * 1024 * 1024;

type Key = [u8; 32];

/// Of one process.
pub struct Cache {
    kept: moka::future::Cache<Key, Arc<str>>,
    /// Milliseconds; 0: nothing is kept.
    ttl: i64,
}

impl Cache {
    pub fn new(config: &config::Cache) -> Cache {
        let ttl = i64::from(config.ttl_seconds) * SECOND;
        let kept = moka::future::Cache::builder()
            .max_capacity(MOST)
            .weigher(|key: &Key, text: &Arc<str>| u32::try_from(key.len() + text.len()).unwrap_or(u32::MAX))
            .time_to_live(std::time::Duration::from_secs(config.ttl_seconds.max(1).into()))
            .build();
        Cache { kept, ttl }
    }
}

/// JSON or markup of a guild, as `draw` makes it from the guild's data and nothing else: no names, tokens or rights of the
/// caller but their role. `what` names it with all that it depends on. Callers at the same time wait for one drawing.
pub async fn drawn(
    app: &App,
    scope: &GuildAccess,
    what: &str,
    draw: impl Future<Output = Result<String, Error>>,
) -> Result<Arc<str>, Error> {
    let cache = &app.cache;
    if cache.ttl == 0 {
        return Ok(draw.await?.into());
    }
    let key = key(app, scope, what);
    let mut hit = true;
    let read = async {
        if let Some(text) = shared::get(app, &key).await {
            return Ok(text);
        }
        hit = false;
        let text: Arc<str> = draw.await?.into();
        shared::put(app, &key, &text, cache.ttl).await;
        Ok(text)
    };
    let text = cache.kept.try_get_with(key, read).await.map_err(Error::shared)?;
    timing::note(hit);
    Ok(text)
}

/// As [`drawn`], for markup.
pub async fn markup(
    app: &App,
    scope: &GuildAccess,
    what: &str,
    draw: impl Future<Output = Result<Markup, Error>>,
) -> Result<Markup, Error> {
    let text = drawn(app, scope, what, async { Ok(draw.await?.into_string()) }).await?;
    Ok(PreEscaped(text.to_string()))
}

/// As [`drawn`], for an answer in JSON.
pub async fn json(
    app: &App,
    scope: &GuildAccess,
    what: &str,
    draw: impl Future<Output = Result<String, Error>>,
) -> Result<Response, Error> {
    Ok(render::json_text(drawn(app, scope, what, draw).await?.to_string()))
}

/// An entry is asked for within its turn only, so that it is never older than a turn by the app's own clock.
fn key(app: &App, scope: &GuildAccess, what: &str) -> Key {
    let (guild, version, role) = (scope.guild_id(), scope.version(), scope.role().as_str());
    let turn = app.clock.now().0.div_euclid(app.cache.ttl);
    let build = env!("CARGO_PKG_VERSION");
    // `what` comes last: it may hold what somebody typed.
    sha256(format!("{build} {guild} {version} {role} {turn} {what}").as_bytes())
}
