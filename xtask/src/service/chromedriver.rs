//! A chromedriver, with the browsers it starts and the profiles they leave.

use std::{
    fs::{self, File},
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};
use rustix::process::Signal;
use tempfile::TempDir;

use crate::process::{Group, pause};

pub struct Chromedriver {
    port: u16,
    _driver: Group,
    _dir: TempDir,
}

impl Chromedriver {
    pub fn start(program: &Path) -> Result<Self> {
        let dir = tempfile::Builder::new().prefix("td-chromedriver-").tempdir()?;
        let log = dir.path().join("log");
        let log_file = File::create(&log)?;
        let mut command = Command::new(program);
        command
            .arg("--port=0")
            // Browser profiles go where they are removed with the rest.
            .env("TMPDIR", dir.path())
            .stdin(Stdio::null())
            .stdout(log_file.try_clone()?)
            .stderr(log_file);
        let mut driver = Group::spawn(&mut command, Signal::TERM)?;
        let port = loop {
            let printed = fs::read_to_string(&log)?;
            if let Some(port) = port_in(&printed) {
                break port.parse().context("chromedriver printed a strange port")?;
            }
            if let Some(status) = driver.child.try_wait()? {
                bail!("chromedriver ended ({status}):\n{printed}");
            }
            pause()?;
        };
        Ok(Self { port, _driver: driver, _dir: dir })
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// Its one promise about the port: "... was started successfully on port 12345."
fn port_in(printed: &str) -> Option<&str> {
    let (_, rest) = printed.split_once("successfully on port ")?;
    Some(rest.split_once('.')?.0)
}
