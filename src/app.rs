//! The state that every handler shares, and the router put together from the features' routes.

use std::ops::Deref;
use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::cache::Cache;
use crate::config::Config;
use crate::crypto::Secrets;
use crate::db::Db;
use crate::http::limits::Limits;
use crate::http::overload::Places;
use crate::http::routes::Route;
use crate::http::{Routes, Uploads, edge};
use crate::live::Live;
use crate::time::Clock;
use crate::valkey::Valkey;
use crate::{
    alerts, analytics, api_docs, api_keys, audit, auth, bonus, guilds, ingest, ops, sessions, tracking,
    transfer, web,
};

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

    /// The whole server as one service.
    pub fn router(&self) -> Router {
        self.router_with(Routes::new())
    }

    /// As [`App::router`], with routes that only the demo or a test adds.
    pub fn router_with(&self, more: Routes) -> Router {
        let (router, _) = routes().merge(more).into_parts();
        let in_frame = from_fn_with_state(self.clone(), guilds::in_frame);
        edge::around(edge::fallbacks(router).layer(in_frame), self.clone())
    }
}

/// Every route of the product.
fn routes() -> Routes {
    Routes::new()
        .merge(api_docs::routes())
        .merge(auth::routes())
        .merge(sessions::routes())
        .merge(guilds::routes())
        .merge(tracking::routes())
        .merge(transfer::routes())
        .merge(analytics::routes())
        .merge(alerts::routes())
        .merge(api_keys::routes())
        .merge(bonus::routes())
        .merge(audit::routes())
        .merge(ingest::routes())
        .merge(web::routes())
        .merge(crate::http::routes())
        .merge(ops::routes())
}

/// The route table that the access test walks.
pub fn route_table() -> Vec<Route> {
    routes().into_parts().1
}
