//! `migrate-to URL`: everything into an empty database of the other engine.

use std::time::Instant;

use crate::config::Config;
use crate::db::{Db, Engine, copy, sqlite_file, without_password};
use crate::start::{self, StartError};

/// Copies, and says of each table how many rows both sides have.
pub async fn migrate_to(config: &Config, url: &str) -> Result<(), StartError> {
    let Some(engine) = Engine::of(url) else {
        return Err(StartError::Other(format!("the target {}", Engine::ALLOWED)));
    };
    if is_same(url, &config.database.url) {
        let text = "the target is the configured database itself: give an empty one of the other engine";
        return Err(StartError::Other(text.into()));
    }
    if Some(engine) == Engine::of(&config.database.url) {
        let text = "both databases are of one engine: use `backup` for SQLite, pg_dump and pg_restore for PostgreSQL";
        return Err(StartError::Other(text.into()));
    }
    let from = start::existing_database(&config.database.url).await?;
    let to = Db::open(url).await.map_err(|error| start::cannot_open(url, error))?;
    let since = Instant::now();
    let copied = copy(&from, &to).await;
    from.close().await;
    to.close().await;
    let copied = copied.map_err(|error| StartError::Other(format!("nothing was copied: {error}")))?;
    for table in &copied {
        println!("{:>12}  {}", table.rows, table.table);
    }
    let rows: u64 = copied.iter().map(|table| table.rows).sum();
    println!(
        "{rows} rows of {} tables are in {} now; each was read again there and is the same ({:.1} s).",
        copied.len(),
        without_password(url),
        since.elapsed().as_secs_f64()
    );
    println!("Set database.url to it and start the server.");
    Ok(())
}

/// The same text, or one file by two names.
fn is_same(one: &str, other: &str) -> bool {
    let file = |url: &str| sqlite_file(url)?.canonicalize().ok();
    one == other || file(one).is_some_and(|found| Some(found) == file(other))
}
