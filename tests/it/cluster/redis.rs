//! A Redis (or Valkey) of a test's own, which it may kill, freeze and start again.

use std::process::Stdio;
use std::time::Duration;

use rustix::process::Signal;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use super::postgres::free_port;
use crate::support::{eventually, require, signal, variable};

pub struct Redis {
    program: String,
    port: u16,
    server: Option<Child>,
}

impl Redis {
    /// `None` without its program: `TD_TEST_REDIS_SERVER` names it.
    pub async fn start() -> Option<Redis> {
        let Some(program) = variable("TD_TEST_REDIS_SERVER") else {
            require("TD_TEST_REDIS_SERVER");
            return None;
        };
        let mut this = Redis { program, port: free_port().await, server: None };
        this.start_again().await;
        Some(this)
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Empty: it keeps nothing. Returns once it takes connections.
    pub async fn start_again(&mut self) {
        let mut command = Command::new(&self.program);
        command.args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--port"]);
        command.arg(self.port.to_string()).stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
        self.server = Some(command.spawn().expect("the server"));
        let there = async || TcpStream::connect(("127.0.0.1", self.port)).await.is_ok().then_some(());
        eventually("Redis is there", Duration::from_secs(30), there).await;
    }

    pub async fn kill(&mut self) {
        self.server.take().expect("it runs").kill().await.expect("killed");
    }

    /// It takes connections and answers nothing.
    pub fn freeze(&self) {
        signal(self.server.as_ref().and_then(Child::id).expect("it runs"), Signal::STOP);
    }
}
