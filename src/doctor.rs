//! `doctor`: looks at everything the server depends on and says what to do about it.

mod bot_token;
mod database;
mod discord;
mod files;
mod keys;
mod store;
mod valkey;

use std::fmt;
use std::path::Path;

use crate::config::{Config, Environment, ScopeMode};
use crate::start::{self, StartError};
use crate::time::{Clock, SystemClock};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Ok,
    /// It runs, but somebody should know.
    Warn,
    /// It does not run, or not rightly.
    Fail,
}

/// What one check found; the text of a warning or failure ends with what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Finding {
    level: Level,
    check: &'static str,
    text: String,
}

impl Finding {
    fn ok(check: &'static str, text: impl Into<String>) -> Finding {
        Finding { level: Level::Ok, check, text: text.into() }
    }

    fn warn(check: &'static str, text: impl Into<String>) -> Finding {
        Finding { level: Level::Warn, check, text: text.into() }
    }

    fn fail(check: &'static str, text: impl Into<String>) -> Finding {
        Finding { level: Level::Fail, check, text: text.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Ok => "ok",
            Level::Warn => "warn",
            Level::Fail => "fail",
        };
        write!(f, "{level:<5} {:<14} {}", self.check, self.text)
    }
}

/// Prints a line per check. An error when one of them failed.
pub async fn run(file: Option<&Path>) -> Result<(), StartError> {
    start::process();
    let environment = Environment::of_process();
    let mut findings = files::check(file, &environment);
    match Config::load(file, &[], environment) {
        Ok(config) => {
            findings.push(configuration(&config));
            findings.extend(database::check(&config.database.url).await);
            findings.extend(scopes(&config));
            findings.extend(keys::check(&config.database.url, &config.auth, SystemClock.now()).await);
            findings.extend(valkey::check(&config).await);
            findings.extend(discord::check(&config.discord.api_url, SystemClock.now()).await);
            findings.push(bot_token::check(&config.discord).await);
        }
        Err(error) => findings.push(Finding::fail("configuration", error.to_string())),
    }
    for finding in &findings {
        println!("{finding}");
    }
    match findings.iter().filter(|finding| finding.level == Level::Fail).count() {
        0 => Ok(()),
        failed => Err(StartError::Other(format!("{failed} of {} checks failed", findings.len()))),
    }
}

fn configuration(config: &Config) -> Finding {
    let origin = config.server.origin();
    let listen = config.server.listen;
    if !config.server.is_https() {
        let text =
            format!("{origin} can be used on this machine only: set server.public_url to its https address");
        return Finding::warn("configuration", text);
    }
    if listen.ip().is_loopback() && config.server.trusted_proxies.is_empty() {
        let text = format!(
            "listens on {listen} for {origin}, so a proxy stands before it: name its network in \
             server.trusted_proxies, or everyone shares one address in limits and sessions"
        );
        return Finding::warn("configuration", text);
    }
    Finding::ok("configuration", format!("listens on {listen} for {origin}"))
}

/// Letting keys do what they may not is for a while only.
fn scopes(config: &Config) -> Option<Finding> {
    let text = "are reported and not enforced: once the log names no key any more, set api_keys.scope_mode to enforce";
    (config.api_keys.scope_mode == ScopeMode::Report).then(|| Finding::warn("scopes of keys", text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(variables: &[(&str, &str)]) -> Config {
        let base = [
            ("TD_AUTH__SECRET", "0123456789abcdef0123456789abcdef"),
            ("TD_DISCORD__CLIENT_ID", "1"),
            ("TD_DISCORD__CLIENT_SECRET", "s"),
        ];
        let all = base.iter().chain(variables).map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        Config::load(None, &[], Environment(all.collect())).unwrap()
    }

    #[test]
    fn a_configuration_for_this_machine_or_without_its_proxy_is_a_warning() {
        assert_eq!(configuration(&config(&[])).level, Level::Warn);
        let public = ("TD_SERVER__PUBLIC_URL", "https://dash.example");
        let finding = configuration(&config(&[public]));
        assert!(finding.level == Level::Warn && finding.text.contains("trusted_proxies"), "{finding}");
        let proxy = ("TD_SERVER__TRUSTED_PROXIES", "127.0.0.1/32");
        assert_eq!(configuration(&config(&[public, proxy])).level, Level::Ok);
    }

    #[test]
    fn scopes_that_are_only_reported_are_a_warning() {
        assert_eq!(scopes(&config(&[])), None);
        let finding = scopes(&config(&[("TD_API_KEYS__SCOPE_MODE", "report")])).unwrap();
        assert_eq!(finding.level, Level::Warn);
    }

    #[test]
    fn a_line_says_level_check_and_what_to_do() {
        let line = Finding::fail("database", "not there: start it").to_string();
        assert_eq!(line, "fail  database       not there: start it");
    }
}
