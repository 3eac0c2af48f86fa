//! Configuration: a TOML file and `TD_SECTION__KEY` variables; a wrong value stops the start and
//! names its key and what is allowed.

mod check;
mod load;

use std::net::SocketAddr;

use ipnet::IpNet;
use serde::Deserialize;

pub use load::{ConfigError, Environment, holds_secret};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub server: Server,
    pub database: Database,
    pub auth: Auth,
    pub api_keys: ApiKeys,
    pub discord: Discord,
    pub cache: Cache,
    pub metrics: Metrics,
    pub limits: Limits,
    pub import: Import,
    pub export: Export,
    pub log: Log,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address to listen on; port 0 picks a free one.
    pub listen: SocketAddr,
    /// What browsers see: https, or http on a loopback name.
    pub public_url: url::Url,
    /// Networks whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    pub shutdown_grace_seconds: u64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite://path` or `postgres://...`.
    pub url: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// At least 32 characters; everything that is signed or sealed depends on it.
    pub secret: String,
    /// The secret before, while it is being replaced.
    pub previous_secret: Option<String>,
    pub access_ttl_seconds: i64,
    /// Idle time after which a session ends.
    pub refresh_ttl_seconds: i64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApiKeys {
    /// `enforce`, or `report` to let a key do what its scopes lack, and log it.
    pub scope_mode: ScopeMode,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ScopeMode {
    Enforce,
    Report,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Discord {
    pub client_id: String,
    pub client_secret: String,
    pub bot_token: Option<String>,
    pub api_url: url::Url,
    pub authorize_url: url::Url,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cache {
    /// `redis://host:6379/0`: the Valkey that instances share. Without it each has its own memory.
    pub url: Option<String>,
    /// How long what was drawn is kept; 0: not at all.
    pub ttl_seconds: u32,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metrics {
    /// Bearer token for `/metrics`; without one the page does not exist.
    pub token: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Time for a request's head to arrive, and for an idle connection to send the next.
    pub header_seconds: u64,
    /// Time a body may pause; after it, 1 KiB/s is the least.
    pub body_idle_seconds: u64,
    /// Time for a whole request.
    pub request_seconds: u64,
    /// Time an answer may wait for the client to accept a byte of it.
    pub write_stall_seconds: u64,
    /// Connections at a time; more wait to be accepted.
    pub connections: usize,
    /// Requests that are worked on at a time; a burst waits for a moment, what is beyond it is refused.
    pub requests_at_once: usize,
    /// Largest JSON body.
    pub json_bytes: usize,
    /// Requests of one session, one API key, or one address without either.
    pub requests_per_minute: u32,
    /// Of those, calls of the JSON API by one session or key.
    pub api_per_minute: u32,
    /// Callbacks of one key.
    pub ingest_per_second: u32,
    /// Logins finished from one address.
    pub logins_per_minute: u32,
    /// Reports about the content policy from one address.
    pub csp_reports_per_minute: u32,
    /// Logins finished from all addresses together.
    pub exchanges_per_minute: u32,
    /// Instances that share the work: each allows its part of a limit while they cannot count together.
    pub instances: u32,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Import {
    /// Rows of one file, the header aside.
    pub max_rows: usize,
    /// Its size.
    pub max_bytes: usize,
    /// A run takes a few seconds. Another instance waits this long for one that is silent.
    pub lease_seconds: i64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Export {
    /// Accounts that an XLSX file takes.
    pub xlsx_rows: i64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// `text` or `json`.
    pub format: LogFormat,
    /// A filter such as `info` or `tracking_dashboard=debug,info`.
    pub level: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Text,
    Json,
}

impl Server {
    /// Scheme, host and port, as browsers write it in `Origin`.
    pub fn origin(&self) -> String {
        self.public_url.origin().ascii_serialization()
    }

    pub fn is_https(&self) -> bool {
        self.public_url.scheme() == "https"
    }

    /// An absolute address on this site; `path` starts with `/`.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin())
    }
}
