//! The services the suite runs against: private, on free ports, in temporary folders, gone when dropped.

mod chromedriver;
mod postgres;
mod redis;

use std::{ffi::OsString, net::TcpListener, process::Command};

use anyhow::Result;

use crate::machine::{DatabasePrograms, Programs};

type Variables = Vec<(&'static str, OsString)>;

/// All that runs, and the variables by which the tests find it.
pub struct Services {
    pub variables: Variables,
    _databases: Databases,
    _chromedriver: chromedriver::Chromedriver,
}

/// What instances share.
pub struct Databases {
    variables: Variables,
    _postgres: postgres::Postgres,
    _redis: redis::Redis,
}

impl Databases {
    pub fn start(programs: &DatabasePrograms) -> Result<Self> {
        let postgres = postgres::Postgres::start(&programs.postgres_bin)?;
        let redis = redis::Redis::start(&programs.redis)?;
        let variables = vec![
            ("TD_TEST_POSTGRES_URL", postgres.url().into()),
            ("TD_TEST_REDIS_URL", redis.url().into()),
            // For tests that stop and start their own.
            ("TD_TEST_POSTGRES_BIN", programs.postgres_bin.clone().into()),
            ("TD_TEST_REDIS_SERVER", programs.redis.clone().into()),
        ];
        Ok(Self { variables, _postgres: postgres, _redis: redis })
    }

    /// The command with the variables set.
    pub fn applied<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command.envs(self.variables.iter().map(|(name, value)| (name, value)))
    }
}

impl Services {
    pub fn start(programs: &Programs) -> Result<Self> {
        let databases = Databases::start(&programs.databases)?;
        let chromedriver = chromedriver::Chromedriver::start(&programs.chromedriver)?;
        let mut variables = databases.variables.clone();
        variables.extend([
            ("TD_TEST_WEBDRIVER_URL", chromedriver.url().into()),
            ("TD_TEST_CHROMIUM", programs.chromium.clone().into()),
        ]);
        Ok(Self { variables, _databases: databases, _chromedriver: chromedriver })
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
