//! The services the suite runs against: private, on free ports, in temporary folders, gone when dropped.

mod chromedriver;
mod postgres;
mod redis;

use std::{ffi::OsString, net::TcpListener, process::Command};

use anyhow::Result;

use crate::machine::Programs;

/// All that runs, and the variables by which the tests find it.
pub struct Services {
    pub variables: Vec<(&'static str, OsString)>,
    _postgres: postgres::Postgres,
    _redis: redis::Redis,
    _chromedriver: chromedriver::Chromedriver,
}

impl Services {
    pub fn start(programs: &Programs) -> Result<Self> {
        let postgres = postgres::Postgres::start(&programs.postgres_bin)?;
        let redis = redis::Redis::start(&programs.redis)?;
        let chromedriver = chromedriver::Chromedriver::start(&programs.chromedriver)?;
        let variables = vec![
            ("TD_TEST_POSTGRES_URL", postgres.url().into()),
            ("TD_TEST_REDIS_URL", redis.url().into()),
            ("TD_TEST_WEBDRIVER_URL", chromedriver.url().into()),
            ("TD_TEST_CHROMIUM", programs.chromium.clone().into()),
        ];
        Ok(Self { variables, _postgres: postgres, _redis: redis, _chromedriver: chromedriver })
    }

    /// The command with the variables set.
    pub fn applied<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command.envs(self.variables.iter().map(|(name, value)| (name, value)))
    }
}

/// A port that was free a moment ago; the few programs that cannot pick one themselves get this.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
