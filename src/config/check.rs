//! What a value may be, beyond its type.

use super::load::ConfigError;
use super::{Config, Server};
use crate::db::Engine;

impl Config {
    /// Refuses values that would start a server that can't work or isn't safe.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let refuse = |key, allowed: &str| Err(ConfigError::Value { key, allowed: allowed.to_owned() });
        for (key, value, what) in [
            ("auth.secret", &self.auth.secret, "make one with `openssl rand -hex 32`"),
            (
                "discord.client_id",
                &self.discord.client_id,
                "the application id from Discord's developer portal",
            ),
            (
                "discord.client_secret",
                &self.discord.client_secret,
                "the OAuth2 client secret from Discord's developer portal",
            ),
        ] {
            if value.is_empty() {
                return Err(ConfigError::NotSet { key, what });
            }
        }
        if self.auth.secret.len() < 32 {
            return refuse(
                "auth.secret",
                "must have at least 32 characters; make one with `openssl rand -hex 32`",
            );
        }
        if !(2..=86_400).contains(&self.auth.access_ttl_seconds) {
            return refuse("auth.access_ttl_seconds", "must be from 2 to 86400");
        }
        if !(60..=90 * 86_400).contains(&self.auth.refresh_ttl_seconds) {
            return refuse("auth.refresh_ttl_seconds", "must be from 60 to 7776000 (90 days)");
        }
        if !self.discord.api_url.path().ends_with('/') {
            return refuse("discord.api_url", "must end with a slash");
        }
        if Engine::of(&self.database.url).is_none() {
            return refuse("database.url", Engine::ALLOWED);
        }
        for (key, value) in [
            ("limits.header_seconds", self.limits.header_seconds),
            ("limits.body_idle_seconds", self.limits.body_idle_seconds),
            ("limits.request_seconds", self.limits.request_seconds),
            ("limits.write_stall_seconds", self.limits.write_stall_seconds),
        ] {
            if !(1..=3600).contains(&value) {
                return refuse(key, "must be from 1 to 3600");
            }
        }
        if !(1..=1_000_000).contains(&self.limits.connections) {
            return refuse("limits.connections", "must be from 1 to 1000000");
        }
        if !(1..=1_000_000).contains(&self.limits.requests_at_once) {
            return refuse("limits.requests_at_once", "must be from 1 to 1000000");
        }
        if !(1024..=64 * 1024 * 1024).contains(&self.limits.json_bytes) {
            return refuse("limits.json_bytes", "must be from 1024 to 67108864");
        }
        if !(1..=1_000_000).contains(&self.import.max_rows) {
            return refuse("import.max_rows", "must be from 1 to 1000000");
        }
        if !(1..=3600).contains(&self.import.lease_seconds) {
            return refuse("import.lease_seconds", "must be from 1 to 3600");
        }
        if !(1024..=256 * 1024 * 1024).contains(&self.import.max_bytes) {
            return refuse("import.max_bytes", "must be from 1024 to 268435456");
        }
        for (key, value) in [
            ("limits.requests_per_minute", self.limits.requests_per_minute),
            ("limits.api_per_minute", self.limits.api_per_minute),
            ("limits.logins_per_minute", self.limits.logins_per_minute),
            ("limits.csp_reports_per_minute", self.limits.csp_reports_per_minute),
            ("limits.exchanges_per_minute", self.limits.exchanges_per_minute),
        ] {
            if value == 0 {
                return refuse(key, "must be at least 1");
            }
        }
        if !(1..=1000).contains(&self.limits.instances) {
            return refuse("limits.instances", "must be from 1 to 1000");
        }
        if self.cache.ttl_seconds > 300 {
            return refuse("cache.ttl_seconds", "must be from 0 (off) to 300");
        }
        if self.cache.url.as_ref().is_some_and(|url| redis::parse_redis_url(url).is_none()) {
            return refuse("cache.url", "must be redis://host:port/db of a Valkey or Redis");
        }
        if !(1..=1_000_000).contains(&self.limits.ingest_per_second) {
            return refuse("limits.ingest_per_second", "must be from 1 to 1000000");
        }
        // A sheet has 1,048,576 rows, the header among them.
        if !(1..=1_048_575).contains(&self.export.xlsx_rows) {
            return refuse("export.xlsx_rows", "must be from 1 to 1048575");
        }
        self.server.check()
    }
}

