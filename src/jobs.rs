//! Background work of one server process. Work that must run once across instances is claimed in the database by
//! the feature whose it is; what runs here is harmless on several at once.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::app::App;
use crate::http::replay;
use crate::{alerts, auth, bonus, db, guilds, tracking, transfer, undo, valkey};

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

/// Drops what has expired, each feature its own.
async fn janitor(app: App) {
    let mut ticks = interval(JANITOR_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let now = app.clock.now();
        dropped("answers to repeated requests", replay::forget(&app.db, now).await);
        dropped("changes that could be undone", undo::forget_old(&app.db, now).await);
        dropped("uptime of the bot", guilds::status::forget_old(&app.db, now).await);
        dropped("sessions and tokens", auth::forget_old(&app).await);
        dropped("files of imports", transfer::import::forget_old(&app).await);
        // Before the groups that they are of.
        dropped("deleted thresholds", alerts::forget_old(&app).await);
        dropped("deleted accounts, groups and brands", tracking::forget_old(&app).await);
    }
}

fn dropped(what: &'static str, rows: db::Result<u64>) {
    match rows {
        Ok(rows) => tracing::debug!(what, rows, "dropped what has expired"),
        Err(error) => tracing::warn!(what, %error, "what has expired could not be dropped"),
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
