//! The floors of the list of accounts: the same statement in a bare axum handler, through sqlx with the pool
//! that the dashboard has, and through rusqlite inside the worker thread. Nobody is asked who they are.

#![expect(clippy::disallowed_methods, reason = "bare sqlx is what it is for")]

use std::{
    cell::RefCell,
    path::{Path, PathBuf},
    sync::mpsc,
    thread,
};

use anyhow::{Context, Result};
use axum::{Router, extract::State, http::StatusCode, http::header, response::IntoResponse, routing::get};
use rusqlite::{Connection, OpenFlags};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions};
use tokio::{net::TcpListener, runtime::Runtime, sync::oneshot};
use uuid::Uuid;

use super::bare_row::{LIST, Row, body};

/// Rows that are read: one more than are shown.
const ROWS: i64 = 51;

/// A server of its own threads, as many as the dashboard has.
pub struct Bare {
    pub url: String,
    _until: oneshot::Sender<()>,
}

#[derive(Clone)]
struct Served {
    pool: SqlitePool,
    file: PathBuf,
    guild: i64,
    /// The day seven days ago.
    week: i64,
}

impl Bare {
    pub fn start(database: &Path, guild: i64, today: i64) -> Result<Self> {
        let (file, week) = (database.to_owned(), today - 7);
        let (until, ended) = oneshot::channel();
        let (ready, listening) = mpsc::channel();
        thread::spawn(move || {
            let Ok(runtime) = Runtime::new() else { return };
            let served = runtime.block_on(serve(file, guild, week, &ready, ended));
            if let Err(error) = served {
                eprintln!("the bare server ended: {error:#}");
            }
        });
        Ok(Self { url: listening.recv().context("the bare server did not start")?, _until: until })
    }
}

async fn serve(
    file: PathBuf,
    guild: i64,
    week: i64,
    ready: &mpsc::Sender<String>,
    ended: oneshot::Receiver<()>,
) -> Result<()> {
    // As in src/db/connect.rs.
    let options = SqliteConnectOptions::new()
        .filename(&file)
        .journal_mode(SqliteJournalMode::Wal)
        .pragma("cache_size", "-8192")
        .pragma("temp_store", "memory")
        .statement_cache_capacity(500)
        .row_buffer_size(256)
        .pragma("query_only", "1");
    let pool = SqlitePoolOptions::new()
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .max_connections(4);
    let served = Served { pool: pool.connect_with(options).await?, file, guild, week };
    let router =
        Router::new().route("/sqlx", get(through_sqlx)).route("/rusqlite", get(inline)).with_state(served);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    ready.send(format!("http://{}", listener.local_addr()?))?;
    tokio::select! {
        served = async { axum::serve(listener, router).await } => Ok(served?),
        _ = ended => Ok(()),
    }
}

async fn through_sqlx(State(served): State<Served>) -> impl IntoResponse {
    let none = None::<String>;
    let query = sqlx::query_as::<_, Row>(LIST).bind(served.guild).bind(&none).bind(&none);
    let query = query.bind(None::<Uuid>).bind(&none).bind(None::<Uuid>);
    let query = query.bind("").bind(Uuid::nil()).bind(served.week).bind(ROWS);
    answer(query.fetch_all(&served.pool).await.map_err(anyhow::Error::from))
}

thread_local! {
    /// One connection for each worker thread.
    static CONNECTION: RefCell<Option<Connection>> = const { RefCell::new(None) };
}

async fn inline(State(served): State<Served>) -> impl IntoResponse {
    answer(CONNECTION.with_borrow_mut(|connection| {
        let connection = match connection {
            Some(connection) => connection,
            None => connection.insert(open(&served.file)?),
        };
        let none = None::<String>;
        let given =
            rusqlite::params![served.guild, none, none, none, none, none, "", [0_u8; 16], served.week, ROWS];
        let mut list = connection.prepare_cached(LIST)?;
        let rows = list.query_map(given, |row| Row::try_from(row))?.collect::<Result<Vec<_>, _>>()?;
        Ok(rows)
    }))
}

fn open(file: &Path) -> Result<Connection> {
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.pragma_update(None, "cache_size", -8192)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

fn answer(rows: Result<Vec<Row>>) -> impl IntoResponse {
    match rows.and_then(|rows| body(&rows)) {
        Ok(body) => (StatusCode::OK, [(header::CONTENT_TYPE, "application/json")], body),
        Err(error) => (
            StatusCode::INTERNAL_SERVER_ERROR,
            [(header::CONTENT_TYPE, "text/plain")],
            error.to_string().into(),
        ),
    }
}
