//! `cargo xtask ci`: what CI runs, from the same list of steps.

use std::process::Command;

use anyhow::Result;

use crate::process;

pub fn run() -> Result<()> {
    process::run(&mut Command::new(".ci/run"))
}
