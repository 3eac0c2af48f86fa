//! The real binary as its users start it: `demo`, in a process of its own.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// A running demo on a folder.
pub struct Demo {
    child: Child,
    pub base: String,
}

impl Demo {
    /// On a free port, unless the options name one; returns once it is ready.
    pub async fn start(folder: &Path, options: &[&str]) -> Demo {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tracking-dashboard"))
            .args(["demo", "--data"])
            .arg(folder)
            .args(options)
            .args(if options.contains(&"--port") { &[][..] } else { &["--port", "0"][..] })
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the binary");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let ready = tokio::time::timeout(Duration::from_secs(60), lines.next_line()).await;
        let line = ready.expect("ready in time").expect("a line").expect("ready, not the end");
        let base = line.strip_prefix("ready ").expect("ready").to_owned();
        Demo { child, base }
    }

    /// SIGKILL: nothing is flushed, closed or said.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("killed");
    }
}
