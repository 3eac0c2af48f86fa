//! Benchmarks. Each takes its floor in the same run on the same machine, and prints the ratio.

mod accounts;
mod api;
mod bare;
mod bare_row;
mod cluster;
mod depth;
mod floor;
mod ingest;
mod load;
mod overload;
mod start;
mod table;
mod thresholds;
mod transfer;
mod views;
mod visible;
mod weight;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::demo::Demo;
use table::Line;

#[derive(clap::Args)]
pub struct Args {
    /// Only this one; all in turn if left out
    which: Option<Which>,
    /// The guild, of the small and of the large demo
    #[arg(long, default_value = "1180000000000000001")]
    guild: String,
    /// A folder for the large demo, made there unless it is there
    #[arg(long)]
    large: Option<PathBuf>,
    /// How long more than can be answered is asked for
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    #[command(flatten)]
    database: cluster::Database,
    #[command(flatten)]
    browser: visible::Browser,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Which {
    /// The list of accounts, against its statement in a bare handler
    Accounts,
    /// Pages of posts in the middle of 1,000,000, each against its own first page
    Depth,
    /// Overview and analytics with 1,000,000 posts, against the small demo's
    Views,
    /// What a browser loads
    Weight,
    /// Signed callbacks of 1,000 snapshots, against the same rows in bare SQLite
    Ingest,
    /// An import of 50,000 rows and an export of 1,000,000, each against bare SQLite
    Transfer,
    /// Starting on the large database, and memory
    Start,
    /// One, two and three instances on one PostgreSQL
    Cluster,
    /// Five times what can be answered
    Overload,
}

pub async fn run(args: Args) -> Result<()> {
    let wants = |which| args.which.is_none_or(|asked| asked == which);
    let mut lines = Vec::new();
    if wants(Which::Ingest) {
        lines.extend(ingest::measure(&args.guild).await?);
        lines.push(thresholds::measure(&args.guild).await?);
    }
    if wants(Which::Transfer) {
        lines.extend(transfer::measure(&args.guild).await?);
    }
    if wants(Which::Cluster) {
        lines.extend(cluster::measure(&args.database, &args.guild).await?);
    }
    if wants(Which::Overload) {
        lines.extend(overload::measure(&args.guild, args.seconds).await?);
    }
    if !matches!(args.which, Some(Which::Ingest | Which::Transfer | Which::Cluster | Which::Overload)) {
        lines.extend(with_large(&args, wants).await?);
    }
    table::print(&lines);
    Ok(())
}

/// All that the large demo is needed for.
async fn with_large(args: &Args, wants: impl Fn(Which) -> bool) -> Result<Vec<Line>> {
    let own = tempfile::Builder::new().prefix("td-large-").tempdir()?;
    let data = args.large.as_deref().unwrap_or(own.path());
    let is_new = !data.join("demo.db").exists();
    let options = ["--size", "large", "--no-bot"];
    let mut demo = Demo::start_in(data, &options).await.context("the large demo")?;
    let (mut lines, binary) = (Vec::new(), demo.binary()?);
    if is_new {
        let took = demo.took.as_secs_f64();
        lines.push(Line::new("large demo made and started", format!("{took:.1} s"), "90 s", took < 90.0));
        // What was needed to make it is not what a server holds.
        demo.stop().await?;
        demo = Demo::start_binary(&binary, data, &options).await?;
    }
    if wants(Which::Accounts) {
        lines.extend(accounts::measure(&demo, &args.guild).await?);
        let memory = demo.memory()?;
        lines.push(Line::new("memory after that load", format!("{memory:.1} MB"), "", true));
        demo.stop().await?;
        demo = Demo::start_caching(&binary, data, &options).await?;
        lines.push(accounts::measure_kept(&demo, &args.guild).await?);
        demo.stop().await?;
        demo = Demo::start_binary(&binary, data, &options).await?;
    }
    if wants(Which::Depth) {
        lines.extend(depth::measure(&demo, &args.guild).await?);
    }
    if wants(Which::Views) {
        let small = Demo::start(&["--no-bot"]).await?;
        lines.extend(views::measure(&demo, &small, &args.guild).await?);
    }
    if wants(Which::Weight) {
        lines.extend(weight::measure(&demo, &args.guild).await?);
        lines.extend(visible::measure(&demo, &args.guild, &args.browser).await?);
    }
    demo.stop().await?;
    if wants(Which::Start) {
        lines.extend(start::measure(&binary, data).await?);
    }
    Ok(lines)
}
