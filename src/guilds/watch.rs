//! Twice a second: what the server's own clock and other instances changed in guilds that somebody watches.

use std::collections::HashMap;
use std::time::Duration;

use super::status::{self, Level};
use crate::app::App;
use crate::db::Result;
use crate::ids::GuildId;
use crate::live::Event;
use crate::time::Ms;

mod store;

const EVERY: Duration = Duration::from_millis(500);

/// Runs until the server ends.
pub async fn run(app: App) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut known = HashMap::new();
    loop {
        ticks.tick().await;
        if let Err(error) = look(&app, &mut known).await {
            tracing::warn!(%error, "the bot's status could not be read");
        }
    }
}

/// Publishes for every watched guild whose version, level or last heartbeat is new, also when another
/// instance made the change or took the heartbeat.
async fn look(app: &App, known: &mut HashMap<GuildId, (Level, Option<Ms>)>) -> Result<()> {
    let watched = app.live.watched();
    let now = app.clock.now();
    let rows = store::last_seen(&app.db, &watched).await?;
    known.retain(|guild, _| watched.contains(guild));
    for row in rows {
        app.live.changed(row.id, row.version);
        let state = (status::level(row.bot_seen_at, now), row.bot_seen_at);
        let before = known.insert(row.id, state);
        // The first look counts as news: who connected just before it may have read the level before.
        if before != Some(state) {
            app.live.publish(row.id, Event::Status);
        }
    }
    Ok(())
}
