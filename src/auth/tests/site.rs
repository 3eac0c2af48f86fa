//! The server under test, browsers with cookies, and routes that show a right.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;
use url::Url;

use super::discord::PretendDiscord;
use super::store;
use crate::api_keys::grants::{SessionOnly, TrackingRead, TrackingWrite};
use crate::app::App;
use crate::config::{Config, Environment};
use crate::db::testing::{TestDb, both_engines};
use crate::db::{Db, Row};
use crate::guilds::{Admin, GuildScope, Viewer};
use crate::http::{Access, Error, Routes, cookies, render};
use crate::ids::GuildId;
use crate::time::{ManualClock, Ms};

/// Guilds: the bot serves the first two.
pub const HERE: &str = "90000000000000001";
pub const THERE: &str = "90000000000000002";
pub const WITHOUT_BOT: &str = "90000000000000003";

pub struct Site {
    pub app: App,
    /// A second instance on the same database.
    pub other: App,
    pub clock: Arc<ManualClock>,
    pub discord: PretendDiscord,
    _db: TestDb,
}

/// A site on each engine, with a person who administers one guild and may manage the other.
pub async fn sites() -> Vec<Site> {
    let mut sites = Vec::new();
    for db in both_engines().await {
        sites.push(Site::new(db).await);
    }
    sites
}

impl Site {
    async fn new(db: TestDb) -> Site {
        let discord = PretendDiscord::start().await;
        discord.set(|moods| {
            moods.guilds = json!([
                { "id": HERE, "permissions": "8" },
                { "id": THERE, "permissions": "32" },
                { "id": WITHOUT_BOT, "owner": true, "permissions": "0" },
            ]);
        });
        let api = discord.url.join("api/").unwrap().to_string();
        let variables = [
            ("TD_AUTH__SECRET", "0123456789abcdef0123456789abcdef"),
            ("TD_DISCORD__CLIENT_ID", "1"),
            ("TD_DISCORD__CLIENT_SECRET", "s"),
            ("TD_DISCORD__API_URL", &api),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let config = Config::load(None, &[], Environment(variables.into())).unwrap();
        let clock = Arc::new(ManualClock::at(Ms(1_700_000_000_000)));
        let app = App::new(config.clone(), db.db.clone(), clock.clone());
        let other = App::new(config, db.db.clone(), clock.clone());
        for (id, name) in [(HERE, "Here"), (THERE, "There")] {
            let id: GuildId = id.parse().unwrap();
            db.db.w(store::ADD_GUILD).bind(id).bind(name).exec().await.unwrap();
        }
        Site { app, other, clock, discord, _db: db }
    }

    pub fn db(&self) -> &Db {
        &self.app.db
    }

    pub async fn one<T: Row>(&self, sql: &'static str) -> T {
        self.db().q(sql).one().await.unwrap()
    }

    pub async fn count(&self, sql: &'static str) -> i64 {
        self.db().q(sql).scalar().await.unwrap()
    }

    /// Waits for what requests left running beside them.
    pub async fn settle(&self) {
        while !self.app.requests.is_empty() {
            tokio::task::yield_now().await;
        }
    }

    /// A browser that went through the whole login.
    pub async fn logged_in(&self) -> Browser {
        let mut browser = Browser::default();
        let answer = browser.log_in(self, "/guilds").await;
        assert_eq!(answer.location(), "/guilds");
        browser
    }
}

pub fn router(app: &App) -> Router {
    let path = "/api/v1/guilds/{guild_id}/probe";
    app.router_with(
        Routes::new()
            .get(path, Access::Viewer, probe::<Viewer, TrackingRead>)
            .put(path, Access::Viewer, probe::<Viewer, SessionOnly>)
            .post(path, Access::Admin, probe::<Admin, TrackingWrite>),
    )
}

async fn probe<R: crate::guilds::RoleMarker, G: crate::api_keys::Grant>(
    guild: GuildScope<R, G>,
) -> Result<axum::response::Response, Error> {
    let actor = guild.actor();
    render::json(&json!({
        "guild": guild.guild_id(), "name": guild.guild_name(), "role": guild.role(),
        "actor": [actor.kind, actor.name],
    }))
}

#[derive(Clone, Default)]
pub struct Browser {
    pub jar: BTreeMap<String, String>,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// Cookies that the answer sets: name and value; removed ones are empty.
    pub fn cookies(&self) -> BTreeMap<String, String> {
        let set = self.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap());
        let pairs = set.map(|text| text.split(';').next().unwrap().split_once('=').unwrap());
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }
}

impl Browser {
    pub fn without(mut self, name: &str) -> Browser {
        self.jar.remove(name);
        self
    }

    fn request(&self, method: Method, path: &str) -> Request<Body> {
        let mut request = Request::builder().method(&method).uri(path);
        if !self.jar.is_empty() {
            let pairs: Vec<_> = self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(header::COOKIE, pairs.join("; "));
        }
        if method != Method::GET
            && let Some(token) = self.jar.get(cookies::CSRF)
        {
            request = request.header("x-csrf-token", token);
        }
        request.body(Body::empty()).unwrap()
    }

    /// Sends and keeps the cookies that come back.
    pub async fn send(&mut self, app: &App, method: Method, path: &str) -> Answer {
        let answer = send(app, self.request(method, path)).await;
        for (name, value) in answer.cookies() {
            match value.as_str() {
                "" => self.jar.remove(&name),
                _ => self.jar.insert(name, value),
            };
        }
        answer
    }

    pub async fn get(&mut self, app: &App, path: &str) -> Answer {
        self.send(app, Method::GET, path).await
    }

    pub async fn post(&mut self, app: &App, path: &str) -> Answer {
        self.send(app, Method::POST, path).await
    }

    /// Starts a login: the address at Discord.
    pub async fn start(&mut self, site: &Site, return_to: &str) -> Url {
        let query = url::form_urlencoded::byte_serialize(return_to.as_bytes()).collect::<String>();
        let answer = self.get(&site.app, &format!("/auth/login?return_to={query}")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        answer.location().parse().unwrap()
    }

    pub async fn come_back(&mut self, app: &App, code: &str, state: &str) -> Answer {
        self.get(app, &format!("/auth/callback?code={code}&state={state}")).await
    }

    pub async fn log_in(&mut self, site: &Site, return_to: &str) -> Answer {
        let authorize = self.start(site, return_to).await;
        let (code, state) = site.discord.approve(&authorize);
        let answer = self.come_back(&site.app, &code, &state).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        answer
    }
}

/// Sends a request as a program with a key does, cookies of a browser included if there are any.
pub async fn with_key(app: &App, key: &str, method: Method, path: &str, browser: &Browser) -> Answer {
    let mut request = browser.request(method, path);
    request.headers_mut().insert(header::AUTHORIZATION, format!("Bearer {key}").parse().unwrap());
    send(app, request).await
}

pub async fn send(app: &App, request: Request<Body>) -> Answer {
    let response = router(app).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let body = String::from_utf8(body.to_vec()).unwrap();
    Answer { status: parts.status, headers: parts.headers, body }
}
