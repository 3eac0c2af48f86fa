//! `cargo xtask test`: the whole suite, with all that it needs started before and stopped after.

use std::{path::Path, process::Command};

use anyhow::Result;

use crate::{
    machine::{self, on_path},
    process,
    service::Services,
};

pub fn run(args: &[String]) -> Result<()> {
    let services = Services::start(&machine::prepare()?)?;
    let mut tests = Command::new("cargo");
    // nextest runs the tests of all binaries side by side; plain `cargo test` needs nothing installed.
    let runner: &[&str] = if on_path(&["cargo-nextest"]).is_some() { &["nextest", "run"] } else { &["test"] };
    tests.args(runner).arg("--workspace").args(args);
    // Here a test whose service is missing fails instead of being left out.
    tests.env("TD_TEST_REQUIRE_ALL", "1");
    process::run(services.applied(&mut tests))?;
    drop(services);
    check_ui()
}

/// The types and rules of the pages' scripts, if the package has such a check.
fn check_ui() -> Result<()> {
    let ui = Path::new("ui");
    if !ui.join("package.json").exists() {
        return Ok(());
    }
    let npm = |args: &[&str]| process::run(Command::new("npm").args(args).current_dir(ui));
    if !ui.join("node_modules").exists() {
        npm(&["ci"])?;
    }
    npm(&["run", "check", "--if-present"])
}
