//! SQL of the imports.

pub mod leftovers;

use super::view::{Import, State, Undone};
use crate::audit::{Acting, ActorType};
use crate::db::{Db, Exec, Result, Tx};
use crate::ids::{GuildId, ImportId};
use crate::time::Ms;

/// What is kept of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Kind {
    Upload,
    Errors,
    Rejected,
    Undo,
}

/// What judging a file comes to, as it is written.
#[derive(Clone, Debug)]
pub struct Counts {
    pub total: i64,
    pub invalid: i64,
    pub new: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub errors: i64,
}

pub async fn insert(tx: &mut Tx, guild: GuildId, import: &Import, details: &str) -> Result<()> {
    tx.q("INSERT INTO imports (id, guild_id, filename, encoding, delimiter, create_missing, state, total_rows,
              invalid_rows, new_rows, changed_rows, unchanged_rows, error_count, details, created_by, created_at)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)")
        .bind(import.id)
        .bind(guild)
        .bind(import.filename.clone())
        .bind(import.encoding)
        .bind(import.delimiter)
        .bind(import.create_missing)
        .bind(import.state)
        .bind(import.total_rows)
        .bind(import.invalid_rows)
        .bind(import.new_rows)
        .bind(import.changed_rows)
        .bind(import.unchanged_rows)
        .bind(import.error_count)
        .bind(details.to_owned())
        .bind(import.created_by.clone())
        .bind(import.created_at)
        .exec()
        .await?;
    Ok(())
}

