//! The state that every handler shares.

use std::ops::Deref;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::cache::Cache;
use crate::config::Config;
use crate::crypto::Secrets;
use crate::db::Db;
use crate::http::Uploads;
use crate::http::limits::Limits;
use crate::http::overload::Places;
use crate::live::Live;
use crate::time::Clock;
use crate::valkey::Valkey;
use crate::{auth, guilds, transfer};

/// Everything that lives as long as the server. Cloning is cheap.
#[derive(Clone)]
pub struct App(Arc<Inner>);

pub struct Inner {
    pub config: Config,
    pub secrets: Secrets,
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub live: Live,
    pub feeds: guilds::Feeds,
    pub discord: auth::Discord,
    pub imports: transfer::import::Jobs,
    pub limits: Limits,
    pub places: Arc<Places>,
    pub cache: Cache,
    /// Shared by the instances, where there is one.
    pub valkey: Option<Valkey>,
    pub exports: transfer::export::Exports,
    pub uploads: Uploads,
    /// Cancelled first: no new connections.
    pub stopping: CancellationToken,
    /// Cancelled once the running requests are done: live streams end.
    pub streams_end: CancellationToken,
    /// Requests that have not been answered yet.
    pub requests: TaskTracker,
}

impl Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl App {
    pub fn new(config: Config, db: Db, clock: Arc<dyn Clock>) -> App {
        let secrets = Secrets::new(&config.auth.secret, config.auth.previous_secret.as_deref());
        App(Arc::new(Inner {
            discord: auth::Discord::new(&config),
            imports: transfer::import::Jobs::default(),
            limits: Limits::new(&config.limits),
            places: Arc::new(Places::new(config.limits.requests_at_once)),
            cache: Cache::new(&config.cache),
            // A wrong address was refused with the configuration.
            valkey: config.cache.url.as_deref().and_then(|url| Valkey::new(url, &secrets).ok()),
            secrets,
            exports: transfer::export::Exports::default(),
            uploads: Uploads::default(),
            config,
            db,
            clock,
            live: Live::new(),
            feeds: guilds::Feeds::default(),
            stopping: CancellationToken::new(),
            streams_end: CancellationToken::new(),
            requests: TaskTracker::new(),
        }))
    }
}
