//! One, two and three instances on one PostgreSQL: what more of them bring.

use std::time::Duration;

use anyhow::{Context, Result};
use tokio::task::JoinSet;

use super::{
    load::Target,
    table::{Line, apart, median, steady},
};
use crate::{cluster::Cluster, demo::RELEASE, visitor::Visitor};

const CONNECTIONS: usize = 32;
const TURNS: usize = 5;
const TURN: Duration = Duration::from_millis(1_500);
const MOST: usize = 3;

/// A PostgreSQL that may be filled; without one these rows are left out.
#[derive(clap::Args)]
pub struct Database {
    #[arg(long, env = "TD_TEST_POSTGRES_URL")]
    database_url: Option<String>,
}

pub async fn measure(database: &Database, guild: &str) -> Result<Vec<Line>> {
    let Some(url) = &database.database_url else { return Ok(Vec::new()) };
    let cluster = Cluster::start(url, None, MOST, RELEASE, &["--no-bot"]).await?;
    let visitor = Visitor::log_in(&cluster.balancer.url()).await?;
    let path = format!("/api/v1/guilds/{guild}/accounts?limit=50");
    // Asked directly: the balancer would take its part of the processors.
    let targets: Vec<_> = cluster
        .instances
        .iter()
        .map(|instance| Target::new(&instance.url, &path, &visitor.cookie()))
        .collect();
    let (rates, noise) = steady(async || {
        let mut all: [Vec<f64>; MOST + 1] = Default::default();
        // In turns, so that what disturbs the machine disturbs all of them; one instance twice.
        for _ in 0..TURNS {
            for (count, rates) in [1, 2, 3, 1].into_iter().zip(&mut all) {
                rates.push(together(targets.get(..count).context("too few instances")?).await?);
            }
        }
        let [one, two, three, again] = all.map(median);
        Ok(([f64::midpoint(one, again), two, three], apart(one, again)))
    })
    .await?;
    let [one, ..] = rates;
    let line = |(count, rate): (usize, f64)| {
        let what = format!("accounts, API, PostgreSQL, {count} instances");
        Line::new(what, format!("{rate:.0}/s, {:.2} of one", rate / one), "", true).with_noise(noise)
    };
    Ok((1..).zip(rates).map(line).collect())
}

/// Answers a second of all of them, with as many connections in all however many there are.
async fn together(targets: &[Target]) -> Result<f64> {
    let (mut all, mut rate) = (JoinSet::new(), 0.0);
    for (number, target) in targets.iter().cloned().enumerate() {
        // What is left over goes to the first.
        let extra = usize::from(number < CONNECTIONS % targets.len());
        let connections = CONNECTIONS / targets.len() + extra;
        all.spawn(async move { target.rate(connections, TURN).await });
    }
    while let Some(one) = all.join_next().await {
        rate += one??;
    }
    Ok(rate)
}
