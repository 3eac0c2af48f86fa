//! What people do with an import: confirm it, cancel it, take it back. Pages and API share these.

use super::apply::Back;
use super::store::{self, Kind};
use super::undo;
use super::view::{Import, State, Undone};
use crate::app::App;
use crate::audit::{Acting, Changes, Target};
use crate::db::{Tx, is_unique_violation};
use crate::http::{Code, Error};
use crate::ids::{GuildId, ImportId};
use crate::tracking::change;

/// Makes the job of it; confirmed already, it stays as it is. The caller holds the guild's lock
/// (`change::begin`), commits, then wakes the job.
pub async fn confirm(tx: &mut Tx, acting: &Acting, id: ImportId) -> Result<Import, Error> {
    let guild = acting.guild_id;
    let import = found(tx, acting, id).await?;
    match import.state {
        State::Queued | State::Running | State::Completed => return Ok(import),
        State::Previewed | State::Failed => {}
        State::Expired => {
            return Err(Error::because(Code::Conflict, "This preview has expired. Upload the file again."));
        }
        State::Cancelled | State::Undone => {
            return Err(Error::because(Code::Conflict, "This import has ended. Upload the file again."));
        }
    }
    if import.invalid_rows > 0 {
        return Err(Code::ImportHasErrors.into());
    }
    if let Some(other) = store::at_work(&mut *tx, guild).await? {
        return Err(in_progress(&other));
    }
    store::queue(tx, acting, id).await.map_err(|error| match is_unique_violation(&error) {
        true => Code::ImportInProgress.into(),
        false => Error::from(error),
    })?;
    let changes = Changes::new().field("new", 0, import.new_rows).field("changed", 0, import.changed_rows);
    let entry = acting.entry("import.confirmed", target(&import), (!changes.is_empty()).then_some(changes));
    crate::audit::record(tx, entry).await?;
    found(tx, acting, id).await
}

fn in_progress(other: &Import) -> Error {
    let who = other.confirmed_by.as_deref().unwrap_or("Somebody");
    Error::because(
        Code::ImportInProgress,
        format!("{who} is importing {} at this moment. Wait until it ends.", other.filename),
    )
}

/// Ends it before it is applied. 409 once it was.
pub async fn cancel(app: &App, acting: &Acting, id: ImportId) -> Result<Import, Error> {
    // Another guild's is none of ours to stop.
    store::find(&app.db, acting.guild_id, id).await?.ok_or(Code::NotFound)?;
    // First in memory: a job that holds SQLite's writer gives it back.
    app.imports.cancel(id);
    let mut tx = app.db.begin().await?;
    let cancelled = store::cancel(&mut tx, acting.guild_id, id, acting.now).await?;
    let import = found(&mut tx, acting, id).await?;
    match import.state {
        State::Cancelled if !cancelled => return Ok(import),
        State::Cancelled => {}
        State::Expired => return Err(Error::because(Code::Conflict, "This preview has expired.")),
        _ => {
            return Err(Error::because(
                Code::Conflict,
                "This import has been applied. Take it back instead.",
            ));
        }
    }
    acting.did(&mut tx, "import.cancelled", target(&import)).await?;
    change::commit(app, tx, acting.guild_id).await?;
    Ok(import)
}

/// Takes it back, within seven days: what it made is removed, what it changed is as before, and what somebody
/// has changed since stays. Asked again, it says the same. The caller holds the guild's lock.
pub async fn undo(tx: &mut Tx, acting: &Acting, id: ImportId) -> Result<Undone, Error> {
    let import = found(tx, acting, id).await?;
    if let (State::Undone, Some(undone)) = (import.state, &import.undone) {
        return Ok(undone.clone());
    }
    if import.undo_until.is_none() {
        let detail = "Only an import that was completed in the last seven days can be taken back.";
        return Err(Error::because(Code::Conflict, detail));
    }
    let back = store::file(&mut *tx, acting.guild_id, id, Kind::Undo).await?.ok_or(Code::NotFound)?;
    let back: Back = serde_json::from_slice(&back).map_err(Error::internal)?;
    let undone = undo::undo(tx, acting, id, back).await?;
    store::undo(tx, acting.guild_id, id, &undone).await?;
    let changes = Changes::new()
        .field("removed", 0, undone.removed)
        .field("restored", 0, undone.restored)
        .field("kept", 0, undone.kept.len());
    let entry = acting.entry("import.undone", target(&import), (!changes.is_empty()).then_some(changes));
    crate::audit::record(tx, entry).await?;
    Ok(undone)
}

async fn found(tx: &mut Tx, acting: &Acting, id: ImportId) -> Result<Import, Error> {
    let import = store::find(&mut *tx, acting.guild_id, id).await?.ok_or(Code::NotFound)?;
    Ok(import.complete(acting.now, None))
}

fn target(import: &Import) -> Target {
    Target::new("import", import.id, import.filename.as_str())
}

/// Commits a confirmation, and begins the job.
pub async fn start(app: &App, tx: Tx, guild: GuildId) -> Result<(), Error> {
    change::commit(app, tx, guild).await?;
    app.imports.wake();
    Ok(())
}

/// Commits an undo, and tells the open pages.
pub async fn undone(app: &App, tx: Tx, guild: GuildId) -> Result<(), Error> {
    change::commit_large(app, tx, guild).await
}