/// Judged again: what the preview says is replaced.
pub async fn rejudge(
    tx: &mut Tx,
    id: ImportId,
    create_missing: bool,
    counts: &Counts,
    details: &str,
) -> Result<()> {
    tx.q("UPDATE imports SET create_missing = $2, total_rows = $3, invalid_rows = $4, new_rows = $5,
              changed_rows = $6, unchanged_rows = $7, error_count = $8, details = $9 WHERE id = $1")
        .bind(id)
        .bind(create_missing)
        .bind(counts.total)
        .bind(counts.invalid)
        .bind(counts.new)
        .bind(counts.changed)
        .bind(counts.unchanged)
        .bind(counts.errors)
        .bind(details.to_owned())
        .exec()
        .await?;
    Ok(())
}

/// One that failed is a preview again.
pub async fn preview_again(tx: &mut Tx, id: ImportId) -> Result<()> {
    tx.q("UPDATE imports SET state = 'previewed', failure = NULL, completed_at = NULL, confirmed_at = NULL, actor_type = NULL,
              actor_id = NULL, actor_name = NULL, request_id = NULL WHERE id = $1 AND state = 'failed'")
        .bind(id)
        .exec()
        .await?;
    Ok(())
}

pub async fn put_file(tx: &mut Tx, id: ImportId, kind: Kind, content: Vec<u8>) -> Result<()> {
    tx.q("INSERT INTO import_files (import_id, kind, content) VALUES ($1, $2, $3)
          ON CONFLICT (import_id, kind) DO UPDATE SET content = excluded.content")
        .bind(id)
        .bind(kind)
        .bind(content)
        .exec()
        .await?;
    Ok(())
}

pub async fn file(mut db: impl Exec, guild: GuildId, id: ImportId, kind: Kind) -> Result<Option<Vec<u8>>> {
    let found: Option<(Vec<u8>,)> = db
        .q("SELECT f.content FROM imports i JOIN import_files f ON f.import_id = i.id
            WHERE i.guild_id = $1 AND i.id = $2 AND f.kind = $3")
        .bind(guild)
        .bind(id)
        .bind(kind)
        .opt()
        .await?;
    Ok(found.map(|(content,)| content))
}

pub async fn drop_file(tx: &mut Tx, id: ImportId, kind: Kind) -> Result<()> {
    tx.q("DELETE FROM import_files WHERE import_id = $1 AND kind = $2").bind(id).bind(kind).exec().await?;
    Ok(())
}

macro_rules! imports {
    ($rest:literal) => {
        concat!(
            "SELECT id, filename, encoding, delimiter, create_missing, state, total_rows, invalid_rows, new_rows,
               changed_rows, unchanged_rows, error_count, created, updated, created_by, created_at,
               actor_name AS confirmed_by, confirmed_at, completed_at, failure, undone
             FROM imports WHERE guild_id = $1 AND ",
            $rest
        )
    };
}

pub async fn find(mut db: impl Exec, guild: GuildId, id: ImportId) -> Result<Option<Import>> {
    db.q(imports!("id = $2")).bind(guild).bind(id).opt().await
}

/// Up to `limit` imports before a position, the newest first.
pub async fn page(mut db: impl Exec, guild: GuildId, before: ImportId, limit: i64) -> Result<Vec<Import>> {
    db.q(imports!("id < $2 ORDER BY id DESC LIMIT $3")).bind(guild).bind(before).bind(limit).all().await
}

/// The same after a position, in the same order.
pub async fn page_after(
    mut db: impl Exec,
    guild: GuildId,
    after: ImportId,
    limit: i64,
) -> Result<Vec<Import>> {
    let mut rows: Vec<Import> =
        db.q(imports!("id > $2 ORDER BY id LIMIT $3")).bind(guild).bind(after).bind(limit).all().await?;
    rows.reverse();
    Ok(rows)
}

pub async fn details(mut db: impl Exec, guild: GuildId, id: ImportId) -> Result<String> {
    db.q("SELECT details FROM imports WHERE guild_id = $1 AND id = $2").bind(guild).bind(id).scalar().await
}

/// The newest import that failed after `since`, unless one was completed after it.
pub async fn failed(mut db: impl Exec, guild: GuildId, since: Ms) -> Result<Option<Import>> {
    db.q(imports!(
        "state = 'failed' AND created_at > $2
           AND NOT EXISTS (SELECT 1 FROM imports later WHERE later.guild_id = $1 AND later.id > imports.id
                           AND later.state = 'completed')
         ORDER BY id DESC LIMIT 1"
    ))
    .bind(guild)
    .bind(since)
    .opt()
    .await
}

/// The import that the guild is busy with.
pub async fn at_work(mut db: impl Exec, guild: GuildId) -> Result<Option<Import>> {
    db.q(imports!("state IN ('queued', 'running')")).bind(guild).opt().await
}

pub async fn queue(tx: &mut Tx, acting: &Acting, id: ImportId) -> Result<()> {
    tx.q("UPDATE imports SET state = 'queued', actor_type = $3, actor_id = $4, actor_name = $5, request_id = $6,
              confirmed_at = $7, failure = NULL, completed_at = NULL WHERE guild_id = $1 AND id = $2")
        .bind(acting.guild_id)
        .bind(id)
        .bind(acting.actor.kind)
        .bind(acting.actor.id.clone())
        .bind(acting.actor.name.clone())
        .bind(acting.request_id.clone())
        .bind(acting.now)
        .exec()
        .await?;
    Ok(())
}

/// A job that this process runs now.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Job {
    pub id: ImportId,
    pub guild_id: GuildId,
    pub fence: i64,
    pub actor_type: ActorType,
    pub actor_id: String,
    pub actor_name: String,
    pub request_id: Option<String>,
    pub create_missing: bool,
}

/// Takes the next job that waits, or whose lease was over at `over`.
pub async fn claim(db: &Db, over: Ms, lease_until: Ms) -> Result<Option<Job>> {
    db.w("UPDATE imports SET state = 'running', fence = fence + 1, lease_until = $2
          WHERE id = (SELECT id FROM imports WHERE state IN ('queued', 'running')
                        AND (state = 'queued' OR lease_until <= $1) ORDER BY confirmed_at, id LIMIT 1)
            AND (state = 'queued' OR (state = 'running' AND lease_until <= $1))
          RETURNING id, guild_id, fence, actor_type, actor_id, actor_name, request_id, create_missing")
        .bind(over)
        .bind(lease_until)
        .opt()
        .await
}

/// The run goes on: nobody else takes the job before then.
pub async fn renew(db: &Db, job: &Job, lease_until: Ms) -> Result<()> {
    db.w("UPDATE imports SET lease_until = $3 WHERE id = $1 AND fence = $2 AND state = 'running'")
        .bind(job.id)
        .bind(job.fence)
        .bind(lease_until)
        .exec()
        .await?;
    Ok(())
}

/// Whether the job is still this run's.
pub async fn is_mine(mut db: impl Exec, job: &Job) -> Result<bool> {
    let found: Option<(i64,)> = db
        .q("SELECT fence FROM imports WHERE id = $1 AND fence = $2 AND state = 'running'")
        .bind(job.id)
        .bind(job.fence)
        .opt()
        .await?;
    Ok(found.is_some())
}

/// How a run ends.
pub struct End<'e> {
    pub state: State,
    pub created: i64,
    pub updated: i64,
    pub failure: Option<&'e str>,
    pub at: Ms,
}

/// Ends the run; false when the job is no longer its own.
pub async fn end(tx: &mut Tx, job: &Job, end: &End<'_>) -> Result<bool> {
    let touched = tx
        .q("UPDATE imports SET state = $3, created = $4, updated = $5, failure = $6, completed_at = $7,
                lease_until = NULL WHERE id = $1 AND fence = $2 AND state = 'running'")
        .bind(job.id)
        .bind(job.fence)
        .bind(end.state)
        .bind(end.created)
        .bind(end.updated)
        .bind(end.failure.map(str::to_owned))
        .bind(end.at)
        .exec()
        .await?;
    Ok(touched > 0)
}

/// Says that it was done at that time, with every row.
pub async fn was_done(tx: &mut Tx, id: ImportId, at: Ms) -> Result<()> {
    tx.q("UPDATE imports SET state = 'completed', created = new_rows, updated = changed_rows, completed_at = $2 WHERE id = $1")
        .bind(id)
        .bind(at)
        .exec()
        .await?;
    drop_file(tx, id, Kind::Upload).await
}

/// Ends it before it was applied; false when it is at its end already.
pub async fn cancel(tx: &mut Tx, guild: GuildId, id: ImportId, now: Ms) -> Result<bool> {
    let touched = tx
        .q("UPDATE imports SET state = 'cancelled', completed_at = $3, lease_until = NULL
            WHERE guild_id = $1 AND id = $2 AND state IN ('previewed', 'queued', 'running', 'failed')")
        .bind(guild)
        .bind(id)
        .bind(now)
        .exec()
        .await?;
    Ok(touched > 0)
}

pub async fn undo(tx: &mut Tx, guild: GuildId, id: ImportId, undone: &Undone) -> Result<bool> {
    let touched = tx
        .q("UPDATE imports SET state = 'undone', undone = $3
            WHERE guild_id = $1 AND id = $2 AND state = 'completed'")
        .bind(guild)
        .bind(id)
        .bind(serde_json::to_string(undone).unwrap_or_default())
        .exec()
        .await?;
    Ok(touched > 0)
}

/// Ends previews that were not confirmed in time.
pub async fn expire(db: &Db, before: Ms) -> Result<u64> {
    db.w("UPDATE imports SET state = 'expired' WHERE state = 'previewed' AND created_at <= $1")
        .bind(before)
        .exec()
        .await
}

/// Ends the oldest previews of a guild that has more than `most`.
pub async fn expire_more_than(tx: &mut Tx, guild: GuildId, most: i64) -> Result<()> {
    tx.q(
        "UPDATE imports SET state = 'expired' WHERE guild_id = $1 AND state = 'previewed' AND id NOT IN
              (SELECT id FROM imports WHERE guild_id = $1 AND state = 'previewed' ORDER BY id DESC LIMIT $2)",
    )
    .bind(guild)
    .bind(most)
    .exec()
    .await?;
    Ok(())
}

/// Drops uploads that nobody can confirm, what was wrong with them, and undo data that nobody can use any more.
pub async fn drop_files(db: &Db, failed_before: Ms, undo_before: Ms) -> Result<u64> {
    let lists = "DELETE FROM import_files WHERE kind IN ('errors', 'rejected') AND import_id IN
        (SELECT id FROM imports WHERE state IN ('expired', 'cancelled') OR (state = 'failed' AND created_at <= $1))";
    let uploads = "DELETE FROM import_files WHERE kind = 'upload' AND import_id IN
        (SELECT id FROM imports WHERE state IN ('expired', 'cancelled', 'completed', 'undone')
           OR (state = 'failed' AND created_at <= $1))";
    let undos = "DELETE FROM import_files WHERE kind = 'undo' AND import_id IN
        (SELECT id FROM imports WHERE state IN ('completed', 'undone') AND completed_at <= $1)";
    let dropped =
        db.w(uploads).bind(failed_before).exec().await? + db.w(lists).bind(failed_before).exec().await?;
    let dropped = dropped + db.w(undos).bind(undo_before).exec().await?;
    Ok(dropped + leftovers::forget(db, undo_before).await?)
}
