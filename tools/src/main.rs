//! What `cargo xtask` runs with heavier libraries: screenshots of the demo, benchmarks, invented requests.

mod bench;
mod cluster;
mod demo;
mod fuzz;
mod screenshots;
mod visitor;

use anyhow::{Result, bail};
use clap::Parser;

#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
enum Command {
    /// Picture the demo's pages
    Screenshots(screenshots::Args),
    /// Try the API with requests that its description makes possible
    FuzzApi(fuzz::Args),
    /// Several instances on one PostgreSQL behind a balancer
    Cluster(cluster::Args),
    /// Measure against a floor taken in the same run
    Bench(bench::Args),
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let work = async {
        match Command::parse() {
            Command::Screenshots(args) => screenshots::run(args).await,
            Command::FuzzApi(args) => fuzz::run(args).await,
            Command::Cluster(args) => cluster::run(args).await,
            Command::Bench(args) => bench::run(args).await,
        }
    };
    // An interrupt ends the work by dropping it: the demo and its folder go with it.
    tokio::select! {
        result = work => result,
        _ = tokio::signal::ctrl_c() => bail!("interrupted"),
    }
}
