//! `cargo xtask <command>`: everything a developer or CI runs.

mod ci;
mod cluster;
mod lint;
mod machine;
mod process;
mod service;
mod services;
mod test;
mod tools;
mod torture;

use std::{path::Path, process::ExitCode};

use anyhow::Result;
use clap::Parser;

#[derive(Parser)]
#[command(bin_name = "cargo xtask", about = "Everything a developer or CI runs")]
enum Command {
    /// Run the whole suite with a private PostgreSQL, Redis and chromedriver
    Test {
        /// What follows `--` goes to `cargo nextest run` (or `cargo test`), a name to filter by for example
        #[arg(last = true)]
        args: Vec<String>,
    },
    /// What CI runs: format, clippy, house lint, tests
    Ci,
    /// The house rules that clippy cannot say
    Lint,
    /// Start what the tests need, print the exports and stay until Ctrl-C
    Services,
    /// Three instances on one PostgreSQL and Redis behind a balancer, with the demo's world, until Ctrl-C
    Cluster,
    /// The tests of kills, freezes, outages and revocations at full depth; one to two hours
    Torture {
        /// Only those whose name contains this
        only: Option<String>,
    },
    /// Picture the demo's pages in both themes at 390 and 1440 px into docs/img
    Screenshots {
        /// Only pages whose name contains this
        #[arg(long)]
        only: Option<String>,
    },
    /// Try the API with requests that its description makes possible (schemathesis; needs Python)
    FuzzApi {
        /// Invented requests of each operation: `--examples 500`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Measure the release build against a floor taken in the same run
    Bench {
        /// Which benchmark, all if left out, and its options: `ingest`, `depth --large FOLDER`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
}

fn main() -> ExitCode {
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => process::report(&error),
    }
}

fn start() -> Result<()> {
    let command = Command::parse();
    std::env::set_current_dir(root())?;
    process::listen_for_interrupts()?;
    match command {
        Command::Test { args } => test::run(&args),
        Command::Ci => ci::run(),
        Command::Lint => lint::run(),
        Command::Services => services::run(),
        Command::Cluster => cluster::run(),
        Command::Torture { only } => torture::run(only.as_deref()),
        Command::Screenshots { only } => tools::screenshots(only),
        Command::FuzzApi { args } => tools::fuzz_api(&args),
        Command::Bench { args } => tools::bench(&args),
    }
}

/// The folder of the workspace, so that every command works from anywhere inside it.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace")
}
