//! `cargo xtask screenshots`, `bench` and `fuzz-api`: what needs heavier libraries lives in the `tools` crate.

use std::process::Command;

use anyhow::Result;

use crate::{machine, process, service::Services};

pub fn screenshots(only: Option<String>) -> Result<()> {
    let services = Services::start(&machine::prepare()?)?;
    let mut command = tools();
    command.arg("screenshots").args(only.map(|only| format!("--only={only}")));
    process::run(services.applied(&mut command))
}

pub fn bench(args: &[String]) -> Result<()> {
    process::run(tools().arg("bench").args(args))
}

/// Speed does not matter here: the debug build does.
pub fn fuzz_api(args: &[String]) -> Result<()> {
    let mut command = Command::new("cargo");
    command.args(["run", "--quiet", "--package", "tools", "--", "fuzz-api"]).args(args);
    process::run(&mut command)
}

/// Optimized, since the floor it measures must be as good as the server it holds against it.
fn tools() -> Command {
    let mut command = Command::new("cargo");
    command.args(["run", "--release", "--quiet", "--package", "tools", "--"]);
    command
}
