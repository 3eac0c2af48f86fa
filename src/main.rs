//! The binary: reads the command line and does what it says.

use std::process::ExitCode;

use clap::Parser;
use tracking_dashboard::cli::Cli;

fn main() -> ExitCode {
    Cli::parse().run()
}
