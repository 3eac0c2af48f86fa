//! Background work of one server process. Work that must run once across instances comes with the
//! jobs that need it; what runs here is harmless on several at once.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::app::App;
use crate::{alerts, auth, bonus, guilds, ingest, tracking, transfer, valkey};

const JANITOR_EVERY: Duration = Duration::from_secs(15 * 60);
const LIMITS_EVERY: Duration = Duration::from_secs(60);

/// Starts it all; dropping the set ends it.
pub fn start(app: &App) -> JoinSet<()> {
    let mut work = JoinSet::new();
    work.spawn(guilds::watch(app.clone()));
    work.spawn(auth::watch_revocations(app.clone()));
    work.spawn(tracking::rollups::windows::watch(app.clone()));
    work.spawn(transfer::import::work(app.clone()));
    work.spawn(valkey::watch(app.clone()));
    work.spawn(alerts::deliver(app.clone()));
    work.spawn(bonus::watch(app.clone()));
    work.spawn(janitor(app.clone()));
    work.spawn(forget_idle_callers(app.clone()));
    work
}

/// Drops what has expired.
async fn janitor(app: App) {
    let mut ticks = interval(JANITOR_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match (ingest::forget_old(&app).await, auth::forget_old(&app).await) {
            (Ok(answers), Ok(rights)) => tracing::debug!(answers, rights, "expired rows dropped"),
            (answers, rights) => {
                tracing::warn!(?answers, ?rights, "expired rows could not be dropped");
            }
        }
        match transfer::import::forget_old(&app).await {
            Ok(files) => tracing::debug!(files, "files of old imports dropped"),
            Err(error) => tracing::warn!(%error, "files of old imports could not be dropped"),
        }
        match tracking::forget_old(&app).await {
            Ok(deleted) => tracing::debug!(deleted, "what was deleted long ago is gone"),
            Err(error) => tracing::warn!(%error, "what was deleted long ago could not be removed"),
        }
    }
}

async fn forget_idle_callers(app: App) {
    let mut ticks = interval(LIMITS_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        app.limits.forget_idle();
    }
}
