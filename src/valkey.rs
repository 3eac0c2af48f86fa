//! The connection to the Valkey (or Redis) that instances share. It is a help and never needed: who gets no
//! answer in time goes on as if there were none, and nobody asks again until it answered a ping.

use std::fmt::Display;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, RedisError, RedisResult};
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::app::App;
use crate::crypto::{Purpose, Secrets, base64url};

/// What a request may lose to one that hangs; those after it lose nothing.
const PATIENCE: Duration = Duration::from_millis(80);
const LOOK: Duration = Duration::from_secs(1);
/// For the look, which nobody waits for.
const CONNECT: Duration = Duration::from_millis(500);

/// One connection that many requests share.
pub struct Valkey {
    client: Client,
    up: RwLock<Option<MultiplexedConnection>>,
    /// Before the name of each key: the same on all instances, and another in every other installation.
    ours: String,
}

impl Valkey {
    /// Not connected yet: that is [`watch`]'s work.
    pub fn new(url: &str, secrets: &Secrets) -> RedisResult<Valkey> {
        let id = secrets.mac(Purpose::Cache, &[b"installation"]);
        let ours = format!("td:{}:", base64url(&id[..9]));
        Ok(Valkey { client: Client::open(url)?, up: RwLock::default(), ours })
    }

    /// The name of a key of this installation.
    pub fn key(&self, name: &str) -> String {
        format!("{}{name}", self.ours)
    }

    /// Runs one exchange. `None`: there is no answer to be had now.
    pub async fn ask<T>(
        &self,
        exchange: impl AsyncFnOnce(MultiplexedConnection) -> RedisResult<T>,
    ) -> Option<T> {
        let connection = self.up.read().unwrap_or_else(PoisonError::into_inner).clone()?;
        match timeout(PATIENCE, exchange(connection)).await {
            Ok(Ok(answer)) => return Some(answer),
            // It is there, and says no: full, a replica, another's value under our name.
            Ok(Err(error)) if !is_lost(&error) => {
                metrics::counter!("valkey_refusals_total").increment(1);
                tracing::debug!(%error, "Valkey refuses");
            }
            Ok(Err(error)) => self.lost(&error),
            Err(elapsed) => self.lost(&elapsed),
        }
        None
    }

    /// What it drops when its memory is full: its `maxmemory-policy`, if it says so.
    pub async fn eviction(&self) -> Option<String> {
        let info: String = self
            .ask(async |mut connection| redis::cmd("INFO").arg("memory").query_async(&mut connection).await)
            .await?;
        policy(&info)
    }

    pub fn is_up(&self) -> bool {
        self.up.read().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    fn lost(&self, error: &dyn Display) {
        // Of many that waited, one says so.
        if self.up.write().unwrap_or_else(PoisonError::into_inner).take().is_some() {
            tracing::warn!(%error, "Valkey does not answer; this instance goes on by itself");
        }
    }

    /// Connects, and hears a ping answered.
    pub async fn connect(&self) -> Result<(), RedisError> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(CONNECT))
            .set_response_timeout(Some(CONNECT));
        let mut connection = self.client.get_multiplexed_async_connection_with_config(&config).await?;
        let () = redis::cmd("PING").query_async(&mut connection).await?;
        *self.up.write().unwrap_or_else(PoisonError::into_inner) = Some(connection);
        tracing::info!("Valkey answers");
        Ok(())
    }
}

fn policy(info: &str) -> Option<String> {
    info.lines()
        .find_map(|line| line.strip_prefix("maxmemory_policy:"))
        .map(|policy| policy.trim().to_owned())
}

fn is_lost(error: &RedisError) -> bool {
    error.is_io_error() || error.is_timeout() || error.is_unrecoverable_error()
}

/// Connects, and connects again when it was lost. Runs until the server ends.
pub async fn watch(app: App) {
    let Some(valkey) = &app.valkey else { return };
    let mut ticks = interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if !valkey.is_up()
            && let Err(error) = valkey.connect().await
        {
            tracing::debug!(%error, "Valkey is not there yet");
        }
        metrics::gauge!("valkey_up").set(if valkey.is_up() { 1.0 } else { 0.0 });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_the_name_of_their_installation() {
        let of = |secret: &str| {
            let valkey = Valkey::new("redis://127.0.0.1", &Secrets::new(secret, None)).unwrap();
            valkey.key("limit:api:1")
        };
        assert_eq!(of("one"), of("one"));
        assert_ne!(of("one"), of("another"));
        assert!(of("one").starts_with("td:") && of("one").ends_with(":limit:api:1"), "{}", of("one"));
    }

    #[test]
    fn the_policy_is_read_from_what_it_says_of_its_memory() {
        let info = "# Memory\r\nmaxmemory:0\r\nmaxmemory_policy:volatile-lru\r\n";
        assert_eq!(policy(info).as_deref(), Some("volatile-lru"));
        assert_eq!(policy("# Memory\r\nused_memory:1\r\n"), None);
    }
}
