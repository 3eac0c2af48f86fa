//! `backup FILE`: a copy of SQLite's file while the server runs.

use std::io::ErrorKind;
use std::path::Path;
use std::time::Instant;

use crate::config::Config;
use crate::db::{Engine, Error, folder_of, without_password};
use crate::start::{self, StartError};

/// Writes the copy and says how large it is; for PostgreSQL, says what does it there.
pub async fn back_up(config: &Config, file: &Path) -> Result<(), StartError> {
    let url = &config.database.url;
    if Engine::of(url) == Some(Engine::Postgres) {
        return Err(StartError::Other(on_postgres(url, file)));
    }
    let db = start::existing_database(url).await?;
    let since = Instant::now();
    let made = tokio::select! {
        made = db.back_up(file) => made,
        // What is half done goes. The database need not be closed: it is only read.
        () = start::end_signal() => {
            return Err(StartError::Other(format!("stopped: there is no backup at {}", file.display())));
        }
    };
    db.close().await;
    let made = made.map_err(|error| StartError::Other(no_backup(file, &error)))?;
    println!(
        "{}: {} bytes, {} rows, in {:.1} s",
        file.display(),
        made.bytes,
        made.rows,
        since.elapsed().as_secs_f64()
    );
    Ok(())
}

fn no_backup(file: &Path, error: &Error) -> String {
    let shown = file.display();
    match error {
        Error::Io(error) if error.kind() == ErrorKind::AlreadyExists => {
            format!("{shown} is there already: choose another name")
        }
        Error::Io(error) if error.kind() == ErrorKind::NotFound => {
            format!("no backup to {shown}: the folder {} does not exist: make it", folder_of(file).display())
        }
        Error::Io(error) => format!("no backup to {shown}: {error}"),
        error => format!("no backup to {shown}: {error}"),
    }
}

/// The command with all that `database.url` says but the password.
fn on_postgres(url: &str, file: &Path) -> String {
    format!(
        "the database is PostgreSQL, which has its own tool: pg_dump --format=custom --file={} {} \
         (the password in PGPASSWORD or ~/.pgpass)",
        quoted(&file.display().to_string()),
        quoted(&without_password(url))
    )
}

/// One word for a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_for_postgresql_names_the_database_and_no_password() {
        let said =
            on_postgres("postgres://td:hunter2@db.example:5433/td?sslmode=require", Path::new("a.dump"));
        assert!(said.contains("pg_dump --format=custom --file='a.dump'"), "{said}");
        assert!(said.contains("'postgres://td@db.example:5433/td?sslmode=require'"), "{said}");
        assert!(!said.contains("hunter2"));
    }
}