impl Server {
    fn check(&self) -> Result<(), ConfigError> {
        let loopback = match self.public_url.host() {
            Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
            Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
            Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            None => false,
        };
        let safe = self.public_url.scheme() == "https" || (self.public_url.scheme() == "http" && loopback);
        let bare = self.public_url.path() == "/" && self.public_url.query().is_none();
        if safe && bare {
            return Ok(());
        }
        Err(ConfigError::Value {
            key: "server.public_url",
            // Session cookies are `Secure`: a browser keeps them over plain http on loopback names only.
            allowed: "must be https://host (or http:// on a loopback name such as 127.0.0.1), without a path"
                .into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use crate::config::{Config, Environment};

    fn load(variables: &[(&str, &str)]) -> Result<Config, String> {
        let base = [
            ("TD_AUTH__SECRET", "0123456789abcdef0123456789abcdef"),
            ("TD_DISCORD__CLIENT_ID", "1"),
            ("TD_DISCORD__CLIENT_SECRET", "s"),
        ];
        let all = base.iter().chain(variables).map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        Config::load(None, &[], Environment(all.collect())).map_err(|error| error.to_string())
    }

    #[test]
    fn defaults_and_variables_make_a_configuration() {
        let config = load(&[("TD_SERVER__TRUSTED_PROXIES", "10.0.0.0/8,192.168.0.0/16")]).unwrap();
        assert_eq!(config.server.trusted_proxies.len(), 2);
        assert_eq!(config.auth.access_ttl_seconds, 900);
    }

    #[test]
    fn what_is_required_and_not_set_names_both_variables_that_set_it() {
        let mut set = HashMap::new();
        for (key, variable) in [
            ("auth.secret", "TD_AUTH__SECRET"),
            ("discord.client_id", "TD_DISCORD__CLIENT_ID"),
            ("discord.client_secret", "TD_DISCORD__CLIENT_SECRET"),
        ] {
            let error = Config::load(None, &[], Environment(set.clone())).unwrap_err().to_string();
            let said = format!("{key} is not set: {variable}, or {variable}_FILE names a file");
            assert!(error.starts_with(&said), "{error}");
            set.insert(variable.to_owned(), "0123456789abcdef0123456789abcdef".to_owned());
        }
        assert!(Config::load(None, &[], Environment(set)).is_ok());
    }

    #[test]
    fn a_wrong_value_names_its_key_and_what_is_allowed() {
        for (variable, value, named) in [
            ("TD_AUTH__SECRET", "short", "TD_AUTH__SECRET"),
            ("TD_AUTH__ACCESS_TTL_SECONDS", "1", "must be from 2 to 86400"),
            ("TD_AUTH__ACCESS_TTL_SECONDS", "soon", "auth.access_ttl_seconds"),
            ("TD_SERVER__LISTEN", "here", "server.listen"),
            ("TD_SERVER__PUBLIC_URL", "http://dash.example", "server.public_url"),
            ("TD_SERVER__PUBLIC_URL", "https://dash.example/sub", "server.public_url"),
            ("TD_DATABASE__URL", "mysql://x", "sqlite:// or postgres://"),
            ("TD_DATABASE__URL", "postgresfoo://x", "sqlite:// or postgres://"),
            ("TD_DATABASE__URL", "/tmp/x.db", "sqlite:// or postgres://"),
            ("TD_LIMITS__WRITE_STALL_SECONDS", "0", "must be from 1 to 3600"),
            ("TD_LIMITS__CONNECTIONS", "0", "must be from 1 to 1000000"),
            ("TD_LIMITS__REQUESTS_AT_ONCE", "0", "must be from 1 to 1000000"),
            ("TD_IMPORT__LEASE_SECONDS", "0", "must be from 1 to 3600"),
            ("TD_IMPORT__MAX_ROWS", "0", "must be from 1 to 1000000"),
            ("TD_IMPORT__MAX_BYTES", "1", "must be from 1024 to 268435456"),
            ("TD_CACHE__URL", "http://cache:6379", "cache.url"),
            ("TD_CACHE__TTL_SECONDS", "301", "from 0 (off) to 300"),
            ("TD_LIMITS__INSTANCES", "0", "must be from 1 to 1000"),
            ("TD_LOG__FORMAT", "xml", "log.format"),
            ("TD_API_KEYS__SCOPE_MODE", "off", "api_keys.scope_mode"),
            ("TD_SERVER__LISTN", "127.0.0.1:1", "listn"),
        ] {
            let error = load(&[(variable, value)]).unwrap_err();
            assert!(error.contains(named), "{variable}={value}: {error}");
        }
    }
}
