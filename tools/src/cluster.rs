//! Several instances of the program on one PostgreSQL, behind a balancer. A demo beside them fills the database,
//! and is their Discord and their bot.

use std::{net::SocketAddr, path::Path, process::Stdio};

use anyhow::{Context, Result};
use balancer::Balancer;
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use crate::demo::{DEBUG, Demo};

#[derive(clap::Args)]
pub struct Args {
    /// How many
    #[arg(long, default_value_t = 3)]
    instances: usize,
    #[arg(long, env = "TD_TEST_POSTGRES_URL")]
    database_url: String,
    #[arg(long, env = "TD_TEST_REDIS_URL")]
    cache_url: Option<String>,
}

pub struct Cluster {
    pub instances: Vec<Instance>,
    pub balancer: Balancer,
    _demo: Demo,
}

/// `serve`, running.
pub struct Instance {
    pub url: String,
    child: Child,
}

pub async fn run(args: Args) -> Result<()> {
    let cache = args.cache_url.as_deref();
    let cluster = Cluster::start(&args.database_url, cache, args.instances, DEBUG, &[]).await?;
    println!("ready {}", cluster.balancer.url());
    for (number, instance) in (1..).zip(&cluster.instances) {
        println!("instance {number}  {}  pid {}", instance.url, instance.child.id().unwrap_or_default());
    }
    println!("Log in at the first address, as anybody; Ctrl-C ends all of it.");
    std::future::pending().await
}

impl Cluster {
    /// On an empty database, or one that a cluster has filled.
    pub async fn start(
        database_url: &str,
        cache_url: Option<&str>,
        count: usize,
        profile: &[&str],
        demo: &[&str],
    ) -> Result<Self> {
        let balancer = Balancer::start().await?;
        let public_url = balancer.url();
        let options = [&["--log-in-to", &public_url], demo].concat();
        let demo = Demo::start_on(database_url, profile, &options).await.context("the demo")?;
        let binary = demo.binary()?;
        let mut instances = Vec::new();
        for _ in 0..count {
            let mut command = Command::new(&binary);
            settings(&mut command, &demo.url, &demo.data().join("secret"));
            command.env("TD_DATABASE__URL", database_url).env("TD_SERVER__PUBLIC_URL", &public_url);
            command.envs(cache_url.map(|url| ("TD_CACHE__URL", url)));
            let (instance, address) = Instance::start(command).await?;
            balancer.add(address);
            instances.push(instance);
        }
        Ok(Self { instances, balancer, _demo: demo })
    }
}

/// What an operator would set, with the demo's Discord for Discord.
fn settings(command: &mut Command, demo: &str, secret: &Path) {
    command
        .arg("serve")
        .env("TD_SERVER__LISTEN", "127.0.0.1:0")
        .env("TD_AUTH__SECRET_FILE", secret)
        .env("TD_DISCORD__CLIENT_ID", "1180000000000000100")
        .env("TD_DISCORD__CLIENT_SECRET", "pretend-client-secret")
        .env("TD_DISCORD__BOT_TOKEN", "pretend-bot-token")
        .env("TD_DISCORD__API_URL", format!("{demo}/pretend-discord/api/"))
        .env("TD_DISCORD__AUTHORIZE_URL", format!("{demo}/pretend-discord/oauth2/authorize"))
        .env("TD_LIMITS__REQUESTS_PER_MINUTE", "4000000000")
        .env("TD_LIMITS__API_PER_MINUTE", "4000000000")
        .env("TD_LOG__FORMAT", "json")
        .env("TD_LOG__LEVEL", "tracking_dashboard::start=info,warn");
}

impl Instance {
    async fn start(mut command: Command) -> Result<(Self, SocketAddr)> {
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true).spawn()?;
        let mut log = BufReader::new(child.stderr.take().context("no log")?).lines();
        while let Some(line) = log.next_line().await? {
            let said: Value = serde_json::from_str(&line).unwrap_or_default();
            if said["message"] == "ready" {
                let address: SocketAddr = said["address"].as_str().context("no address")?.parse()?;
                // What else it has to say is for whoever tries it.
                tokio::spawn(async move {
                    while let Ok(Some(line)) = log.next_line().await {
                        eprintln!("{line}");
                    }
                });
                return Ok((Self { url: format!("http://{address}"), child }, address));
            }
            eprintln!("{line}");
        }
        anyhow::bail!("an instance ended before it was ready ({})", child.wait().await?)
    }
}
