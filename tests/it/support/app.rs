//! The running program: really listening, with a pretend Discord and a clock that tests move.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::net::TcpListener;
use tracking_dashboard::api_keys::{self, ForWhom, NewKey, Scope};
use tracking_dashboard::app::App;
use tracking_dashboard::audit;
use tracking_dashboard::config::{Config, Environment};
use tracking_dashboard::db::testing::{self, TestDb};
use tracking_dashboard::demo::discord::PretendDiscord;
use tracking_dashboard::demo::people::{self, FIRST, FIRST_NAME, SECOND, SECOND_NAME};
use tracking_dashboard::ids::GuildId;
use tracking_dashboard::start;
use tracking_dashboard::time::{Clock, ManualClock, Ms, SECOND as SECONDS};

use super::{Actor, Bot, fixtures, probe, services};

/// A Monday noon.
pub const NOW: &str = "2026-11-16T12:00:00Z";
/// A valid id that no guild has.
pub const MISSING: GuildId = GuildId::new(1_180_000_000_000_000_404);

pub struct TestApp {
    pub app: App,
    pub clock: Arc<ManualClock>,
    pub discord: PretendDiscord,
    pub base: String,
    _database: TestDb,
}

impl TestApp {
    pub async fn sqlite() -> TestApp {
        TestApp::on(testing::sqlite().await).await
    }

    /// `None` where there is no PostgreSQL; see [`services::find`].
    pub async fn postgres() -> Option<TestApp> {
        services::find("TD_TEST_POSTGRES_URL")?;
        Some(TestApp::on(testing::postgres().await?).await)
    }

    async fn on(database: TestDb) -> TestApp {
        start::process();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let mut settings = PretendDiscord::settings(&base);
        settings.extend([
            ("server.public_url", base.clone()),
            ("database.url", database.url.clone()),
            ("auth.secret", "a secret that only these tests have".to_owned()),
        ]);
        let config = Config::load(None, &settings, Environment(HashMap::new())).expect("a configuration");
        let clock = Arc::new(ManualClock::at(Ms::parse(NOW).expect("a time")));
        let app = App::new(config, database.db.clone(), clock.clone());
        let discord = PretendDiscord::new(people::four());
        let more = discord.routes().merge(probe::routes());
        tokio::spawn(start::serve_with_work(app.clone(), listener, more));
        let test = TestApp { app, clock, discord, base, _database: database };
        fixtures::add_guild(&test.app, FIRST, FIRST_NAME).await;
        fixtures::add_guild(&test.app, SECOND, SECOND_NAME).await;
        test
    }

    pub fn anonymous(&self) -> Actor {
        Actor::new(&self.base)
    }

    /// Administers both guilds.
    pub async fn admin(&self) -> Actor {
        self.logged_in("admin").await
    }

    /// May see the first guild.
    pub async fn viewer(&self) -> Actor {
        self.logged_in("viewer").await
    }

    /// In none of the guilds.
    pub async fn outsider(&self) -> Actor {
        self.logged_in("outsider").await
    }

    /// Went through the login without a verified email.
    pub async fn unverified(&self) -> Actor {
        let actor = self.anonymous();
        let answer = actor.log_in("unverified", None).await.expect(303);
        assert!(answer.location().starts_with("/auth/unverified-email"), "{}", answer.location());
        actor
    }

    async fn logged_in(&self, user: &str) -> Actor {
        let actor = self.anonymous();
        let answer = actor.log_in(user, None).await.expect(303);
        assert_eq!(answer.location(), "/");
        actor
    }

    /// With the bot's own key.
    pub async fn bot(&self) -> Bot {
        self.with_key(ForWhom::Bot).await
    }

    /// With a key of one guild.
    pub async fn guild_bot(&self, guild_id: GuildId) -> Bot {
        self.with_key(ForWhom::Guild { guild_id, created_by: None }).await
    }

    async fn with_key(&self, whom: ForWhom) -> Bot {
        let mut tx = self.app.db.begin().await.expect("a transaction");
        let new = NewKey { whom, name: "Test", scopes: &[Scope::IngestWrite], expires_in_days: None };
        let actor = audit::Actor::system("test", "Test");
        let made = api_keys::create(&mut tx, &self.app.secrets, new, actor, None, self.clock.now())
            .await
            .expect("a key");
        tx.commit().await.expect("a commit");
        let secret = made.signing_secret.expect("a signing secret");
        let clock = self.clock.clone();
        Bot::new(&self.base, &made.key, &secret, move || clock.now().0 / SECONDS)
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.app.stopping.cancel();
    }
}
