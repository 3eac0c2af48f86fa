//! What every change of a guild's tree shares: one at a time in a guild, told to open pages after the
//! commit, and what is deleted can be taken back for a while.

use crate::app::App;
use crate::db::{self, Lock, Tx};
use crate::guilds;
use crate::http::{Code, Error};
use crate::ids::GuildId;
use crate::time::{DAY, Ms};

/// How long what was deleted can be restored.
pub const RESTORABLE: i64 = 30 * DAY;

/// What was deleted after that moment can still be restored.
pub fn restorable_since(now: Ms) -> Ms {
    now.plus(-RESTORABLE)
}

/// 409: what was to be changed is gone.
pub fn deleted_meanwhile(what: &str) -> Error {
    Error::because(Code::Conflict, format!("This {what} was deleted meanwhile, so nothing was changed."))
}

/// 422: what was chosen is gone, or another guild's, which nobody is told.
pub fn gone(pointer: &'static str) -> Error {
    Error::field(pointer, "was deleted, or is not of this server")
}

/// Begins a change. The lock makes "is it taken, is it empty" hold until the commit.
pub async fn begin(app: &App, guild: GuildId) -> Result<Tx, Error> {
    Ok(app.db.begin_holding(Lock::Guild(guild)).await?)
}

/// Commits it under the guild's next version, and tells the open pages. What changed nothing, and so left no audit
/// entry, leaves the version as well.
pub async fn commit(app: &App, mut tx: Tx, guild: GuildId) -> Result<(), Error> {
    let version = raise(&mut tx).await?;
    tx.commit().await?;
    tell(app, guild, version);
    Ok(())
}

/// As [`commit`], for what wrote very much.
pub async fn commit_large(app: &App, mut tx: Tx, guild: GuildId) -> Result<(), Error> {
    let version = raise(&mut tx).await?;
    app.db.commit_large(tx).await?;
    tell(app, guild, version);
    Ok(())
}

/// As [`commit`], in a process of its own: the servers hear of it by the version.
pub async fn commit_alone(mut tx: Tx) -> db::Result<()> {
    raise(&mut tx).await?;
    tx.commit().await
}

/// Last, so that nothing else waits behind the guild's row.
async fn raise(tx: &mut Tx) -> db::Result<Option<i64>> {
    match tx.changed() {
        Some(guild) => guilds::store::raise_version(tx, guild).await,
        None => Ok(None),
    }
}

fn tell(app: &App, guild: GuildId, version: Option<i64>) {
    if let Some(version) = version {
        app.live.changed(guild, version);
    }
}

/// As [`commit`], for a change that was made already.
pub async fn note(app: &App, guild: GuildId) -> db::Result<()> {
    let mut tx = app.db.begin().await?;
    let version = guilds::store::raise_version(&mut tx, guild).await?;
    tx.commit().await?;
    tell(app, guild, version);
    Ok(())
}

/// As [`commit`], for what was done in the transaction; what failed is rolled back and stays an error.
pub async fn committed<T>(app: &App, tx: Tx, guild: GuildId, done: Result<T, Error>) -> Result<T, Error> {
    let value = done?;
    commit(app, tx, guild).await?;
    Ok(value)
}
