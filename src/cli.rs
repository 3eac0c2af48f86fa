//! The command line: each command and its options.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::api_keys::ApiKeyCommand;
use crate::config::{Config, Environment};
use crate::demo::DemoCommand;
use crate::sessions::EndSessions;
use crate::start::{self, StartError};
use crate::time::SystemClock;
use crate::{api_docs, doctor, upkeep};

/// The web dashboard of a Discord bot that tracks creators' social accounts.
#[derive(Parser)]
#[command(version, about)]
pub struct Cli {
    /// Configuration file (TOML); variables TD_SECTION__KEY override it.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server.
    Serve,
    /// Run the server on sample data, with a pretend Discord and a pretend bot.
    Demo(DemoCommand),
    /// Bring the database's schema up to date, and stop.
    Migrate,
    /// Copy SQLite's file into a new one while the server runs; for PostgreSQL, say how.
    Backup {
        /// The file to make; one that is there is left alone.
        file: PathBuf,
    },
    /// Copy everything from the configured database into an empty one of the other engine, and compare each row.
    MigrateTo {
        /// `postgres://...` or `sqlite://FILE`.
        url: String,
    },
    /// Check configuration, database, Discord and clock, and say what to do.
    Doctor,
    /// Print the API's description (OpenAPI 3.1).
    Openapi,
    /// Make, show and revoke API keys.
    #[command(subcommand)]
    ApiKey(ApiKeyCommand),
    /// Log somebody or everybody out, on every instance.
    EndSessions(EndSessions),
}

impl Cli {
    pub fn run(self) -> ExitCode {
        let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return fail(&error),
        };
        match runtime.block_on(self.command()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&error),
        }
    }

    async fn command(self) -> Result<(), StartError> {
        let config = || Config::load(self.config.as_deref(), &[], Environment::of_process());
        match self.command {
            Command::Serve => start::run(config()?).await,
            Command::Demo(command) => command.run(self.config.as_deref()).await,
            Command::Migrate => {
                start::database(&config()?).await?.close().await;
                println!("The schema is up to date.");
                Ok(())
            }
            Command::Backup { file } => upkeep::back_up(&config()?, &file).await,
            Command::MigrateTo { url } => upkeep::migrate_to(&config()?, &url).await,
            Command::Openapi => {
                println!("{:#}", api_docs::description());
                Ok(())
            }
            Command::Doctor => doctor::run(self.config.as_deref()).await,
            Command::ApiKey(command) => {
                let config = config()?;
                let db = start::migrated_database(&config.database.url).await?;
                let done = command.run(&config, &db, &SystemClock).await;
                db.close().await;
                done
            }
            Command::EndSessions(command) => {
                let db = start::migrated_database(&config()?.database.url).await?;
                let done = command.run(&db, &SystemClock).await;
                db.close().await;
                done
            }
        }
    }
}

fn fail(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::FAILURE
}
