//! The binary: reads the command line and does what it says.

use std::process::ExitCode;

use clap::Parser;
use tracking_dashboard::cli::Cli;

/// Gives memory back after what takes much of it for a moment: imports, exports, long pages.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    Cli::parse().run()
}
