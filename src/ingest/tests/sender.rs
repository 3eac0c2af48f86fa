//! A bot for tests: it signs and sends to the routes of this feature alone.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use axum::{Extension, Router};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

use super::super::signature::sign;
use super::store;
use crate::app::App;
use crate::auth::{Caller, KeyCaller};
use crate::config::{Config, Environment};
use crate::db::testing::{TestDb, both_engines};
use crate::http::error::Problem;
use crate::ids::{ApiKeyId, GuildId};
use crate::time::{ManualClock, Ms};
use crate::tracking::accounts::NewAccount;
use crate::tracking::groups::NewGroup;
use crate::tracking::{Label, Platform, Username, accounts, brands, groups};

pub const SECRET: &[u8] = b"a signing secret of the bot";
pub const GUILD: &str = "123456789012345678";
pub const NOW: &str = "2026-11-15T12:00:00Z";

pub struct Site {
    pub app: App,
    pub clock: Arc<ManualClock>,
    _database: TestDb,
}

/// An answer, dressed or not.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub replayed: bool,
    pub json: Value,
    pub problem: Option<Problem>,
}

impl Reply {
    pub fn pointers(&self) -> Vec<&str> {
        let errors = self.problem.iter().flat_map(|problem| &problem.errors);
        errors.map(|error| error.pointer.as_str()).collect()
    }

    pub fn code(&self) -> &'static str {
        self.problem.as_ref().map_or("", |problem| problem.code.as_str())
    }
}

/// One empty site per engine.
pub async fn sites() -> Vec<Site> {
    let variables = [
        ("TD_AUTH__SECRET", "0123456789abcdef0123456789abcdef"),
        ("TD_DISCORD__CLIENT_ID", "1"),
        ("TD_DISCORD__CLIENT_SECRET", "s"),
    ];
    let variables: HashMap<_, _> = variables.map(|(n, v)| (n.to_owned(), v.to_owned())).into();
    let mut sites = Vec::new();
    for database in both_engines().await {
        let config = Config::load(None, &[], Environment(variables.clone())).unwrap();
        let clock = Arc::new(ManualClock::at(Ms::parse(NOW).unwrap()));
        let app = App::new(config, database.db.clone(), clock.clone());
        sites.push(Site { app, clock, _database: database });
    }
    sites
}

pub fn guild(text: &str) -> GuildId {
    text.parse().unwrap()
}

/// A key of one guild, or the bot's own.
pub fn key(guild: Option<&str>, scopes: &[&str]) -> Caller {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    Caller::Key(KeyCaller {
        key_id: ApiKeyId::new(Ms(1 + NUMBER.fetch_add(1, Ordering::Relaxed).cast_signed())),
        name: "key".into(),
        guild_id: guild.map(self::guild),
        scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        created_by: None,
        signing_secrets: vec![SECRET.to_vec()],
        expires_at: None,
    })
}

pub fn bot() -> Caller {
    key(None, &["ingest:write"])
}

impl Site {
    /// A signed call with an id of its own.
    pub async fn send(&self, caller: &Caller, method: Method, path: &str, body: &Value) -> Reply {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let id = format!("msg_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        self.send_as(caller, method, path, &id, body).await
    }

    pub async fn post(&self, caller: &Caller, path: &str, body: &Value) -> Reply {
        self.send(caller, Method::POST, &format!("/api/v1/ingest/guilds/{GUILD}/{path}"), body).await
    }

    pub async fn send_as(
        &self,
        caller: &Caller,
        method: Method,
        path: &str,
        id: &str,
        body: &Value,
    ) -> Reply {
        let body = body.to_string();
        let timestamp = (self.app.clock.now().0 / 1_000).to_string();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", &timestamp)
            .header("webhook-signature", sign(id, &timestamp, body.as_bytes(), SECRET))
            .body(Body::from(body))
            .unwrap();
        self.raw(caller, request).await
    }

    pub async fn raw(&self, caller: &Caller, request: Request<Body>) -> Reply {
        let router: Router<App> = super::super::routes().into_parts().0;
        let router = router.layer(Extension(caller.clone())).with_state(self.app.clone());
        let response = router.oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Reply {
            status: parts.status,
            replayed: parts.headers.get("idempotent-replayed").is_some_and(|value| value == "true"),
            json: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
            problem: parts.extensions.get::<Problem>().cloned(),
        }
    }

    /// The guild with a brand, a group and the TikTok accounts of these names.
    pub async fn track(&self, names: &[&str]) {
        let now = self.app.clock.now();
        let guild = guild(GUILD);
        let mut tx = self.app.db.begin().await.unwrap();
        store::guild(&mut tx, guild).await;
        let label = Label::parse("One").unwrap();
        let brand = brands::insert(&mut tx, guild, &label, now).await.unwrap();
        let group = NewGroup { guild, brand, label: &label, channel: None };
        let group = groups::insert(&mut tx, &group, now).await.unwrap();
        for name in names {
            let username = Username::parse(name).unwrap();
            let platform = Platform::TikTok;
            let new = NewAccount { group, platform, username: &username, display_name: None };
            accounts::insert(&mut tx, guild, &new, now).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
}
