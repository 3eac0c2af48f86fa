//! The real binary on a database of its own in a folder.

use std::sync::Arc;

use tempfile::TempDir;
use tracking_dashboard::db::Db;
use tracking_dashboard::guilds::store::Report;
use tracking_dashboard::ids::GuildId;
use tracking_dashboard::time::{Ms, SystemClock};
use tracking_dashboard::{guilds, start};

pub use crate::support::Program as Server;
use crate::support::{Bot, FIRST, Key, Settings, track};

pub const ACCOUNT: &str = "mira";
pub const POSTED_AT: &str = "2026-01-02T10:00:00Z";
pub const COLLECTED_AT: &str = "2026-01-02T11:00:00Z";
/// Before the posts, so that all of their views count.
const ADDED_AT: &str = "2026-01-01T00:00:00Z";

/// A database with a guild, an account and the bot's key.
pub struct Folder {
    pub url: String,
    pub settings: Settings,
    bot: Key,
    pub http: reqwest::Client,
    _folder: TempDir,
}

impl Folder {
    pub async fn new() -> Folder {
        start::process();
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}/data.db", folder.path().display());
        let settings = Settings::on(&url);
        settings.migrate().await;
        let bot = settings.bot_key().await;
        fill(&url).await;
        Folder { url, settings, bot, http: reqwest::Client::new(), _folder: folder }
    }

    /// A key of a guild with these scopes.
    pub async fn key_of(&self, guild: GuildId, scopes: &[&str]) -> String {
        let guild = guild.to_string();
        let options = ["--guild", &guild, "--name", "program", "--scope"];
        self.settings.key(&[&options[..], scopes].concat()).await.key
    }

    /// A threshold of views for the account's group, whose alerts go to this channel.
    pub async fn watch(&self, channel: &str, value: i64) {
        let db = Db::open(&self.url).await.expect("the database");
        let script = format!(
            "UPDATE guilds SET notification_channel_id = {channel};
             INSERT INTO thresholds (id, guild_id, group_id, metric, platform, value, enabled, armed_at, created_at)
             SELECT randomblob(16), guild_id, id, 'views', 'all', {value}, TRUE, 0, 0 FROM account_groups"
        );
        db.script(script).await.expect("a threshold");
        db.close().await;
    }

    /// `serve`, once it says where it listens.
    pub async fn start(&self) -> Server {
        self.settings.serve().await
    }

    /// As [`Folder::start`], with further settings.
    pub async fn start_with(&self, variables: &[(&str, &str)]) -> Server {
        let all = variables.iter().fold(self.settings.clone(), |all, (name, value)| all.with(name, *value));
        all.serve().await
    }

    pub fn bot(&self, server: &Server) -> Bot {
        let Key { key, secret } = &self.bot;
        Bot::at(self.http.clone(), &server.base, key, secret, Arc::new(SystemClock))
    }
}

/// A guild with an account, in a database that knows neither.
pub async fn fill(url: &str) {
    let db = Db::open(url).await.expect("the database");
    let now = Ms::parse(ADDED_AT).expect("a time");
    let mut tx = db.begin().await.expect("a transaction");
    let report = Report { name: "Guild".into(), icon_url: None, channels: Vec::new() };
    guilds::store::put(&mut tx, FIRST, &report, now).await.expect("a guild");
    tx.commit().await.expect("a commit");
    track(&db, FIRST, "Acme", "Launch", &[ACCOUNT], now).await;
    db.close().await;
}
