//! Reading the file and the variables, with the defaults beneath them.

use std::collections::HashMap;
use std::path::Path;

use super::Config;
use super::check::Fault;
use crate::db::has_password;

/// Defaults of every key that has one.
const DEFAULTS: &str = r#"
[server]
listen = "127.0.0.1:8080"
public_url = "http://127.0.0.1:8080"
trusted_proxies = []
shutdown_grace_seconds = 10

[database]
url = "sqlite://tracking-dashboard.db"

[auth]
secret = ""
access_ttl_seconds = 900
refresh_ttl_seconds = 2592000

[api_keys]
scope_mode = "enforce"

[discord]
client_id = ""
client_secret = ""
api_url = "https://discord.com/api/v10/"
authorize_url = "https://discord.com/oauth2/authorize"

[cache]
ttl_seconds = 10

[metrics]

[limits]
header_seconds = 10
body_idle_seconds = 10
request_seconds = 30
write_stall_seconds = 30
connections = 12000
requests_at_once = 32
json_bytes = 1048576
requests_per_minute = 3000
api_per_minute = 600
ingest_per_second = 50
logins_per_minute = 20
csp_reports_per_minute = 10
exchanges_per_minute = 300
instances = 1

[export]
xlsx_rows = 100000

[import]
max_rows = 50000
max_bytes = 10485760
lease_seconds = 60

[log]
format = "text"
level = "info"
"#;

/// Keys that hold lists; in variables they are separated by commas.
const LISTS: [&str; 1] = ["server.trusted_proxies"];

const SECRETS: [&str; 5] =
    ["auth.secret", "auth.previous_secret", "discord.client_secret", "discord.bot_token", "metrics.token"];
/// Keys that hold URLs, in which a password may stand.
const URLS: [&str; 2] = ["database.url", "cache.url"];

/// Why the configuration can't be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("{}", without_values(.0))]
    Read(#[from] config::ConfigError),
    #[error("{variable}: cannot read {path}: {error}")]
    SecretFile { variable: String, path: String, error: std::io::Error },
    #[error("{0} and {0}_FILE are both set: keep one")]
    Twice(String),
    #[error("{}", told(.0))]
    Values(Vec<Fault>),
}

/// Key, line and what is allowed: a value may be a secret, and a line of the file hold one.
fn without_values(error: &config::ConfigError) -> String {
    let (text, place) = match error {
        config::ConfigError::FileParse { cause, uri } => {
            (cause.to_string(), uri.as_ref().map(|uri| format!(" in {uri}")).unwrap_or_default())
        }
        other => (other.to_string(), String::new()),
    };
    let line = text.lines().next().unwrap_or_default();
    match (line.find('"'), line.rfind('"')) {
        (Some(from), Some(to)) if from < to => format!("{}a value{}{place}", &line[..from], &line[to + 1..]),
        _ => format!("{line}{place}"),
    }
}

/// One in a line of its own, several beneath their number.
fn told(faults: &[Fault]) -> String {
    if let [one] = faults {
        return one.to_string();
    }
    let lines: String = faults.iter().map(|fault| format!("\n  {fault}")).collect();
    format!("{} values of the configuration are wrong:{lines}", faults.len())
}

/// The variables of the process that belong to us.
pub struct Environment(pub HashMap<String, String>);

impl Environment {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn of_process() -> Environment {
        Environment(std::env::vars().filter(|(name, _)| name.starts_with("TD_")).collect())
    }

    /// Replaces `TD_..._FILE=path` by the content of the file.
    fn with_secret_files(mut self) -> Result<HashMap<String, String>, ConfigError> {
        let files: Vec<String> = self.0.keys().filter(|name| name.ends_with("_FILE")).cloned().collect();
        for variable in files {
            let path = self.0.remove(&variable).unwrap_or_default();
            let plain = variable.trim_end_matches("_FILE");
            if self.0.get(plain).is_some_and(|value| !value.is_empty()) {
                return Err(ConfigError::Twice(plain.to_owned()));
            }
            let text = std::fs::read_to_string(&path).map_err(|error| ConfigError::SecretFile {
                variable: variable.clone(),
                path,
                error,
            })?;
            self.0.insert(plain.to_owned(), text.trim_end().to_owned());
        }
        // Test services announce themselves with variables of the same prefix.
        self.0.retain(|name, _| !name.starts_with("TD_TEST_"));
        Ok(self.0)
    }
}

impl Config {
    /// Defaults, then `beneath` (the demo's own), then the file, then the variables.
    pub fn load(
        file: Option<&Path>,
        beneath: &[(&str, String)],
        env: Environment,
    ) -> Result<Config, ConfigError> {
        let defaults = config::File::from_str(DEFAULTS, config::FileFormat::Toml);
        let mut builder = config::Config::builder().add_source(defaults);
        for (key, value) in beneath {
            builder =
                builder.add_source(config::File::from_str(&toml_line(key, value), config::FileFormat::Toml));
        }
        if let Some(path) = file {
            builder = builder.add_source(config::File::from(path));
        }
        let variables = env.with_secret_files()?;
        let mut environment = config::Environment::with_prefix("TD")
            .prefix_separator("_")
            .separator("__")
            .ignore_empty(true)
            .try_parsing(true)
            .list_separator(",")
            .source(Some(variables));
        for key in LISTS {
            environment = environment.with_list_parse_key(key);
        }
        let config: Config = builder.add_source(environment).build()?.try_deserialize()?;
        let faults = config.faults();
        if faults.is_empty() { Ok(config) } else { Err(ConfigError::Values(faults)) }
    }
}

/// Whether a configuration file holds what others must not read. One that can't be read may.
pub fn holds_secret(file: &Path) -> bool {
    let read = config::Config::builder().add_source(config::File::from(file)).build();
    let Ok(read) = read else { return true };
    let is_set = |key: &&str| read.get_string(key).is_ok_and(|value| !value.is_empty());
    let has_password = |key: &&str| read.get_string(key).is_ok_and(|url| has_password(&url));
    SECRETS.iter().any(is_set) || URLS.iter().any(has_password)
}

/// `section.key = "value"` with the value quoted as TOML wants it.
fn toml_line(key: &str, value: &str) -> String {
    format!("{key} = {}", serde_json::Value::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPERATIONS: &str = include_str!("../../docs/operations.md");

    /// `section.key` as a variable.
    fn variable(key: &str) -> String {
        format!("TD_{}", key.replace('.', "__").to_uppercase())
    }

    /// Keys with a default, and those that have none.
    fn keys() -> Vec<String> {
        let mut section = "";
        let mut keys: Vec<String> = SECRETS.iter().chain(&URLS).map(|key| (*key).to_owned()).collect();
        for line in DEFAULTS.lines() {
            match (line.strip_prefix('['), line.split_once(" = ")) {
                (Some(name), _) => section = name.trim_end_matches(']'),
                (None, Some((key, _))) => keys.push(format!("{section}.{key}")),
                (None, None) => {}
            }
        }
        keys
    }

    #[test]
    fn operators_find_each_key_in_the_table_and_no_other() {
        let rows = OPERATIONS.lines().filter(|line| line.starts_with("| `TD_"));
        let named = rows.filter_map(|row| row.split('|').nth(1)).flat_map(|cell| cell.split('`'));
        let mut named: Vec<&str> = named.filter(|word| word.starts_with("TD_")).collect();
        named.sort_unstable();
        let mut known: Vec<String> = keys().iter().map(|key| variable(key)).collect();
        known.sort_unstable();
        known.dedup();
        assert_eq!(named, known);
    }
}
