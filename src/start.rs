//! Starting the server: logging, database, listener, and the signals that end it.

use std::sync::Arc;

use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use crate::app::App;
use crate::config::{Config, Log, LogFormat};
use crate::db::{Db, MigrateFailed, migrations, why_closed, without_password};
use crate::http::{Routes, serve};
use crate::jobs;
use crate::time::SystemClock;

/// Why the server did not start, in words for the person who started it.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("configuration: {0}")]
    Config(#[from] crate::config::ConfigError),
    #[error("cannot open the database ({url}): {why}")]
    Database { url: String, why: String },
    #[error(transparent)]
    Migrate(#[from] MigrateFailed),
    #[error("cannot listen on {address}: {error}")]
    Listen { address: std::net::SocketAddr, error: std::io::Error },
    #[error("log.level: {0}")]
    Log(#[from] tracing_subscriber::filter::ParseError),
    #[error("{0}")]
    Other(String),
    #[error(transparent)]
    Io(#[from] std::io::Error),
    #[error("database: {0}")]
    Sql(#[from] sqlx::Error),
}

/// Logs to standard error, so that standard output stays for answers.
pub fn log(config: &Log) -> Result<(), StartError> {
    // It writes what it does not know of database.url, which may be a password.
    let filter =
        EnvFilter::try_new(&config.level)?.add_directive("sqlx_postgres::options::parse=off".parse()?);
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let _ = match config.format {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
    Ok(())
}

/// Opens the database and brings its schema up to date.
pub async fn database(config: &Config) -> Result<Db, StartError> {
    let url = &config.database.url;
    let db = Db::open(url).await.map_err(|error| cannot_open(url, error))?;
    db.migrate().await?;
    Ok(db)
}

/// Opens a database as it is; makes none.
pub async fn existing_database(url: &str) -> Result<Db, StartError> {
    Db::open_existing(url).await.map_err(|error| cannot_open(url, error))
}

/// Opens a database whose schema is up to date; makes none, and changes nothing.
pub async fn migrated_database(url: &str) -> Result<Db, StartError> {
    let db = existing_database(url).await?;
    let newest = migrations(db.is_sqlite()).iter().map(|migration| migration.version).max();
    let found = db.schema_version().await?;
    if found == newest {
        return Ok(db);
    }
    db.close().await;
    if found > newest {
        return Err(MigrateFailed::NewerSchema(found.unwrap_or_default()).into());
    }
    let what = if found.is_none() { "has no schema yet" } else { "has an older schema" };
    Err(StartError::Other(format!(
        "the database ({}) {what}: run `tracking-dashboard migrate`, or start the server",
        without_password(url)
    )))
}

pub fn cannot_open(url: &str, error: sqlx::Error) -> StartError {
    StartError::Database { url: without_password(url), why: why_closed(url, &error) }
}

pub async fn listen(config: &Config) -> Result<TcpListener, StartError> {
    let address = config.server.listen;
    TcpListener::bind(address).await.map_err(|error| StartError::Listen { address, error })
}

/// The cryptography that TLS uses, and room for many connections.
pub fn process() {
    // A second call finds the provider already there.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let _ = rlimit::increase_nofile_limit(u64::MAX);
    crate::ops::recorder();
}

/// `serve`: runs until SIGTERM or Ctrl-C.
pub async fn run(config: Config) -> Result<(), StartError> {
    process();
    log(&config.log)?;
    let db = database(&config).await?;
    let listener = listen(&config).await?;
    let app = App::new(config, db, Arc::new(SystemClock));
    tracing::info!(address = %listener.local_addr()?, "ready");
    until_signal(app, listener, Routes::new()).await
}

/// Serves with background work beside it; returns when everything has ended in order.
pub async fn until_signal(app: App, listener: TcpListener, more: Routes) -> Result<(), StartError> {
    let router = app.router_with(more);
    router_until_signal(app, listener, router).await
}

/// As [`until_signal`], for a router that is ready.
pub async fn router_until_signal(
    app: App,
    listener: TcpListener,
    router: axum::Router,
) -> Result<(), StartError> {
    let stopping = app.stopping.clone();
    tokio::spawn(async move {
        end_signal().await;
        tracing::info!("stopping");
        stopping.cancel();
    });
    serve_router(app, listener, router).await;
    Ok(())
}

/// The accept loop and the background work of an app, until `app.stopping`.
pub async fn serve_with_work(app: App, listener: TcpListener, more: Routes) {
    let router = app.router_with(more);
    serve_router(app, listener, router).await;
}

async fn serve_router(app: App, listener: TcpListener, router: axum::Router) {
    let mut work = jobs::start(&app);
    serve::serve(listener, router, app.clone()).await;
    work.shutdown().await;
    app.db.close().await;
}

/// Until SIGTERM or Ctrl-C.
pub async fn end_signal() {
    let interrupt = tokio::signal::ctrl_c();
    let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(signal) => signal,
        Err(_) => return interrupt.await.unwrap_or_default(),
    };
    tokio::select! {
        _ = interrupt => {}
        _ = terminate.recv() => {}
    }
}
