//! `demo`: the real program on sample data, with everything it needs beside it.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::middleware::from_fn_with_state;
use clap::{Args, ValueEnum};
use tokio::net::TcpListener;

use super::bot::{self, Client, Known};
use super::discord::PretendDiscord;
use super::keep::{self, Credentials};
use super::{host, large, load, people};
use crate::api_keys::{self, ForWhom, NewKey, Scope};
use crate::app::App;
use crate::audit::Actor;
use crate::config::{Config, Environment};
use crate::start::{self, StartError};
use crate::time::{Clock, SystemClock};

#[derive(Args)]
pub struct DemoCommand {
    /// Port on 127.0.0.1; 0 picks a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Folder for database, secret and credentials; started again on it, the demo goes on.
    #[arg(long, default_value = "demo-data")]
    data: PathBuf,
    #[arg(long, value_enum, default_value_t = Size::Small)]
    size: Size,
    /// Leave out the bot: send callbacks by hand with DATA/demo-credentials.json.
    #[arg(long)]
    no_bot: bool,
    /// Another server whose people log in through this demo's Discord: its public URL.
    #[arg(long, value_name = "URL")]
    log_in_to: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Size {
    /// 2 servers, 300 accounts, 6,000 posts, 90 days of metrics.
    Small,
    /// One server with 10,000 accounts and 1,000,000 posts.
    Large,
}

impl DemoCommand {
    pub async fn run(self, file: Option<&Path>) -> Result<(), StartError> {
        start::process();
        // First of all: a taken port must not cost a seeded database.
        let listener = self.listen().await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let config = self.config(file, &origin)?;
        start::log(&config.log)?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        if self.size == Size::Large {
            large::ensure(&keep::database(&self.data), clock.now()).await?;
        }
        let db = start::database(&config).await?;
        if load::once(&db, clock.now()).await? {
            tracing::info!("filled the database with sample data");
        }
        let app = App::new(config, db, clock.clone());
        let credentials = self.credentials(&app).await?;
        let printed = app.config.server.origin();
        let discord = PretendDiscord::new(people::four());
        self.log_in_to.iter().for_each(|site| discord.log_in_to(site));
        let router = app
            .router_with(discord.routes())
            .layer(from_fn_with_state(app.clone(), host::to_the_printed_one));
        if !self.no_bot {
            let Credentials { api_key, signing_secret } = &credentials;
            let client = Client::new(&origin, api_key, signing_secret, clock)
                .ok_or_else(|| StartError::Other("demo-credentials.json holds no valid secret".into()))?;
            let known = Known::read(&app.db, app.clock.now()).await?;
            tokio::spawn(bot::run(client, known, app.stopping.clone()));
        }
        println!("ready {printed}");
        start::router_until_signal(app, listener, router).await
    }

    async fn listen(&self) -> Result<TcpListener, StartError> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        TcpListener::bind(address).await.map_err(|error| match error.kind() {
            std::io::ErrorKind::AddrInUse => {
                let text =
                    format!("port {} is taken: choose another with --port, or 0 for a free one", self.port);
                StartError::Other(text)
            }
            _ => StartError::Listen { address, error },
        })
    }

    fn config(&self, file: Option<&Path>, origin: &str) -> Result<Config, StartError> {
        let folder = &self.data;
        let because =
            |error| StartError::Other(format!("cannot use the folder {}: {error}", folder.display()));
        keep::folder(folder).map_err(because)?;
        let secret = keep::secret(folder).map_err(because)?;
        let database = format!("sqlite://{}", keep::database(folder).display());
        let mut beneath = PretendDiscord::settings(origin);
        beneath.extend([
            ("server.public_url", origin.to_owned()),
            ("database.url", database),
            ("auth.secret", secret),
            ("log.level", "warn".to_owned()),
        ]);
        Ok(Config::load(file, &beneath, Environment::of_process())?)
    }

    /// Those of the first start, else new ones.
    async fn credentials(&self, app: &App) -> Result<Credentials, StartError> {
        if let Some(kept) = keep::credentials(&self.data)? {
            return Ok(kept);
        }
        let mut tx = app.db.begin().await?;
        let new = NewKey {
            whom: ForWhom::Bot,
            name: "Demo bot",
            scopes: &[Scope::IngestWrite],
            expires_in_days: None,
        };
        let actor = Actor::system("demo", "Demo");
        let made = api_keys::create(&mut tx, &app.secrets, new, actor, None, app.clock.now()).await?;
        tx.commit().await?;
        let signing_secret = made.signing_secret.unwrap_or_default();
        let credentials = Credentials { api_key: made.key, signing_secret };
        keep::keep_credentials(&self.data, &credentials)?;
        Ok(credentials)
    }
}
