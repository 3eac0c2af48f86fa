//! A throw-away PostgreSQL cluster.

use std::{
    fs::{self, File},
    os::unix::fs::chown,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};
use rustix::process::Signal;
use tempfile::TempDir;

use super::free_port;
use crate::{
    machine::is_root,
    process::{Group, output, pause},
};

pub struct Postgres {
    port: u16,
    // Dropped in this order: the server goes before its folder.
    server: Group,
    _dir: TempDir,
}

impl Postgres {
    pub fn start(bin: &Path) -> Result<Self> {
        let dir = tempfile::Builder::new().prefix("td-postgres-").tempdir()?;
        let user = if is_root() { Some(unprivileged_owner(dir.path())?) } else { None };
        let data = dir.path().join("data");
        let log = dir.path().join("log");
        output(
            command(&bin.join("initdb"), user, dir.path())
                .args([
                    "--username=postgres",
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--no-sync",
                    "--pgdata",
                ])
                .arg(&data),
        )?;
        let port = free_port()?;
        let log_file = File::create(&log)?;
        let mut server = command(&bin.join("postgres"), user, dir.path());
        server.arg("-D").arg(&data).stdin(Stdio::null()).stdout(log_file.try_clone()?).stderr(log_file);
        for setting in [
            &format!("port={port}"),
            "listen_addresses=127.0.0.1",
            // No socket file: its path may be at most 107 bytes, and nothing here needs one.
            "unix_socket_directories=",
            // Each test makes its own database and pool.
            "max_connections=300",
            // Nothing here has to survive a power cut.
            "fsync=off",
            "full_page_writes=off",
        ] {
            server.args(["-c", setting]);
        }
        // SIGQUIT: end at once, without a last checkpoint of what is thrown away.
        let mut postgres = Self { port, server: Group::spawn(&mut server, Signal::QUIT)?, _dir: dir };
        postgres.wait_until_ready(bin, &log)?;
        Ok(postgres)
    }

    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn wait_until_ready(&mut self, bin: &Path, log: &Path) -> Result<()> {
        let port = self.port.to_string();
        loop {
            let mut probe = Command::new(bin.join("pg_isready"));
            if output(probe.args(["-h", "127.0.0.1", "-p", &port])).is_ok() {
                return Ok(());
            }
            if let Some(status) = self.server.child.try_wait()? {
                bail!("PostgreSQL ended ({status}):\n{}", fs::read_to_string(log)?);
            }
            pause()?;
        }
    }
}

/// PostgreSQL refuses to run as root: the folder goes to its own user, or to nobody.
fn unprivileged_owner(dir: &Path) -> Result<(u32, u32)> {
    let id = |user, what| -> Result<u32> { Ok(output(Command::new("id").args([what, user]))?.parse()?) };
    let ids = |user| -> Result<(u32, u32)> { Ok((id(user, "-u")?, id(user, "-g")?)) };
    let (uid, gid) = ids("postgres").or_else(|_| ids("nobody")).context("no user to run PostgreSQL as")?;
    chown(dir, Some(uid), Some(gid))?;
    Ok((uid, gid))
}

fn command(program: &Path, user: Option<(u32, u32)>, dir: &Path) -> Command {
    let mut command = match user {
        // It replaces itself with the program, so that the child stays ours to end.
        Some((uid, gid)) => {
            let mut command = Command::new("setpriv");
            command
                .args([format!("--reuid={uid}"), format!("--regid={gid}"), "--clear-groups".into()])
                .arg(program);
            command
        }
        None => Command::new(program),
    };
    command.current_dir(dir);
    command
}
