//! Things that are there before a test begins, written like sentences:
//! `app.guild(FIRST).brand("Lumen").group("Aurora").account(TikTok, "anna").build().await`.

use tracking_dashboard::app::App;
use tracking_dashboard::guilds;
use tracking_dashboard::ids::{AccountId, ChannelId, GroupId, GuildId};
use tracking_dashboard::tracking::accounts::{self, NewAccount};
use tracking_dashboard::tracking::groups::{self, NewGroup};
use tracking_dashboard::tracking::{Label, Platform, Username, brands};

use super::TestApp;

/// A guild that the bot serves.
pub async fn add_guild(app: &App, id: GuildId, name: &str) {
    let channel = guilds::store::Channel {
        id: ChannelId::new(1_180_000_000_000_001_000),
        name: "general".into(),
        bot_can_post: true,
    };
    let report = guilds::store::Report { name: name.to_owned(), icon_url: None, channels: vec![channel] };
    let mut tx = app.db.begin().await.expect("a transaction");
    guilds::store::put(&mut tx, id, &report, app.clock.now()).await.expect("a guild");
    tx.commit().await.expect("a commit");
}

impl TestApp {
    pub fn guild(&self, id: GuildId) -> Plan<'_> {
        Plan {
            app: &self.app,
            guild: id,
            brand: "Lumen".into(),
            group: "Aurora".into(),
            accounts: Vec::new(),
        }
    }
}

/// One brand with one group and its accounts.
pub struct Plan<'a> {
    app: &'a App,
    guild: GuildId,
    brand: String,
    group: String,
    accounts: Vec<(Platform, String)>,
}

/// What was made.
pub struct Made {
    pub group: GroupId,
    pub accounts: Vec<AccountId>,
}

impl Plan<'_> {
    pub fn brand(mut self, label: &str) -> Self {
        self.brand = label.to_owned();
        self
    }

    pub fn group(mut self, label: &str) -> Self {
        self.group = label.to_owned();
        self
    }

    pub fn account(mut self, platform: Platform, username: &str) -> Self {
        self.accounts.push((platform, username.to_owned()));
        self
    }

    pub async fn build(self) -> Made {
        let (now, guild) = (self.app.clock.now(), self.guild);
        let label = |text: &str| Label::parse(text).expect("a label");
        let mut tx = self.app.db.begin().await.expect("a transaction");
        let brand = brands::insert(&mut tx, guild, &label(&self.brand), now).await.expect("a brand");
        let group_label = label(&self.group);
        let new = NewGroup { guild, brand, label: &group_label, channel: None };
        let group = groups::insert(&mut tx, &new, now).await.expect("a group");
        let mut made = Vec::new();
        for (platform, username) in &self.accounts {
            let username = Username::parse(username).expect("a username");
            let new = NewAccount { group, platform: *platform, username: &username, display_name: None };
            made.push(accounts::insert(&mut tx, guild, &new, now).await.expect("an account"));
        }
        tx.commit().await.expect("a commit");
        Made { group, accounts: made }
    }
}
