//! What a database's URL says, and in words why it could not be opened.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use super::Error;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// What a URL must be that names one.
    pub const ALLOWED: &str = "must start with sqlite:// or postgres://";

    /// sqlx would take any other text for the name of a SQLite file.
    pub fn of(url: &str) -> Option<Engine> {
        match url {
            _ if url.starts_with("sqlite:") => Some(Engine::Sqlite),
            _ if url.starts_with("postgres://") || url.starts_with("postgresql://") => Some(Engine::Postgres),
            _ => None,
        }
    }
}

/// What may be shown of a PostgreSQL's URL beside its authority and name.
const SHOWN: [&str; 8] =
    ["application_name", "dbname", "host", "hostaddr", "options", "port", "sslmode", "user"];

/// The URL as it may be shown: without passwords, wherever they stand in it.
pub fn without_password(url: &str) -> String {
    if Engine::of(url) == Some(Engine::Sqlite) {
        return url.to_owned();
    }
    let Some(mut shown) = url::Url::parse(url).ok().filter(|url| !is_cut_short(url)) else {
        let place = url.rsplit('@').next().unwrap_or_default();
        return place.split(['?', '#']).next().unwrap_or_default().to_owned();
    };
    // It fails only where there can be none.
    let _ = shown.set_password(None);
    let pairs: Vec<(String, String)> = shown.query_pairs().into_owned().collect();
    let open = pairs.iter().filter(|(name, _)| SHOWN.contains(&name.as_str()));
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(open).finish();
    shown.set_query((!query.is_empty()).then_some(&query));
    shown.set_fragment(None);
    shown.to_string()
}

/// Whether a password may stand in it.
pub fn has_password(url: &str) -> bool {
    let in_query = |url: &url::Url| url.query_pairs().any(|(name, _)| name.to_lowercase().contains("pass"));
    Engine::of(url) != Some(Engine::Sqlite)
        && url::Url::parse(url)
            .map_or(true, |url| url.password().is_some() || in_query(&url) || is_cut_short(&url))
}

/// A password that is not percent-encoded ends the authority at its `/`, `?` or `#`: the host comes after that.
fn is_cut_short(url: &url::Url) -> bool {
    [Some(url.path()), url.query(), url.fragment()].into_iter().flatten().any(|part| part.contains('@'))
}

/// The file of a SQLite's URL.
pub fn sqlite_file(url: &str) -> Option<PathBuf> {
    let options = (Engine::of(url)? == Engine::Sqlite).then(|| SqliteConnectOptions::from_str(url))?;
    Some(options.ok()?.get_filename().to_owned())
}

/// The folder that a file is in or is to be made in.
pub fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Why it was not opened, and what to do; holds no password.
pub fn why_closed(url: &str, error: &Error) -> String {
    match (sqlite_file(url), error) {
        (Some(file), Error::Io(error)) => why_no_file(&file, error),
        (None, Error::PoolTimedOut) => no_answer(url, String::new()),
        (None, Error::Io(error)) => no_answer(url, format!(" ({error})")),
        (_, error) => format!("{error}: check database.url"),
    }
}

fn why_no_file(file: &Path, error: &std::io::Error) -> String {
    let folder = folder_of(file);
    match error.kind() {
        ErrorKind::NotFound if !folder.is_dir() => {
            format!("the folder {} does not exist: make it, or check database.url", folder.display())
        }
        ErrorKind::NotFound => {
            "it does not exist: check database.url; for a new one run `tracking-dashboard migrate` or start the server"
                .to_owned()
        }
        _ => format!("{error}: check its rights and database.url"),
    }
}

/// Host and port as sqlx understands them, which may come from `PGHOST`.
fn no_answer(url: &str, reason: String) -> String {
    let place = PgConnectOptions::from_str(url).ok().map(|options| match options.get_socket() {
        Some(socket) => format!(" at {}", socket.display()),
        None => format!(" at {}:{}", options.get_host(), options.get_port()),
    });
    let place = place.unwrap_or_default();
    let cut = url::Url::parse(url).is_ok_and(|url| is_cut_short(&url));
    let encode = if cut { " (percent-encode / ? # and @ in its password)" } else { "" };
    format!("it does not answer{place}{reason}: check database.url{encode}, that it runs, and the firewall")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_schemes_of_the_two_engines_name_one() {
        for url in ["sqlite://a.db", "sqlite:a.db", "sqlite::memory:"] {
            assert_eq!(Engine::of(url), Some(Engine::Sqlite), "{url}");
        }
        for url in ["postgres://db/td", "postgresql://db/td"] {
            assert_eq!(Engine::of(url), Some(Engine::Postgres), "{url}");
        }
        for url in
            ["/tmp/x.db", "x.db", "mysql://db/td", "postgre://db/td", "POSTGRES://db/td", "postgresfoo", ""]
        {
            assert_eq!(Engine::of(url), None, "{url}");
        }
    }

    #[test]
    fn a_password_is_shown_nowhere() {
        for (url, shown) in [
            ("postgres://td:hunter2@db/td?sslmode=require", "postgres://td@db/td?sslmode=require"),
            ("postgres://db/td?user=td&password=hunter2", "postgres://db/td?user=td"),
            ("postgres://db/td?sslpassword=hunter2", "postgres://db/td"),
            (
                "postgres://db/td?PASSWORD=hunter2&passwd=hunter2&sslmode=require",
                "postgres://db/td?sslmode=require",
            ),
            ("postgres://td:hunter2@[broken", "[broken"),
            ("postgres://[broken/td?password=hunter2", "postgres://[broken/td"),
            ("postgres://td:/hunter2@db:1/td", "db:1/td"),
            ("postgres://td:12#hunter2@db/td?x=y", "db/td"),
            ("postgres://td:?hunter2@db/td", "db/td"),
            ("sqlite:///var/lib/a@b.db", "sqlite:///var/lib/a@b.db"),
        ] {
            assert_eq!(without_password(url), shown);
            assert_eq!(has_password(url), url.contains("hunter2"), "{url}");
        }
    }

    #[test]
    fn who_does_not_answer_is_named_with_no_password() {
        let url = "postgres://td:hunter2@db.internal:5433/td";
        let said = why_closed(url, &Error::PoolTimedOut);
        assert!(said.starts_with("it does not answer at db.internal:5433: check "), "{said}");
        assert!(!said.contains("hunter2") && !said.contains("percent-encode"));
        let said = why_closed("postgres://td:/hunter2@db/td", &Error::PoolTimedOut);
        assert!(!said.contains("hunter2") && said.contains("database.url (percent-encode / "), "{said}");
    }

    #[test]
    fn a_missing_file_and_a_missing_folder_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let missing = || Error::Io(ErrorKind::NotFound.into());
        let why =
            |path: &str| why_closed(&format!("sqlite://{}/{path}", folder.path().display()), &missing());
        assert!(why("a.db").contains("tracking-dashboard migrate"), "{}", why("a.db"));
        assert!(why("none/a.db").contains("/none does not exist: make it"), "{}", why("none/a.db"));
    }
}
