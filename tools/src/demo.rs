//! The release build's demo as a child process on a folder of its own.

use std::{path::Path, process::Stdio};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};

pub struct Demo {
    pub url: String,
    // Dropped in this order: the server goes before its folder.
    _child: Child,
    _output: Lines<BufReader<ChildStdout>>,
    data: TempDir,
}

impl Demo {
    pub async fn start(options: &[&str]) -> Result<Self> {
        let data = tempfile::Builder::new().prefix("td-demo-").tempdir()?;
        let mut child = Command::new("cargo")
            .args(["run", "--release", "--quiet", "--package", "tracking-dashboard", "--"])
            .args(["demo", "--port", "0", "--data"])
            .arg(data.path())
            .args(options)
            // Thousands of requests a minute are what is wanted here.
            .env("TD_LIMITS__REQUESTS_PER_MINUTE", "1000000")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let mut output = BufReader::new(child.stdout.take().context("no output")?).lines();
        while let Some(line) = output.next_line().await? {
            if let Some(url) = line.strip_prefix("ready ") {
                let url = url.trim().trim_end_matches('/').to_owned();
                return Ok(Self { url, _child: child, _output: output, data });
            }
        }
        bail!("the demo ended before it was ready ({})", child.wait().await?)
    }

    pub fn data(&self) -> &Path {
        self.data.path()
    }
}
