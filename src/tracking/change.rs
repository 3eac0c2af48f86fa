//! What every change of a guild's tree shares: one at a time in a guild, told to open pages after the
//! commit, and what is deleted can be taken back for a while.

use crate::app::App;
use crate::db::{Lock, Tx};
use crate::http::Error;
use crate::ids::GuildId;
use crate::live::Event;
use crate::time::{DAY, Ms};

/// How long what was deleted can be restored.
pub const RESTORABLE: i64 = 30 * DAY;

/// What was deleted after that moment can still be restored.
pub fn restorable_since(now: Ms) -> Ms {
    now.plus(-RESTORABLE)
}

/// Begins a change. The lock makes "is it taken, is it empty" hold until the commit.
pub async fn begin(app: &App, guild: GuildId) -> Result<Tx, Error> {
    let mut tx = app.db.begin().await?;
    tx.lock(Lock::Guild(guild)).await?;
    Ok(tx)
}

/// Commits it, and tells the open pages of the guild.
pub async fn commit(app: &App, tx: Tx, guild: GuildId) -> Result<(), Error> {
    tx.commit().await?;
    app.live.publish(guild, Event::Tracked);
    Ok(())
}

/// As [`commit`], for what was done in the transaction; what failed is rolled back and stays an error.
pub async fn committed<T>(app: &App, tx: Tx, guild: GuildId, done: Result<T, Error>) -> Result<T, Error> {
    let value = done?;
    commit(app, tx, guild).await?;
    Ok(value)
}
