//! What a value may be, beyond its type.

use std::fmt::Display;

use url::{Host, Url};

use super::{Config, Limits};
use crate::db::Engine;

/// What is wrong with one value.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("{key} is not set: {0}, or {0}_FILE names a file: {what}", variable(.key))]
    NotSet { key: &'static str, what: &'static str },
    #[error("{key} (variable {}): {allowed}", variable(.key))]
    Value { key: &'static str, allowed: String },
}

fn variable(key: &str) -> String {
    format!("TD_{}", key.replace('.', "__").to_uppercase())
}

#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    fn required(&mut self, key: &'static str, value: &str, what: &'static str) {
        if value.is_empty() {
            self.0.push(Fault::NotSet { key, what });
        }
    }

    fn must(&mut self, key: &'static str, holds: bool, allowed: &str) {
        if !holds {
            self.0.push(Fault::Value { key, allowed: allowed.to_owned() });
        }
    }

    fn between<T: PartialOrd + Display>(&mut self, key: &'static str, value: T, least: T, most: T) {
        let holds = (&least..=&most).contains(&&value);
        self.must(key, holds, &format!("must be from {least} to {most}"));
    }
}

impl Config {
    /// Every value that would start a server that can't work or isn't safe.
    pub(super) fn faults(&self) -> Vec<Fault> {
        let mut faults = Faults::default();
        self.identity(&mut faults);
        self.services(&mut faults);
        self.limits.check(&mut faults);
        faults.between("import.max_rows", self.import.max_rows, 1, 1_000_000);
        faults.between("import.max_bytes", self.import.max_bytes, 1024, 256 * 1024 * 1024);
        faults.between("import.lease_seconds", self.import.lease_seconds, 1, 3600);
        // A sheet has 1,048,576 rows, the header among them.
        faults.between("export.xlsx_rows", self.export.xlsx_rows, 1, 1_048_575);
        faults.0
    }

    fn identity(&self, faults: &mut Faults) {
        let Config { auth, discord, .. } = self;
        faults.required("auth.secret", &auth.secret, "make one with `openssl rand -hex 32`");
        let long = auth.secret.is_empty() || auth.secret.len() >= 32;
        let allowed = "must have at least 32 characters; make one with `openssl rand -hex 32`";
        faults.must("auth.secret", long, allowed);
        let what = "the application id from Discord's developer portal";
        faults.required("discord.client_id", &discord.client_id, what);
        let what = "the OAuth2 client secret from Discord's developer portal";
        faults.required("discord.client_secret", &discord.client_secret, what);
        faults.between("auth.access_ttl_seconds", auth.access_ttl_seconds, 2, 86_400);
        faults.between("auth.refresh_ttl_seconds", auth.refresh_ttl_seconds, 60, 90 * 86_400);
    }

    fn services(&self, faults: &mut Faults) {
        // Session cookies are `Secure`: a browser keeps them over plain http on loopback names only.
        let allowed =
            "must be https://host (or http:// on a loopback name such as 127.0.0.1), without a path";
        faults.must("server.public_url", is_site(&self.server.public_url), allowed);
        faults.must("database.url", Engine::of(&self.database.url).is_some(), Engine::ALLOWED);
        let slash = self.discord.api_url.path().ends_with('/');
        faults.must("discord.api_url", slash, "must end with a slash");
        let valkey = self.cache.url.as_ref().is_none_or(|url| redis::parse_redis_url(url).is_some());
        faults.must("cache.url", valkey, "must be redis://host:port/db of a Valkey or Redis");
        faults.must("cache.ttl_seconds", self.cache.ttl_seconds <= 300, "must be from 0 (off) to 300");
    }
}

