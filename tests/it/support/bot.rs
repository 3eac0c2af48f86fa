//! The bot as an independent client: signed by another implementation of Standard Webhooks.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use reqwest::Method;
use serde_json::{Value, json};
use standardwebhooks::Webhook;
use tracking_dashboard::api_keys::{self, ForWhom, Made, NewKey, Scope};
use tracking_dashboard::audit::Actor;
use tracking_dashboard::ids::GuildId;
use tracking_dashboard::time::Clock;

use super::{Answer, TestApp, contract};

pub struct Bot {
    http: reqwest::Client,
    base: String,
    clock: Arc<dyn Clock>,
    pub key: String,
    webhook: Webhook,
}

impl TestApp {
    /// A key with these scopes; without a guild it is the bot's own.
    pub async fn key(&self, guild: Option<GuildId>, scopes: &[Scope]) -> Made {
        self.key_for(guild, scopes, None).await
    }

    /// As [`TestApp::key`], good for a day.
    pub async fn expiring_key(&self, guild: GuildId, scopes: &[Scope]) -> Made {
        self.key_for(Some(guild), scopes, Some(1)).await
    }

    async fn key_for(&self, guild: Option<GuildId>, scopes: &[Scope], expires_in_days: Option<i64>) -> Made {
        let whom = guild.map_or(ForWhom::Bot, |guild_id| ForWhom::Guild { guild_id, created_by: None });
        let mut tx = self.app.db.begin().await.unwrap();
        let new = NewKey { whom, name: "test", scopes, expires_in_days };
        let actor = Actor::system("test", "Test");
        let made = api_keys::create(&mut tx, &self.app.secrets, new, actor, None, self.clock.now()).await;
        tx.commit().await.unwrap();
        made.unwrap()
    }

    /// As [`TestApp::bot`], with a key of one guild.
    pub async fn guild_bot(&self, guild: GuildId) -> Bot {
        Bot::with(self, self.key(Some(guild), &[Scope::IngestWrite]).await)
    }
}

impl Bot {
    pub async fn new(app: &TestApp) -> Bot {
        Bot::with(app, app.key(None, &[Scope::IngestWrite]).await)
    }

    pub fn with(app: &TestApp, made: Made) -> Bot {
        let secret = made.signing_secret.expect("a signing secret");
        Bot::at(app.http.clone(), &app.base, &made.key, &secret, app.clock.clone())
    }

    pub fn at(http: reqwest::Client, base: &str, key: &str, secret: &str, clock: Arc<dyn Clock>) -> Bot {
        let webhook = Webhook::new(secret).expect("a secret");
        Bot { http, base: base.to_owned(), clock, key: key.to_owned(), webhook }
    }

    /// A signed call with an id of its own; `path` follows `/api/v1/ingest/`.
    pub fn call(&self, method: &str, path: &str, body: &Value) -> Call<'_> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let id = format!("msg_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let method = method.parse().expect("a method");
        let timestamp = self.clock.now().0 / 1_000;
        let url = format!("{}/api/v1/ingest/{path}", self.base);
        Call { bot: self, method, url, id, timestamp, body: body.to_string(), headers: Vec::new() }.signed()
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.call("POST", path, body).send().await
    }
}

/// A call before it is sent; what is changed after signing no longer fits the signature.
#[derive(Clone)]
pub struct Call<'b> {
    bot: &'b Bot,
    method: Method,
    pub url: String,
    pub id: String,
    pub timestamp: i64,
    pub body: String,
    pub headers: Vec<(&'static str, String)>,
}

impl Call<'_> {
    /// Signs it (again) as it is now.
    pub fn signed(mut self) -> Self {
        let signature = self.bot.webhook.sign(&self.id, self.timestamp, self.body.as_bytes());
        self.headers = vec![
            ("webhook-id", self.id.clone()),
            ("webhook-timestamp", self.timestamp.to_string()),
            ("webhook-signature", signature.expect("a signature")),
        ];
        self
    }

    pub fn header(&mut self, name: &str) -> &mut String {
        &mut self.headers.iter_mut().find(|(found, _)| *found == name).expect("a header").1
    }

    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(found, _)| *found != name);
        self
    }

    /// The same call by another client, to its server.
    pub fn through<'c>(&self, bot: &'c Bot) -> Call<'c> {
        let url = self.url.replace(&self.bot.base, &bot.base);
        let (method, body, headers) = (self.method.clone(), self.body.clone(), self.headers.clone());
        Call { bot, method, url, id: self.id.clone(), timestamp: self.timestamp, body, headers }
    }

    pub async fn send(&self) -> Answer {
        self.try_send().await.expect("an answer")
    }

    /// As [`Call::send`], for a server that may be gone.
    pub async fn try_send(&self) -> reqwest::Result<Answer> {
        let mut request = self.bot.http.request(self.method.clone(), &self.url).bearer_auth(&self.bot.key);
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let request = request.header("content-type", "application/json").body(self.body.clone());
        let (http, request) = request.build_split();
        let request = request?;
        let asked = contract::Asked::of(&request);
        let answer = Answer::try_read(http.execute(request).await?).await?;
        contract::hold(&asked, &answer);
        Ok(answer)
    }
}

pub fn heartbeat(guilds: &[GuildId]) -> Value {
    json!({"version": "9.9.9", "shard_count": 1, "latency_ms": 42, "memory_mb": 128,
           "uptime_seconds": 3600, "guild_ids": guilds})
}

/// A TikTok post two hours before the clock's start.
pub fn post(id: &str, username: &str) -> Value {
    json!({"external_id": id, "platform": "tiktok", "username": username,
           "url": format!("https://www.tiktok.com/@{username}/video/{id}"), "posted_at": "2026-11-16T10:00:00Z"})
}

pub fn snapshot(id: &str, at: &str, views: i64) -> Value {
    json!({"platform": "tiktok", "external_id": id, "collected_at": at,
           "views": views, "likes": 2, "comments": 1, "shares": 0})
}
