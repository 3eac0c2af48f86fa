//! The API under invented requests: schemathesis reads the description and tries the demo with it, as a
//! session and as the bot. A server error, an undescribed status or an answer that does not fit fails.

mod login;

use std::{fs, path::Path, process::Stdio};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use tokio::process::Command;

use crate::demo::Demo;

const HOOKS: &str = include_str!("hooks.py");
const FOLDER: &str = "target/schemathesis";
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance";

#[derive(clap::Args)]
pub struct Args {
    /// Invented requests of each operation
    #[arg(long, default_value_t = 100)]
    examples: u32,
}

/// What the demo writes for whoever sends callbacks by hand.
#[derive(Deserialize)]
struct Credentials {
    api_key: String,
    signing_secret: String,
}

pub async fn run(args: Args) -> Result<()> {
    let folder = Path::new(FOLDER);
    install(folder).await?;
    let demo = Demo::start_debug(&["--no-bot"]).await?;
    let session = login::admin(&demo.url).await?;
    fs::write(folder.join("hooks.py"), HOOKS)?;
    fs::write(folder.join("schemathesis.toml"), format!("[parameters]\nguild_id = \"{}\"\n", session.guild))?;
    let file = fs::read(demo.data().join("demo-credentials.json"))?;
    let bot: Credentials = serde_json::from_slice(&file)?;
    let as_session = [format!("Cookie: {}", session.cookies), format!("X-CSRF-Token: {}", session.csrf)];
    // Streams have no end, and whoever logs out has no session.
    let not_as_session = ["--exclude-path-regex", "/ingest/|/stream$|/events$|/sessions"];
    let as_bot = [format!("Authorization: Bearer {}", bot.api_key)];
    let runs: [(&str, &[String], &[&str]); 2] = [
        ("as a session", &as_session, &not_as_session),
        ("as the bot", &as_bot, &["--include-path-regex", "/ingest/"]),
    ];
    let mut failed = Vec::new();
    for (what, headers, selection) in runs {
        println!("\n== {what}");
        let mut command = Command::new(fs::canonicalize(folder)?.join("venv/bin/schemathesis"));
        command
            .arg("run")
            .arg(format!("{}/api/v1/openapi.json", demo.url))
            .args(["--checks", CHECKS, "--warnings", "off", "--continue-on-failure"])
            .args(["--phases", "examples,coverage,fuzzing", "--max-examples", &args.examples.to_string()])
            .args(headers.iter().flat_map(|header| ["--header", header]))
            .args(selection)
            .env("SCHEMATHESIS_HOOKS", "hooks")
            .env("PYTHONPATH", ".")
            .env("TD_FUZZ_SECRET", &bot.signing_secret)
            .current_dir(folder);
        if !command.status().await?.success() {
            failed.push(what);
        }
    }
    ensure!(failed.is_empty(), "faults were found {}", failed.join(" and "));
    Ok(())
}

/// schemathesis in an environment of its own, kept for the next run.
async fn install(folder: &Path) -> Result<()> {
    if folder.join("venv/bin/schemathesis").exists() {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    let python = Command::new("python3").args(["-m", "venv", "venv"]).current_dir(folder).status().await;
    ensure!(python.context("python3 is needed")?.success(), "no environment for Python could be made");
    let mut pip = Command::new(fs::canonicalize(folder)?.join("venv/bin/pip"));
    let done = pip.args(["install", "--quiet", "schemathesis>=4,<5"]).stdin(Stdio::null()).status().await?;
    ensure!(done.success(), "schemathesis could not be installed");
    Ok(())
}
