//! `cargo xtask services`: the suite's services for a developer who runs single tests by hand.

use anyhow::Result;

use crate::{machine, process, service::Services};

pub fn run() -> Result<()> {
    let services = Services::start(&machine::prepare()?)?;
    for (name, value) in &services.variables {
        println!("export {name}={}", value.display());
    }
    eprintln!("Paste these into the shell of your tests; Ctrl-C here stops the services.");
    loop {
        process::pause()?;
    }
}
