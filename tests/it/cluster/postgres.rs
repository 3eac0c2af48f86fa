//! A PostgreSQL of a test's own, which it may stop and start.

use std::os::unix::fs::chown;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::Signal;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tracking_dashboard::db::Db;

use crate::support::{eventually, require, signal, variable};

pub struct Postgres {
    bin: PathBuf,
    port: u16,
    user: Option<(u32, u32)>,
    // Dropped in this order: the server goes before its folder.
    server: Option<Child>,
    folder: TempDir,
}

impl Postgres {
    /// `None` without its programs: `TD_TEST_POSTGRES_BIN` names their folder.
    pub async fn start() -> Option<Postgres> {
        let Some(bin) = variable("TD_TEST_POSTGRES_BIN") else {
            require("TD_TEST_POSTGRES_BIN");
            return None;
        };
        let folder = tempfile::Builder::new().prefix("td-postgres-").tempdir().expect("a folder");
        // It refuses to run as root.
        let user = if rustix::process::geteuid().is_root() { Some(other_user().await) } else { None };
        if let Some((uid, gid)) = user {
            chown(folder.path(), Some(uid), Some(gid)).expect("another owner");
        }
        let mut this = Postgres { bin: bin.into(), port: free_port().await, user, server: None, folder };
        let mut initdb = this.command("initdb");
        initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        let made = initdb.output().await.expect("initdb");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        this.start_again().await;
        Some(this)
    }

    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// As `pg_ctl stop -m immediate`: connections are cut, nothing is written any more.
    pub async fn stop_at_once(&mut self) {
        let mut server = self.server.take().expect("it runs");
        signal(server.id().expect("it runs"), Signal::QUIT);
        server.wait().await.expect("its end");
    }

    /// On the same data; returns once it takes connections.
    pub async fn start_again(&mut self) {
        let mut server = self.command("postgres");
        for setting in [
            &format!("port={}", self.port),
            "listen_addresses=127.0.0.1",
            // No socket file: its path may be at most 107 bytes, and nothing here needs one.
            "unix_socket_directories=",
            // Processes end here, not machines.
            "fsync=off",
        ] {
            server.args(["-c", setting]);
        }
        self.server = Some(server.kill_on_drop(true).spawn().expect("postgres"));
        let url = self.url();
        eventually("PostgreSQL is there", Duration::from_secs(60), async || {
            let db = Db::open(&url).await.ok()?;
            db.close().await;
            Some(())
        })
        .await;
    }

    fn command(&self, program: &str) -> Command {
        let program = self.bin.join(program);
        let mut command = match self.user {
            // It replaces itself with the program, so that the child stays ours to end.
            Some((uid, gid)) => {
                let mut command = Command::new("setpriv");
                command.arg(format!("--reuid={uid}")).arg(format!("--regid={gid}"));
                command.arg("--clear-groups").arg(program);
                command
            }
            None => Command::new(program),
        };
        command.arg("-D").arg(self.folder.path().join("data")).current_dir(self.folder.path());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

async fn other_user() -> (u32, u32) {
    for user in ["postgres", "nobody"] {
        let id = async |what| {
            let said = Command::new("id").args([what, user]).output().await.ok()?.stdout;
            String::from_utf8(said).ok()?.trim().parse().ok()
        };
        if let (Some(uid), Some(gid)) = (id("-u").await, id("-g").await) {
            return (uid, gid);
        }
    }
    panic!("no user to run PostgreSQL as")
}

/// A port that was free a moment ago.
pub async fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    listener.local_addr().expect("an address").port()
}
