//! `cargo xtask screenshots`, `bench` and `fuzz-api`: what needs heavier libraries lives in the `tools` crate.

use std::process::Command;

use anyhow::Result;

use crate::{
    machine, process,
    service::{Databases, Services},
};

pub fn screenshots(only: Option<String>) -> Result<()> {
    let services = Services::start(&machine::prepare()?)?;
    let mut command = tools();
    command.arg("screenshots").args(only.map(|only| format!("--only={only}")));
    process::run(services.applied(&mut command))
}

/// The comparison of instances needs a PostgreSQL; nothing else does.
pub fn bench(args: &[String]) -> Result<()> {
    let mut command = tools();
    command.arg("bench").args(args);
    let all = args.first().is_none_or(|first| first.starts_with('-'));
    if all || args.iter().any(|arg| arg == "cluster") {
        let databases = Databases::start(&machine::databases()?)?;
        return process::run(databases.applied(&mut command));
    }
    process::run(&mut command)
}

/// Speed does not matter here: the debug build does.
pub fn fuzz_api(args: &[String]) -> Result<()> {
    process::run(debug().arg("fuzz-api").args(args))
}

pub fn debug() -> Command {
    let mut command = Command::new("cargo");
    command.args(["run", "--quiet", "--package", "tools", "--"]);
    command
}

/// Optimized, since the floor it measures must be as good as the server it holds against it.
fn tools() -> Command {
    let mut command = Command::new("cargo");
    command.args(["run", "--release", "--quiet", "--package", "tools", "--"]);
    command
}
