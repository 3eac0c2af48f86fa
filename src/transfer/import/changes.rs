//! What people do with an import: confirm it, cancel it, take it back. Pages and API share these.

use super::apply::Back;
use super::store::{self, Kind};
use super::view::{Import, Kept, State, Undone};
use crate::app::App;
use crate::audit::{Acting, Changes, Target, record_all};
use crate::db::{Lock, Tx, is_unique_violation};
use crate::http::{Code, Error};
use crate::ids::{GuildId, ImportId};
use crate::tracking::accounts::changes::many;
use crate::tracking::{brands, change, groups};

/// Accounts that are taken back at once.
const PART: usize = 1_000;

/// Makes the job of it; confirmed already, it stays as it is. The caller commits, then wakes the job.
pub async fn confirm(tx: &mut Tx, acting: &Acting, id: ImportId) -> Result<Import, Error> {
    let guild = acting.guild_id;
    tx.lock(Lock::Guild(guild)).await?;
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
    tx.commit().await?;
    Ok(import)
}

/// Takes it back, within seven days: what it made is removed, what it changed is as before, and what somebody
/// has changed since stays. Asked again, it says the same.
pub async fn undo(tx: &mut Tx, acting: &Acting, id: ImportId) -> Result<Undone, Error> {
    tx.lock(Lock::Guild(acting.guild_id)).await?;
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
    let undone = take_back(tx, acting, id, &back).await?;
    store::undo(tx, acting.guild_id, id, &undone).await?;
    let changes = Changes::new()
        .field("removed", 0, undone.removed)
        .field("restored", 0, undone.restored)
        .field("kept", 0, undone.kept.len());
    let entry = acting.entry("import.undone", target(&import), (!changes.is_empty()).then_some(changes));
    crate::audit::record(tx, entry).await?;
    Ok(undone)
}

async fn take_back(tx: &mut Tx, acting: &Acting, id: ImportId, back: &Back) -> Result<Undone, Error> {
    let mut undone = Undone::default();
    let added = back.added.chunks(PART).map(|part| (part, &[][..]));
    for (added, rewritten) in added.chain(back.rewritten.chunks(PART).map(|part| (&[][..], part))) {
        let part = many::take_back(tx, acting, added, rewritten).await?;
        undone.removed += part.removed;
        undone.restored += part.restored;
        undone.kept.extend(part.kept.into_iter().map(|(id, name)| Kept { id, name }));
    }
    clear_away(tx, acting, id, back, &mut undone).await?;
    Ok(undone)
}

/// Deletes the brands and groups that it made and nobody uses. One that others use stays, and goes when those
/// were an import, too, that is taken back.
async fn clear_away(
    tx: &mut Tx,
    acting: &Acting,
    id: ImportId,
    back: &Back,
    undone: &mut Undone,
) -> Result<(), Error> {
    let (guild, now, by) = (acting.guild_id, acting.now, acting.actor.name.as_str());
    let mut rest = Back { groups: back.groups.clone(), brands: back.brands.clone(), ..Back::default() };
    for left in store::left_by_undone(tx, guild).await? {
        let left: Back = serde_json::from_slice(&left).map_err(Error::internal)?;
        rest.groups.extend(left.groups);
        rest.brands.extend(left.brands);
    }
    let groups = groups::store::delete_empty(tx, guild, &rest.groups, now, by).await?;
    let told =
        groups.iter().map(|(id, label)| acting.entry("group.deleted", Target::new("group", id, label), None));
    record_all(tx, told.collect()).await?;
    let brands = brands::store::delete_empty(tx, guild, &rest.brands, now, by).await?;
    let told =
        brands.iter().map(|(id, label)| acting.entry("brand.deleted", Target::new("brand", id, label), None));
    record_all(tx, told.collect()).await?;
    (undone.removed_groups, undone.removed_brands) = (groups.len(), brands.len());
    let mut there = groups::store::all(&mut &mut *tx, guild).await?;
    there.retain(|(group, ..)| rest.groups.contains(group));
    rest.groups = there.iter().map(|(group, ..)| *group).collect();
    let own = there.into_iter().filter(|(group, ..)| back.groups.contains(group));
    undone.kept_groups = own.map(|(_, _, label, _)| label).collect();
    let mut there = brands::store::all(&mut &mut *tx, guild).await?;
    there.retain(|(brand, ..)| rest.brands.contains(brand));
    rest.brands = there.iter().map(|(brand, ..)| *brand).collect();
    let own = there.into_iter().filter(|(brand, ..)| back.brands.contains(brand));
    undone.kept_brands = own.map(|(_, label, _)| label).collect();
    // What is left goes on with this one.
    store::drop_left_by_undone(tx, guild).await?;
    if rest.groups.is_empty() && rest.brands.is_empty() {
        return Ok(store::drop_file(tx, id, Kind::Undo).await?);
    }
    let rest = serde_json::to_vec(&rest).map_err(Error::internal)?;
    Ok(store::put_file(tx, id, Kind::Undo, rest).await?)
}

async fn found(tx: &mut Tx, acting: &Acting, id: ImportId) -> Result<Import, Error> {
    let import = store::find(&mut *tx, acting.guild_id, id).await?.ok_or(Code::NotFound)?;
    Ok(import.complete(acting.now, None))
}

fn target(import: &Import) -> Target {
    Target::new("import", import.id, import.filename.as_str())
}

/// Commits a confirmation, and begins the job.
pub async fn start(app: &App, tx: Tx) -> Result<(), Error> {
    tx.commit().await?;
    app.imports.wake();
    Ok(())
}

/// Commits an undo, and tells the open pages.
pub async fn undone(app: &App, tx: Tx, guild: GuildId) -> Result<(), Error> {
    change::commit_large(app, tx, guild).await
}
