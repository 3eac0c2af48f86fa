//! A Redis (or Valkey) that keeps nothing.

use std::{
    net::TcpStream,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Result, bail};
use rustix::process::Signal;
use tempfile::TempDir;

use super::free_port;
use crate::process::{Group, pause};

pub struct Redis {
    port: u16,
    _server: Group,
    _dir: TempDir,
}

impl Redis {
    pub fn start(program: &Path) -> Result<Self> {
        let dir = tempfile::Builder::new().prefix("td-redis-").tempdir()?;
        let port = free_port()?;
        let mut command = Command::new(program);
        command
            .args([
                "--bind",
                "127.0.0.1",
                "--port",
                &port.to_string(),
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
            ])
            .arg(dir.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let mut server = Group::spawn(&mut command, Signal::TERM)?;
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if let Some(status) = server.child.try_wait()? {
                bail!("Redis ended ({status})");
            }
            pause()?;
        }
        Ok(Self { port, _server: server, _dir: dir })
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }
}
