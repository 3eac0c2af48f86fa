//! `api-key create|list|revoke` on the command line.

use clap::Subcommand;

use super::keys::{self, ForWhom, NewKey};
use super::rules;
use super::scope::Scope;
use crate::audit::Actor;
use crate::config::Config;
use crate::crypto::Secrets;
use crate::db::Db;
use crate::guilds;
use crate::ids::{ApiKeyId, GuildId};
use crate::start::StartError;
use crate::time::Clock;
use crate::tracking::change;

#[derive(Subcommand)]
pub enum ApiKeyCommand {
    /// Make a key; it and its signing secret are shown this once.
    Create {
        /// The bot's own key: the heartbeat and every guild's callbacks.
        #[arg(long, required_unless_present = "guild", conflicts_with = "guild")]
        bot: bool,
        /// A key of one guild (its Discord id).
        #[arg(long)]
        guild: Option<GuildId>,
        /// What lists show it as.
        #[arg(long)]
        name: String,
        /// What it may do, e.g. tracking:read; may be given several times.
        #[arg(long = "scope", required = true, num_args = 1..)]
        scopes: Vec<Scope>,
        #[arg(long, value_parser = clap::value_parser!(i64).range(1..=365))]
        expires_in_days: Option<i64>,
    },
    /// Show the keys that are not revoked.
    List,
    /// Give a key another signing secret, shown this once; the one before is good for 24 hours more.
    RotateSecret {
        id: ApiKeyId,
        /// The one before is refused from now on.
        #[arg(long)]
        at_once: bool,
    },
    /// End a key at once.
    Revoke { id: ApiKeyId },
}

impl ApiKeyCommand {
    pub async fn run(self, config: &Config, db: &Db, clock: &dyn Clock) -> Result<(), StartError> {
        let secrets = Secrets::new(&config.auth.secret, config.auth.previous_secret.as_deref());
        match self {
            ApiKeyCommand::Create { guild, name, scopes, expires_in_days, .. } => {
                create(db, &secrets, guild, &name, &scopes, expires_in_days, clock).await
            }
            ApiKeyCommand::List => list(db).await,
            ApiKeyCommand::RotateSecret { id, at_once } => rotate(db, &secrets, id, at_once, clock).await,
            ApiKeyCommand::Revoke { id } => revoke(db, id, clock).await,
        }
    }
}

fn operator() -> Actor {
    Actor::system("cli", "Command line")
}

async fn create(
    db: &Db,
    secrets: &Secrets,
    guild: Option<GuildId>,
    name: &str,
    scopes: &[Scope],
    expires_in_days: Option<i64>,
    clock: &dyn Clock,
) -> Result<(), StartError> {
    let name = rules::name(name).map_err(|refused| StartError::Other(format!("--name {refused}")))?;
    let name = name.as_str();
    let whom = match guild {
        None if scopes.iter().any(|scope| *scope != Scope::IngestWrite) => {
            return Err(StartError::Other("--scope of a bot key must be ingest:write".into()));
        }
        None => ForWhom::Bot,
        Some(guild_id) if !guilds::exists(db, guild_id).await? => {
            let text = format!("guild {guild_id} is not known yet: the bot announces its guilds");
            return Err(StartError::Other(text));
        }
        Some(guild_id) => ForWhom::Guild { guild_id, created_by: None },
    };
    let mut tx = db.begin().await?;
    let new = NewKey { whom, name, scopes, expires_in_days };
    let made = keys::create(&mut tx, secrets, new, operator(), None, clock.now()).await?;
    change::commit_alone(tx).await?;
    println!("id              {}", made.id);
    println!("key             {}", made.key);
    if let Some(secret) = made.signing_secret {
        println!("signing secret  {secret}");
    }
    println!("Keep them now: they are not shown again.");
    Ok(())
}

async fn list(db: &Db) -> Result<(), StartError> {
    let keys = keys::list(db, None).await?;
    if keys.is_empty() {
        println!("No keys.");
    }
    for key in keys {
        let whose = key.guild_id.map_or("bot".to_owned(), |guild| guild.to_string());
        let expires = key.expires_at.map_or("never expires".to_owned(), |at| format!("expires {at}"));
        let used = key.last_used_at.map_or("never used".to_owned(), |at| format!("used {at}"));
        println!(
            "{}  tdk_{}...  {whose}  {}  [{}]  {expires}, {used}",
            key.id, key.prefix, key.name, key.scopes
        );
    }
    Ok(())
}

async fn rotate(
    db: &Db,
    secrets: &Secrets,
    id: ApiKeyId,
    at_once: bool,
    clock: &dyn Clock,
) -> Result<(), StartError> {
    let mut tx = db.begin().await?;
    let made = keys::rotate_secret(&mut tx, secrets, id, at_once, operator(), clock.now()).await?;
    change::commit_alone(tx).await?;
    let Some(secret) = made else {
        return Err(StartError::Other(format!("there is no key {id} that is alive and signs callbacks")));
    };
    println!("signing secret  {secret}");
    let before = if at_once { "is refused from now on" } else { "is good for 24 hours more" };
    println!("Keep it now: it is not shown again. The one before {before}.");
    Ok(())
}

async fn revoke(db: &Db, id: ApiKeyId, clock: &dyn Clock) -> Result<(), StartError> {
    let mut tx = db.begin().await?;
    let revoked = keys::revoke(&mut tx, None, id, operator(), None, clock.now()).await?;
    change::commit_alone(tx).await?;
    if !revoked {
        return Err(StartError::Other(format!("there is no key {id} that is alive")));
    }
    println!("Revoked.");
    Ok(())
}
