//! The server under test: it listens on a port of its own, with a clock that tests move and a
//! pretend Discord.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::Arc;

use reqwest::redirect::Policy;
use serde_json::json;
use tokio::net::TcpListener;
use tracking_dashboard::app::App;
use tracking_dashboard::config::{Config, Environment};
use tracking_dashboard::db::Db;
use tracking_dashboard::db::testing::{self, TestDb};
use tracking_dashboard::demo::discord::PretendDiscord;
use tracking_dashboard::demo::people;
use tracking_dashboard::http::Routes;
use tracking_dashboard::ids::GuildId;
use tracking_dashboard::start;
use tracking_dashboard::time::{ManualClock, Ms};

use super::{Bot, require};

pub const FIRST: GuildId = people::FIRST;
pub const SECOND: GuildId = people::SECOND;
/// Served by the bot; none of the four people is in it.
pub const FOREIGN: GuildId = GuildId::new(1_180_000_000_000_000_077);

/// A Monday.
const NOW: &str = "2026-11-16T12:00:00Z";

/// What a test wants otherwise than usual.
#[derive(Default)]
pub struct Options {
    /// `TD_SECTION__KEY` and its value.
    pub variables: Vec<(&'static str, &'static str)>,
    /// Routes that only this test has.
    pub more: Routes,
}

pub struct TestApp {
    pub app: App,
    pub clock: Arc<ManualClock>,
    pub discord: PretendDiscord,
    /// `http://127.0.0.1:PORT`.
    pub base: String,
    pub http: reqwest::Client,
    pub db_url: String,
    _db: Option<TestDb>,
}

/// One app per engine: SQLite, and PostgreSQL when `TD_TEST_POSTGRES_URL` names a server.
pub async fn apps() -> Vec<TestApp> {
    apps_with(Options::default).await
}

pub async fn apps_with(options: impl Fn() -> Options) -> Vec<TestApp> {
    let mut all = vec![TestApp::sqlite_with(options()).await];
    match testing::postgres().await {
        Some(db) => all.push(TestApp::on(db, options()).await),
        None => require("TD_TEST_POSTGRES_URL"),
    }
    all
}

impl TestApp {
    pub async fn sqlite() -> TestApp {
        TestApp::sqlite_with(Options::default()).await
    }

    pub async fn sqlite_with(options: Options) -> TestApp {
        TestApp::on(testing::sqlite().await, options).await
    }

    pub async fn on(db: TestDb, options: Options) -> TestApp {
        let clock = Arc::new(ManualClock::at(Ms::parse(NOW).expect("a time")));
        let discord = PretendDiscord::new(people::four());
        let mut this = TestApp::start(db.db.clone(), db.url.clone(), clock, discord, None, options).await;
        this._db = Some(db);
        this.announce_guilds().await;
        this
    }

    /// Another instance on the same database, with the same clock and the same Discord.
    pub async fn instance(&self) -> TestApp {
        self.instance_with(Options::default()).await
    }

    pub async fn instance_with(&self, options: Options) -> TestApp {
        // One process serves one file of SQLite: there the two share its handle.
        let db = match self.app.db.is_sqlite() {
            true => self.app.db.clone(),
            false => Db::open(&self.db_url).await.expect("a database"),
        };
        let (url, clock, discord) = (self.db_url.clone(), self.clock.clone(), self.discord.clone());
        TestApp::start(db, url, clock, discord, Some(&self.base), options).await
    }

    async fn start(
        db: Db,
        db_url: String,
        clock: Arc<ManualClock>,
        discord: PretendDiscord,
        discord_at: Option<&str>,
        options: Options,
    ) -> TestApp {
        start::process();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let mut beneath = PretendDiscord::settings(discord_at.unwrap_or(&base));
        beneath.extend([
            ("server.public_url", base.clone()),
            ("server.shutdown_grace_seconds", "2".into()),
            ("database.url", db_url.clone()),
            ("auth.secret", "0123456789abcdef0123456789abcdef".into()),
            // One machine asks more than a person does; tests of limits set their own.
            ("limits.requests_per_minute", "1000000".into()),
            ("limits.api_per_minute", "1000000".into()),
            ("limits.requests_at_once", "1000".into()),
            ("limits.ingest_per_second", "1000000".into()),
            ("limits.logins_per_minute", "1000000".into()),
            ("limits.csp_reports_per_minute", "1000000".into()),
        ]);
        let variables = options.variables.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        let config = Config::load(None, &beneath, Environment(variables.collect::<HashMap<_, _>>()));
        let app = App::new(config.expect("a configuration"), db, clock.clone());
        let more = discord.routes().merge(options.more);
        tokio::spawn(start::serve_with_work(app.clone(), listener, more));
        let http = reqwest::Client::builder().redirect(Policy::none()).build().expect("a client");
        TestApp { app, clock, discord, base, http, db_url, _db: None }
    }

    /// Guilds come from the bot, here as in life.
    async fn announce_guilds(&self) {
        let bot = self.bot().await;
        for (guild, name) in
            [(FIRST, people::FIRST_NAME), (SECOND, people::SECOND_NAME), (FOREIGN, "Someone else's")]
        {
            let body = json!({"name": name, "icon_url": null, "channels": []});
            bot.call("PUT", &format!("guilds/{guild}"), &body).send().await.ok();
        }
    }

    /// A bot with a key of its own.
    pub async fn bot(&self) -> Bot {
        Bot::new(self).await
    }
}

impl Deref for TestApp {
    type Target = App;
    fn deref(&self) -> &App {
        &self.app
    }
}

/// Stops the server.
impl Drop for TestApp {
    fn drop(&mut self) {
        self.app.stopping.cancel();
        self.app.streams_end.cancel();
    }
}
