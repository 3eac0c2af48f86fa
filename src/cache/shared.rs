//! Entries in Valkey: sealed, so that it neither learns what they say nor can change it.

use std::sync::Arc;

use redis::AsyncCommands;

use super::Key;
use crate::app::App;
use crate::crypto::{Purpose, base64url};

/// Larger ones are worth their drawing.
const MOST: usize = 1024 * 1024;

pub async fn get(app: &App, key: &Key) -> Option<Arc<str>> {
    let valkey = app.valkey.as_ref()?;
    let name = valkey.key(&name(key));
    let sealed: Option<Vec<u8>> = valkey.ask(async |mut connection| connection.get(name).await).await?;
    let plain = app.secrets.open(Purpose::Cache, key, &sealed?)?;
    String::from_utf8(plain).ok().map(Arc::from)
}

pub async fn put(app: &App, key: &Key, text: &str, ttl: i64) {
    let Some(valkey) = app.valkey.as_ref().filter(|_| text.len() <= MOST) else { return };
    let Some(sealed) = app.secrets.seal(Purpose::Cache, key, text.as_bytes()) else { return };
    let (name, ttl) = (valkey.key(&name(key)), ttl.unsigned_abs());
    valkey.ask::<()>(async |mut connection| connection.pset_ex(name, sealed, ttl).await).await;
}

fn name(key: &Key) -> String {
    format!("cache:{}", base64url(key))
}
