//! `cargo xtask cluster`: several instances for whoever wants to try them.

use anyhow::Result;

use crate::{machine, process, service::Databases, tools};

pub fn run() -> Result<()> {
    let databases = Databases::start(&machine::databases()?)?;
    let mut command = tools::debug();
    process::run(databases.applied(command.arg("cluster")))
}
