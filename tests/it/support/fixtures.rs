//! What is tracked, in sentences: `app.tracks(FIRST, "Acme", "Launch", &["mira"])`.

use tracking_dashboard::alerts::changes::{self, Draft};
use tracking_dashboard::alerts::metric::Metric;
use tracking_dashboard::alerts::rules::Reach;
use tracking_dashboard::audit::{Acting, Actor};
use tracking_dashboard::db::Db;
use tracking_dashboard::ids::GuildId;
use tracking_dashboard::time::{Clock, Ms};
use tracking_dashboard::tracking::accounts::{self, NewAccount};
use tracking_dashboard::tracking::groups::{self, NewGroup};
use tracking_dashboard::tracking::{Label, Platform, Username, brands};

use super::TestApp;

impl TestApp {
    /// A brand with one group and these TikTok accounts.
    pub async fn tracks(&self, guild: GuildId, brand: &str, group: &str, usernames: &[&str]) {
        track(&self.app.db, guild, brand, group, usernames, self.clock.now()).await;
    }

    /// How far the guild's changes have come.
    pub async fn version(&self, guild: GuildId) -> i64 {
        self.app.db.q("SELECT version FROM guilds WHERE id = $1").bind(guild).scalar().await.unwrap()
    }
}

impl TestApp {
    /// A threshold of views on all platforms; returns its id.
    pub async fn threshold(&self, guild: GuildId, group: &str, value: i64) -> String {
        let now = self.clock.now();
        let acting = Acting { guild_id: guild, actor: Actor::system("test", "Test"), now, request_id: None };
        let (group, platform) = (group.parse().unwrap(), Reach::All);
        let draft = Draft { group, metric: Metric::Views, platform, value };
        let mut tx = self.app.db.begin().await.unwrap();
        let made = changes::create(&mut tx, &acting, &draft).await.unwrap();
        tx.commit().await.unwrap();
        made.id.to_string()
    }
}

/// As [`TestApp::tracks`], in any database that knows the guild.
pub async fn track(db: &Db, guild: GuildId, brand: &str, group: &str, usernames: &[&str], now: Ms) {
    let mut tx = db.begin().await.unwrap();
    let brand = brands::insert(&mut tx, guild, &Label::parse(brand).unwrap(), now).await.unwrap();
    let label = Label::parse(group).unwrap();
    let new = NewGroup { guild, brand, label: &label, channel: None };
    let group = groups::insert(&mut tx, &new, now).await.unwrap();
    for name in usernames {
        let username = Username::parse(name).unwrap();
        let new = NewAccount { group, platform: Platform::TikTok, username: &username, display_name: None };
        accounts::insert(&mut tx, guild, &new, now).await.unwrap();
    }
    tx.commit().await.unwrap();
}
