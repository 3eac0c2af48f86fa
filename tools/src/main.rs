//! What `cargo xtask` runs with heavier libraries: screenshots of the demo, benchmarks, invented requests.

mod bench;
mod demo;
mod fuzz;
mod screenshots;

use anyhow::{Result, bail};
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
enum Command {
    /// Picture the demo's pages
    Screenshots(screenshots::Args),
    /// Try the API with requests that its description makes possible
    FuzzApi(fuzz::Args),
    /// Measure against a floor taken in the same run
    Bench {
        #[command(subcommand)]
        which: Bench,
    },
}

#[derive(Subcommand)]
enum Bench {
    /// Signed callbacks of 1,000 snapshots, against the same rows in bare SQLite
    Ingest(bench::ingest::Args),
    /// Pages of posts in the middle of 1,000,000, each against its own first page
    Depth(bench::depth::Args),
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let work = async {
        match Command::parse() {
            Command::Screenshots(args) => screenshots::run(args).await,
            Command::FuzzApi(args) => fuzz::run(args).await,
            Command::Bench { which: Bench::Ingest(args) } => bench::ingest::run(args).await,
            Command::Bench { which: Bench::Depth(args) } => bench::depth::run(args).await,
        }
    };
    // An interrupt ends the work by dropping it: the demo and its folder go with it.
    tokio::select! {
        result = work => result,
        _ = tokio::signal::ctrl_c() => bail!("interrupted"),
    }
}
