//! What is tracked, in sentences: `app.tracks(FIRST, "Acme", "Launch", &["mira"])`.

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
