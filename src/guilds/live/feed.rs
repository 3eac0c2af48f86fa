//! The status of a guild as its streams send it: read and drawn once for all who watch.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::json;
use tokio::sync::Mutex as AsyncMutex;
use tokio::time::Instant;

use crate::app::App;
use crate::guilds::frame::view_of;
use crate::guilds::status::{self, Level};
use crate::guilds::status_card::draw;
use crate::http::Error;
use crate::ids::GuildId;
use crate::time::{Ms, SECOND};
use crate::web::status::live_pill;

/// The data of a `status` event.
pub struct Drawn {
    /// For programs: the status object of the API.
    pub json: String,
    /// For open pages: the markup of the parts that show it.
    pub page: String,
    /// The level and the last heartbeat: what makes a status news.
    pub news: (Level, Option<Ms>),
    /// When reading began, by the process and by the app's clock.
    began: Instant,
    now: Ms,
}

type Shared = Arc<AsyncMutex<Option<Arc<Drawn>>>>;

/// The latest drawing of each guild that is watched.
#[derive(Default)]
pub struct Feeds(Mutex<HashMap<GuildId, Shared>>);

impl Feeds {
    /// A drawing that knows of what was told at `since`, and is no older than a second.
    pub async fn status(&self, app: &App, guild: GuildId, since: Instant) -> Result<Arc<Drawn>, Error> {
        let shared = self.of(app, guild);
        // Who waits here gets what the first one reads.
        let mut latest = shared.lock().await;
        let now = app.clock.now();
        if let Some(drawn) = latest.as_ref()
            && drawn.began >= since
            && (0..SECOND).contains(&now.since(drawn.now))
        {
            return Ok(drawn.clone());
        }
        let drawn = Arc::new(read(app, guild, now).await?);
        *latest = Some(drawn.clone());
        Ok(drawn)
    }

    fn of(&self, app: &App, guild: GuildId) -> Shared {
        let mut guilds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !guilds.contains_key(&guild) {
            // Guilds that nobody watches any more make way when another comes.
            let watched = app.live.watched();
            guilds.retain(|known, _| watched.contains(known));
        }
        guilds.entry(guild).or_default().clone()
    }
}

async fn read(app: &App, guild: GuildId, now: Ms) -> Result<Drawn, Error> {
    let began = Instant::now();
    let status = status::of_guild(&app.db, guild, now).await?;
    let beats = status::beats(&app.db, now).await?;
    let pill = live_pill(&view_of(&status, now.0), &format!("/guilds/{guild}#status-card"));
    let html = json!({
        "#live-pill": pill.into_string(),
        "#status-card": draw(&status, &beats, now).into_string(),
    });
    let json = serde_json::to_string(&status).map_err(Error::internal)?;
    let news = (status.status, status.last_seen_at);
    Ok(Drawn { json, page: json!({ "html": html }).to_string(), news, began, now })
}
