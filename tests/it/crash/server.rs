//! The real binary, as an operator runs it: settings in variables, keys from its command line.

use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStderr, Command};
use tokio::time::timeout;
use tracking_dashboard::db::Db;
use tracking_dashboard::guilds::store::Report;
use tracking_dashboard::ids::GuildId;
use tracking_dashboard::time::{Ms, SystemClock};
use tracking_dashboard::{guilds, start};

use crate::support::{Bot, FIRST, track};

pub const ACCOUNT: &str = "mira";
pub const POSTED_AT: &str = "2026-01-02T10:00:00Z";
pub const COLLECTED_AT: &str = "2026-01-02T11:00:00Z";
/// Before the posts, so that all of their views count.
const ADDED_AT: &str = "2026-01-01T00:00:00Z";

/// A database with a guild, an account and the bot's key.
pub struct Folder {
    pub url: String,
    key: String,
    secret: String,
    pub http: reqwest::Client,
    _folder: TempDir,
}

pub struct Server {
    child: Child,
    pub base: String,
    _log: Lines<BufReader<ChildStderr>>,
}

impl Folder {
    pub async fn new() -> Folder {
        start::process();
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}/data.db", folder.path().display());
        let http = reqwest::Client::new();
        let mut this = Folder { url, key: String::new(), secret: String::new(), http, _folder: folder };
        let arguments = ["api-key", "create", "--bot", "--name", "bot", "--scope", "ingest:write"];
        let made = this.command(&arguments).output().await.expect("the binary");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let said = String::from_utf8(made.stdout).expect("text");
        let word = |start: &str| {
            said.split_whitespace()
                .find(|word| word.starts_with(start))
                .expect("a key and a secret")
                .to_owned()
        };
        (this.key, this.secret) = (word("tdk_"), word("whsec_"));
        this.fill().await;
        this
    }

    /// A key of a guild with these scopes.
    pub async fn key_of(&self, guild: GuildId, scopes: &[&str]) -> String {
        let guild = guild.to_string();
        let arguments = ["api-key", "create", "--guild", &guild, "--name", "program", "--scope"];
        let made = self.command(&[&arguments[..], scopes].concat()).output().await.expect("the binary");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let said = String::from_utf8(made.stdout).expect("text");
        said.split_whitespace().find(|word| word.starts_with("tdk_")).expect("a key").to_owned()
    }

    async fn fill(&self) {
        let db = Db::open(&self.url).await.expect("the database");
        let now = Ms::parse(ADDED_AT).expect("a time");
        let mut tx = db.begin().await.expect("a transaction");
        let report = Report { name: "Guild".into(), icon_url: None, channels: Vec::new() };
        guilds::store::put(&mut tx, FIRST, &report, now).await.expect("a guild");
        tx.commit().await.expect("a commit");
        track(&db, FIRST, "Acme", "Launch", &[ACCOUNT], now).await;
        db.close().await;
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

    /// The same operator with this database, as it is.
    pub fn with_database(&self, file: &std::path::Path, folder: TempDir) -> Folder {
        let (key, secret, http) = (self.key.clone(), self.secret.clone(), self.http.clone());
        Folder { url: format!("sqlite://{}", file.display()), key, secret, http, _folder: folder }
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tracking-dashboard"));
        command
            .args(arguments)
            .env("TD_DATABASE__URL", &self.url)
            .env("TD_SERVER__LISTEN", "127.0.0.1:0")
            .env("TD_AUTH__SECRET", "0123456789abcdef0123456789abcdef")
            .env("TD_DISCORD__CLIENT_ID", "1")
            .env("TD_DISCORD__CLIENT_SECRET", "s")
            // As quick as it can: the limit of calls is another test.
            .env("TD_LIMITS__INGEST_PER_SECOND", "1000000")
            .env("TD_LOG__FORMAT", "json")
            .env("TD_LOG__LEVEL", "tracking_dashboard::start=info,error")
            .kill_on_drop(true);
        command
    }

    /// `serve`, once it says where it listens.
    pub async fn start(&self) -> Server {
        self.start_with(&[]).await
    }

    /// As [`Folder::start`], with further settings.
    pub async fn start_with(&self, variables: &[(&str, &str)]) -> Server {
        let mut command = self.command(&["serve"]);
        command.envs(variables.iter().copied());
        let mut child = command.stderr(Stdio::piped()).spawn().expect("the binary");
        let mut log = BufReader::new(child.stderr.take().expect("its log")).lines();
        let ready = async {
            loop {
                let line = log.next_line().await.expect("a line").expect("ready, not the end");
                let line: serde_json::Value = serde_json::from_str(&line).expect("JSON");
                if line["message"] == "ready" {
                    return format!("http://{}", line["address"].as_str().expect("an address"));
                }
            }
        };
        let base = timeout(Duration::from_secs(60), ready).await.expect("ready in time");
        Server { child, base, _log: log }
    }

    pub fn bot(&self, server: &Server) -> Bot {
        Bot::at(self.http.clone(), &server.base, &self.key, &self.secret, Arc::new(SystemClock))
    }
}

impl Server {
    /// SIGKILL: nothing is flushed, closed or said.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("killed");
    }
}
