//! The demo as a child process, on a folder of its own if not told another.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};

pub struct Demo {
    pub url: String,
    /// From the start of the process until it was ready.
    pub took: Duration,
    data: PathBuf,
    // Dropped in this order: the server goes before its folder.
    child: Child,
    _output: Lines<BufReader<ChildStdout>>,
    _own: Option<TempDir>,
}

/// The release build of the dashboard.
fn dashboard() -> Command {
    built(RELEASE)
}

/// Of cargo, which build is wanted: the one that developers have anyway, or the quick one.
pub const DEBUG: &[&str] = &[];
pub const RELEASE: &[&str] = &["--release"];

fn built(profile: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.arg("run").args(profile).args(["--quiet", "--package", "tracking-dashboard", "--"]);
    command
}

impl Demo {
    pub async fn start(options: &[&str]) -> Result<Self> {
        Self::start_as(dashboard(), None, options).await
    }

    /// The build that developers have anyway, where speed does not matter.
    pub async fn start_debug(options: &[&str]) -> Result<Self> {
        Self::start_as(built(DEBUG), None, options).await
    }

    /// Its world in a PostgreSQL.
    pub async fn start_on(database_url: &str, profile: &[&str], options: &[&str]) -> Result<Self> {
        let mut command = built(profile);
        command.env("TD_DATABASE__URL", database_url);
        Self::start_as(command, None, options).await
    }

    /// On a folder that stays.
    pub async fn start_in(data: &Path, options: &[&str]) -> Result<Self> {
        Self::start_as(dashboard(), Some(data), options).await
    }

    /// The program itself, without cargo before it, on a folder that was filled before.
    pub async fn start_binary(binary: &Path, data: &Path, options: &[&str]) -> Result<Self> {
        Self::start_as(Command::new(binary), Some(data), options).await
    }

    /// As [`Demo::start_binary`], with the cache that a server has.
    pub async fn start_caching(binary: &Path, data: &Path, options: &[&str]) -> Result<Self> {
        Self::start_with(Command::new(binary), Some(data), options, true).await
    }

    async fn start_as(command: Command, data: Option<&Path>, options: &[&str]) -> Result<Self> {
        Self::start_with(command, data, options, false).await
    }

    async fn start_with(
        mut command: Command,
        data: Option<&Path>,
        options: &[&str],
        caching: bool,
    ) -> Result<Self> {
        let own = match data {
            Some(_) => None,
            None => Some(tempfile::Builder::new().prefix("td-demo-").tempdir()?),
        };
        let data = data.or(own.as_ref().map(TempDir::path)).context("no folder")?.to_owned();
        let start = Instant::now();
        let mut child = command
            .args(["demo", "--port", "0", "--data"])
            .arg(&data)
            .args(options)
            // Thousands of requests a minute are what is wanted here.
            // What is measured is drawn, unless the cache is what is measured.
            .env("TD_CACHE__TTL_SECONDS", if caching { "10" } else { "0" })
            .env("TD_LIMITS__REQUESTS_PER_MINUTE", "4000000000")
            .env("TD_LIMITS__API_PER_MINUTE", "4000000000")
            .env("TD_LIMITS__INGEST_PER_SECOND", "1000000")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let mut output = BufReader::new(child.stdout.take().context("no output")?).lines();
        while let Some(line) = output.next_line().await? {
            if let Some(url) = line.strip_prefix("ready ") {
                let url = url.trim().trim_end_matches('/').to_owned();
                return Ok(Self { url, took: start.elapsed(), data, child, _output: output, _own: own });
            }
        }
        bail!("the demo ended before it was ready ({})", child.wait().await?)
    }

    /// Ends it, so that its folder can be started on again.
    pub async fn stop(mut self) -> Result<()> {
        Ok(self.child.kill().await?)
    }

    /// A key of the guild that may read what is tracked, from the command line as an operator makes it.
    pub async fn reading_key(&self, guild: &str) -> Result<String> {
        self.key(guild, &["tracking:read"]).await
    }

    /// The same with these scopes.
    pub async fn key(&self, guild: &str, scopes: &[&str]) -> Result<String> {
        let scopes = scopes.iter().flat_map(|scope| ["--scope", scope]);
        let made = dashboard()
            .args(["api-key", "create", "--guild", guild, "--name", "tools"])
            .args(scopes)
            .env("TD_DATABASE__URL", format!("sqlite://{}", self.database().display()))
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
        &self.data
    }

    pub fn database(&self) -> PathBuf {
        self.data.join("demo.db")
    }

    /// The program that runs: cargo has given its place to it.
    pub fn binary(&self) -> Result<PathBuf> {
        Ok(fs::read_link(self.of_process("exe")?)?)
    }

    /// Memory that it holds now, in MB.
    pub fn memory(&self) -> Result<f64> {
        let status = fs::read_to_string(self.of_process("status")?)?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        Ok(line.trim().trim_end_matches("kB").trim().parse::<f64>()? * 1_024.0 / 1e6)
    }

    fn of_process(&self, what: &str) -> Result<PathBuf> {
        let id = self.child.id().context("the demo has ended")?;
        Ok(format!("/proc/{id}/{what}").into())
    }
}
