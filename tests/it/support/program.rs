//! The real binary, as an operator runs it: settings in variables, keys from its command line. It can be killed,
//! and frozen for a while.

use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

const BINARY: &str = env!("CARGO_BIN_EXE_tracking-dashboard");

/// Variables that the program is started with.
#[derive(Clone)]
pub struct Settings(Vec<(String, String)>);

/// `serve`, running.
pub struct Program {
    child: Child,
    pub base: String,
}

/// What `api-key create` shows once.
pub struct Key {
    pub key: String,
    pub secret: String,
}

impl Settings {
    /// On this database, with everything else that is required.
    pub fn on(database_url: &str) -> Settings {
        let set = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        Settings(vec![
            set("TD_DATABASE__URL", database_url),
            set("TD_SERVER__LISTEN", "127.0.0.1:0"),
            set("TD_AUTH__SECRET", "0123456789abcdef0123456789abcdef"),
            set("TD_DISCORD__CLIENT_ID", "1"),
            set("TD_DISCORD__CLIENT_SECRET", "s"),
            // As quick as it can: limits are other tests.
            set("TD_LIMITS__REQUESTS_PER_MINUTE", "1000000"),
            set("TD_LIMITS__API_PER_MINUTE", "1000000"),
            set("TD_LIMITS__INGEST_PER_SECOND", "1000000"),
            set("TD_LIMITS__LOGINS_PER_MINUTE", "1000000"),
            set("TD_LIMITS__EXCHANGES_PER_MINUTE", "1000000"),
            set("TD_LIMITS__REQUESTS_AT_ONCE", "1000"),
            set("TD_LOG__FORMAT", "json"),
            set("TD_LOG__LEVEL", "tracking_dashboard::start=info,error"),
        ])
    }

    /// Sets one more; a later value wins.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Settings {
        self.0.push((name.to_owned(), value.into()));
        self
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        self.applied(Command::new(BINARY), arguments)
    }

    /// The program beneath another one that is given its command line: `strace ... BINARY serve`.
    pub fn command_under(&self, mut outer: Command, arguments: &[&str]) -> Command {
        outer.arg(BINARY);
        self.applied(outer, arguments)
    }

    fn applied(&self, mut command: Command, arguments: &[&str]) -> Command {
        command.args(arguments).envs(self.0.iter().cloned()).kill_on_drop(true);
        command
    }

    /// Gives the database its schema, which keys need.
    pub async fn migrate(&self) {
        let out = self.command(&["migrate"]).output().await.expect("the binary");
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    }

    /// The bot's own key.
    pub async fn bot_key(&self) -> Key {
        self.key(&["--bot", "--name", "bot", "--scope", "ingest:write"]).await
    }

    pub async fn key(&self, options: &[&str]) -> Key {
        let mut command = self.command(&["api-key", "create"]);
        let made = command.args(options).output().await.expect("the binary");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let said = String::from_utf8(made.stdout).expect("text");
        let word = |start: &str| said.split_whitespace().find(|word| word.starts_with(start));
        let secret = word("whsec_").unwrap_or_default().to_owned();
        Key { key: word("tdk_").expect("a key").to_owned(), secret }
    }

    /// `serve`, once it says where it listens.
    pub async fn serve(&self) -> Program {
        Program::start(self.command(&["serve"])).await.expect("ready, not the end")
    }
}

impl Program {
    /// `None` when it ended before it was ready.
    pub async fn start(mut command: Command) -> Option<Program> {
        let mut child = command.stderr(Stdio::piped()).spawn().expect("the binary");
        let mut log = BufReader::new(child.stderr.take().expect("its log")).lines();
        let ready = async {
            while let Some(line) = log.next_line().await.expect("a line") {
                let Ok(line) = serde_json::from_str::<serde_json::Value>(&line) else { continue };
                if line["message"] == "ready" {
                    return Some(format!("http://{}", line["address"].as_str().expect("an address")));
                }
            }
            None
        };
        let base = timeout(Duration::from_secs(60), ready).await.expect("ready in time")?;
        // A log that nobody reads fills its pipe, and the writer waits.
        tokio::spawn(async move { while let Ok(Some(_)) = log.next_line().await {} });
        Some(Program { child, base })
    }

    pub fn pid(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// SIGKILL: nothing is flushed, closed or said.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("killed");
    }

    /// SIGSTOP: it is there and does nothing.
    pub fn freeze(&self) {
        signal(self.pid(), Signal::STOP);
    }

    /// SIGCONT: it goes on as if no time had passed.
    pub fn thaw(&self) {
        signal(self.pid(), Signal::CONT);
    }
}

/// Sends a signal to a process of ours.
pub fn signal(pid: u32, signal: Signal) {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw).expect("a process");
    kill_process(pid, signal).expect("a process of ours");
}
