//! Instances of the real binary on one database, behind a balancer, with a pretend Discord.

use std::sync::Arc;

use balancer::Balancer;
use tracking_dashboard::db::testing::{self, TestDb};
use tracking_dashboard::demo::discord::PretendDiscord;
use tracking_dashboard::start;
use tracking_dashboard::time::SystemClock;

use crate::crash::server::fill;
use crate::support::{Actor, Bot, FIRST, Key, Program, Settings, TestApp, require};

pub struct Cluster {
    pub url: String,
    /// What every instance is started with.
    pub settings: Settings,
    pub instances: Vec<Program>,
    pub balancer: Balancer,
    pub http: reqwest::Client,
    bot: Key,
    _discord: TestApp,
    _db: Option<TestDb>,
}

impl Cluster {
    /// So many instances on a database of their own; `None` without a PostgreSQL.
    pub async fn start(count: usize) -> Option<Cluster> {
        Cluster::start_with(count, &[]).await
    }

    /// As [`Cluster::start`], with further settings.
    pub async fn start_with(count: usize, variables: &[(&str, &str)]) -> Option<Cluster> {
        let Some(db) = testing::postgres().await else {
            require("TD_TEST_POSTGRES_URL");
            return None;
        };
        db.db.close().await;
        let mut cluster = Cluster::on(&db.url.clone(), count, variables).await;
        cluster._db = Some(db);
        Some(cluster)
    }

    /// On this database, which knows nothing yet.
    pub async fn on(url: &str, count: usize, variables: &[(&str, &str)]) -> Cluster {
        start::process();
        let balancer = Balancer::start().await.expect("a free port");
        // Only its Discord is of interest here.
        let discord = TestApp::sqlite().await;
        discord.discord.log_in_to(&balancer.url());
        let mut settings = Settings::on(url).with("TD_SERVER__PUBLIC_URL", balancer.url());
        for (key, value) in PretendDiscord::settings(&discord.base) {
            settings = settings.with(&format!("TD_{}", key.replace('.', "__").to_uppercase()), value);
        }
        settings = variables.iter().fold(settings, |all, (name, value)| all.with(name, *value));
        settings.migrate().await;
        let bot = settings.bot_key().await;
        fill(url).await;
        let (url, http) = (url.to_owned(), reqwest::Client::new());
        let mut this = Cluster {
            url,
            settings,
            instances: Vec::new(),
            balancer,
            http,
            bot,
            _discord: discord,
            _db: None,
        };
        for _ in 0..count {
            this.add().await;
        }
        this
    }

    /// One more instance.
    pub async fn add(&mut self) -> &Program {
        let instance = self.settings.serve().await;
        self.balancer.add(instance.base.trim_start_matches("http://").parse().expect("an address"));
        self.instances.push(instance);
        self.instances.last().expect("it was added")
    }

    /// Where the instance of this number is; numbers go round.
    pub fn base(&self, number: usize) -> &str {
        &self.instances[number % self.instances.len()].base
    }

    /// Somebody of the pretend Discord, logged in at this instance.
    pub async fn log_in(&self, number: usize, user: &str) -> Actor {
        let actor = Actor::new(self.base(number));
        let answer = actor.log_in(user, "/guilds").await;
        assert_eq!((answer.status.as_u16(), answer.location()), (303, "/guilds"), "{}", answer.body);
        actor
    }

    /// A key of the first guild with these scopes.
    pub async fn key(&self, scopes: &[&str]) -> String {
        let guild = FIRST.to_string();
        let options = ["--guild", &guild, "--name", "program", "--scope"];
        self.settings.key(&[&options[..], scopes].concat()).await.key
    }

    /// The bot, as it calls this server.
    pub fn bot(&self, base: &str) -> Bot {
        Bot::at(self.http.clone(), base, &self.bot.key, &self.bot.secret, Arc::new(SystemClock))
    }
}