impl Limits {
    fn check(&self, faults: &mut Faults) {
        for (key, value) in [
            ("limits.header_seconds", self.header_seconds),
            ("limits.body_idle_seconds", self.body_idle_seconds),
            ("limits.request_seconds", self.request_seconds),
            ("limits.write_stall_seconds", self.write_stall_seconds),
        ] {
            faults.between(key, value, 1, 3600);
        }
        for (key, value) in [
            ("limits.requests_per_minute", self.requests_per_minute),
            ("limits.api_per_minute", self.api_per_minute),
            ("limits.logins_per_minute", self.logins_per_minute),
            ("limits.csp_reports_per_minute", self.csp_reports_per_minute),
            ("limits.exchanges_per_minute", self.exchanges_per_minute),
        ] {
            faults.must(key, value > 0, "must be at least 1");
        }
        faults.between("limits.connections", self.connections, 1, 1_000_000);
        faults.between("limits.requests_at_once", self.requests_at_once, 1, 1_000_000);
        faults.between("limits.json_bytes", self.json_bytes, 1024, 64 * 1024 * 1024);
        faults.between("limits.ingest_per_second", self.ingest_per_second, 1, 1_000_000);
        faults.between("limits.instances", self.instances, 1, 1000);
    }
}

/// A site of its own that browsers keep our cookies for.
fn is_site(url: &Url) -> bool {
    let loopback = match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    };
    let safe = url.scheme() == "https" || (url.scheme() == "http" && loopback);
    safe && url.path() == "/" && url.query().is_none()
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
            assert!(error.contains(&said), "{error}");
            set.insert(variable.to_owned(), "0123456789abcdef0123456789abcdef".to_owned());
        }
        assert!(Config::load(None, &[], Environment(set)).is_ok());
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let error = load(&[("TD_LIMITS__INSTANCES", "0"), ("TD_CACHE__TTL_SECONDS", "301")]).unwrap_err();
        assert_eq!(error.lines().count(), 3, "{error}");
        assert!(error.starts_with("2 values of the configuration are wrong:\n"), "{error}");
        let one = load(&[("TD_LIMITS__INSTANCES", "0")]).unwrap_err();
        assert_eq!(one, "limits.instances (variable TD_LIMITS__INSTANCES): must be from 1 to 1000");
    }

    #[test]
    fn a_secret_comes_from_one_place() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let path = file.path().to_str().unwrap();
        std::fs::write(file.path(), "from the file\n").unwrap();
        let config = load(&[("TD_METRICS__TOKEN_FILE", path)]).unwrap();
        assert_eq!(config.metrics.token.as_deref(), Some("from the file"));
        assert!(load(&[("TD_METRICS__TOKEN_FILE", path), ("TD_METRICS__TOKEN", "")]).is_ok());
        let both = load(&[("TD_METRICS__TOKEN_FILE", path), ("TD_METRICS__TOKEN", "plain")]).unwrap_err();
        assert_eq!(both, "TD_METRICS__TOKEN and TD_METRICS__TOKEN_FILE are both set: keep one");
    }

    #[test]
    fn a_value_that_is_none_is_not_repeated() {
        for (variable, value) in [
            ("TD_DISCORD__API_URL", "http://u:hunter2@127.0.0.1:99999/"),
            ("TD_SERVER__PUBLIC_URL", "https://hunter2:x y"),
            ("TD_AUTH", "hunter2"),
            ("TD_METRICS", "say \"hunter2\""),
        ] {
            let error = load(&[(variable, value)]).unwrap_err();
            assert!(error.contains("a value") && !error.contains("hunter2"), "{variable}: {error}");
        }
        let file = tempfile::NamedTempFile::with_suffix(".toml").unwrap();
        for text in [
            "[discord]\nclient_secret = hunter2",
            "[discord]\nclient_secret = \"hunter2",
            "auth = \"hunter2\"",
        ] {
            std::fs::write(file.path(), text).unwrap();
            let error =
                Config::load(Some(file.path()), &[], Environment(HashMap::new())).unwrap_err().to_string();
            assert!(!error.contains("hunter2"), "{error}");
            assert!(error.contains("line 2") || error.contains("auth"), "{error}");
        }
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
