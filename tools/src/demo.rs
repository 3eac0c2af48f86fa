//! The demo as a child process on a folder of its own.

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

/// The release build of the dashboard.
fn dashboard() -> Command {
    built(&["--release"])
}

fn built(profile: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.arg("run").args(profile).args(["--quiet", "--package", "tracking-dashboard", "--"]);
    command
}

impl Demo {
    pub async fn start(options: &[&str]) -> Result<Self> {
        Self::start_as(dashboard(), options).await
    }

    /// The build that developers have anyway, where speed does not matter.
    pub async fn start_debug(options: &[&str]) -> Result<Self> {
        Self::start_as(built(&[]), options).await
    }

    async fn start_as(mut command: Command, options: &[&str]) -> Result<Self> {
        let data = tempfile::Builder::new().prefix("td-demo-").tempdir()?;
        let mut child = command
            .args(["demo", "--port", "0", "--data"])
            .arg(data.path())
            .args(options)
            // Thousands of requests a minute are what is wanted here.
            .env("TD_LIMITS__REQUESTS_PER_MINUTE", "4000000000")
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

    /// A key of the guild that may read what is tracked, from the command line as an operator makes it.
    pub async fn reading_key(&self, guild: &str) -> Result<String> {
        let made = dashboard()
            .args(["api-key", "create", "--guild", guild, "--name", "tools", "--scope", "tracking:read"])
            .env("TD_DATABASE__URL", format!("sqlite://{}", self.data().join("demo.db").display()))
            .env("TD_AUTH__SECRET_FILE", self.data().join("secret"))
            .env("TD_DISCORD__CLIENT_ID", "tools")
            .env("TD_DISCORD__CLIENT_SECRET", "tools")
            .output()
            .await?;
        let text = String::from_utf8_lossy(&made.stdout);
        let key = text.lines().find_map(|line| line.strip_prefix("key ")).map(str::trim);
        let said = || format!("no key was made: {text}{}", String::from_utf8_lossy(&made.stderr));
        Ok(key.with_context(said)?.to_owned())
    }

    pub fn data(&self) -> &Path {
        self.data.path()
    }
}
