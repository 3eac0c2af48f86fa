//! The job of a confirmed import. The database says which one is due; whoever claims it runs it. A run that
//! was cut off leaves nothing behind and is begun again.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;

use super::apply::{self, Applied, Stopped};
use super::columns::Chosen;
use super::judge::{self, Judged};
use super::preview;
use super::progress::Run;
use super::rights;
use super::rules::Known;
use super::store::{self, End, Job, Kind};
use super::view::{Details, PREVIEW_KEPT, State, UNDO_KEPT};
use crate::app::App;
use crate::audit::{Acting, Actor, Changes, Target};
use crate::db::{Exec, Lock, Tx, is_busy};
use crate::http::{Code, Error};
use crate::live::Event;
use crate::time::{Ms, SECOND};
use crate::tracking::change;

/// Jobs of an instance that is gone are found by looking.
const LOOK: Duration = Duration::from_secs(5);

/// Runs until the server ends.
pub async fn work(app: App) {
    // A process has its file of SQLite for itself: whatever runs there was cut off.
    let mut over = app.db.is_sqlite().then_some(Ms(i64::MAX));
    loop {
        let now = app.clock.now();
        match store::claim(&app.db, over.unwrap_or(now), now.plus(lease(&app))).await {
            Ok(Some(job)) => {
                run(&app, &job).await;
                continue;
            }
            Ok(None) => over = None,
            Err(error) => tracing::warn!(%error, "imports that are due could not be read"),
        }
        tokio::select! {
            () = app.imports.woken() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// How long an instance may be silent before another one takes its job, in milliseconds.
fn lease(app: &App) -> i64 {
    app.config.import.lease_seconds * SECOND
}

async fn run(app: &App, job: &Job) {
    let running = app.imports.begin(job.id);
    let attempt = async {
        tokio::select! {
            ended = attempt(app, job, &running.run) => ended,
            never = keep(app, job) => match never {},
        }
    };
    let attempt = AssertUnwindSafe(attempt).catch_unwind().await;
    let stopped = match attempt {
        Ok(Ok(())) | Ok(Err(Stopped::Cancelled)) => None,
        Ok(Err(Stopped::Failed(error))) => Some(error),
        Err(_) => Some(Error::internal("an import panicked")),
    };
    if let Some(error) = stopped {
        tracing::warn!(%error, import = %job.id, "an import failed");
        let why = if error.code() == Code::Internal { BROKEN.into() } else { error.problem.detail };
        if let Err(error) = fail(app, job, &why, None).await {
            // It stays claimed, and is begun again when its lease is over.
            tracing::warn!(%error, import = %job.id, "the end of an import could not be written");
        }
    }
    app.live.publish(job.guild_id, Event::Tracked);
}

/// Tells the other instances that this one is at it, for as long as that takes.
async fn keep(app: &App, job: &Job) -> Infallible {
    if app.db.is_sqlite() {
        return std::future::pending().await; // there are no others, and the job itself has the writer
    }
    let lease = lease(app);
    loop {
        tokio::time::sleep(Duration::from_millis(lease.unsigned_abs() / 3)).await;
        if let Err(error) = store::renew(&app.db, job, app.clock.now().plus(lease)).await {
            tracing::warn!(%error, import = %job.id, "the lease of an import was not renewed");
        }
    }
}

const BROKEN: &str = "Something went wrong. Nothing was changed. Try again.";

fn acting(app: &App, job: &Job) -> Acting {
    let actor = Actor { kind: job.actor_type, id: job.actor_id.clone(), name: job.actor_name.clone() };
    Acting { guild_id: job.guild_id, actor, now: app.clock.now(), request_id: job.request_id.clone() }
}

/// One run: rights and rows are looked at again, and all is done in one transaction.
async fn attempt(app: &App, job: &Job, run: &Run) -> Result<(), Stopped> {
    let acting = acting(app, job);
    if let Some(lost) = rights::lost(app, &acting).await? {
        return Ok(fail(app, job, &format!("{lost} Nothing was changed."), None).await?);
    }
    let content = store::file(&app.db, job.guild_id, job.id, Kind::Upload).await?;
    let content = content.ok_or_else(|| Error::because(Code::Conflict, "The file is not kept any more."))?;
    let file = File { content: Arc::new(content), columns: columns(app, job).await? };
    // Before SQLite's writer is taken: everybody else waits for that.
    let (mut known, mut judged) = file.judge(app, job, &mut &app.db).await?;
    if judged.counts.invalid > 0 {
        return Ok(fail(app, job, &no_longer_fits(&judged), Some(judged)).await?);
    }
    let mut tx = begin(app, job).await?;
    if !store::is_mine(&mut tx, job).await? {
        return Err(Stopped::Cancelled);
    }
    let lines = judged.plan.rows.iter().map(|row| &row.line);
    if judge::known(&mut &mut tx, job.guild_id, lines).await? != *known {
        // Somebody was faster. Now nobody can be.
        (known, judged) = file.judge(app, job, &mut &mut tx).await?;
    }
    if judged.counts.invalid > 0 {
        drop(tx);
        return Ok(fail(app, job, &no_longer_fits(&judged), Some(judged)).await?);
    }
    let applied = apply::apply(&mut tx, &acting, &judged.plan, &known, run).await?;
    if finish(&mut tx, &acting, job, &applied).await? {
        change::commit_large(app, tx, job.guild_id).await?;
    }
    Ok(())
}

/// Begins when nobody else changes the guild, however long that takes.
async fn begin(app: &App, job: &Job) -> Result<Tx, Stopped> {
    loop {
        match app.db.begin_holding(Lock::Guild(job.guild_id)).await {
            Err(error) if is_busy(&error) => {}
            begun => return Ok(begun?),
        }
        if !store::is_mine(&app.db, job).await? {
            return Err(Stopped::Cancelled);
        }
    }
}

/// What a job reads.
struct File {
    content: Arc<Vec<u8>>,
    columns: Chosen,
}

impl File {
    /// Holds it against what the guild has by now.
    async fn judge(&self, app: &App, job: &Job, db: &mut impl Exec) -> Result<(Arc<Known>, Judged), Error> {
        let ((), read) = preview::read(app, self.content.clone(), self.columns.clone(), ()).await?;
        let known = Arc::new(judge::known(db, job.guild_id, &read.lines).await?);
        let judged = preview::held(read, known.clone(), job.create_missing, ()).await?;
        Ok((known, judged))
    }
}

fn no_longer_fits(judged: &Judged) -> String {
    let rows = judged.counts.invalid;
    let are = if rows == 1 { "row does" } else { "rows do" };
    format!("{rows} {are} not fit what the server has by now. Nothing was changed.")
}

/// The columns as the preview took them.
async fn columns(app: &App, job: &Job) -> Result<Chosen, Error> {
    let details = store::details(&app.db, job.guild_id, job.id).await?;
    let details: Details = serde_json::from_str(&details).map_err(Error::internal)?;
    Ok(details.columns.into_iter().map(|mapped| (mapped.header, mapped.column)).collect())
}

/// Writes the end with the effect; false when the run was cancelled or overtaken, and must not commit.
async fn finish(tx: &mut Tx, acting: &Acting, job: &Job, applied: &Applied) -> Result<bool, Error> {
    let (created, updated) = (judge::number(applied.created), judge::number(applied.updated));
    let end = End { state: State::Completed, created, updated, failure: None, at: acting.now };
    let back = serde_json::to_vec(&applied.back).map_err(Error::internal)?;
    store::put_file(tx, job.id, Kind::Undo, back).await?;
    store::drop_file(tx, job.id, Kind::Upload).await?;
    let changes = Changes::new().field("created", 0, created).field("updated", 0, updated);
    let target = target(tx, job).await?;
    let entry = acting.entry("import.completed", target, (!changes.is_empty()).then_some(changes));
    crate::audit::record(tx, entry).await?;
    Ok(store::end(tx, job, &end).await?)
}

/// Ends the run without effect. What the rows came to this time replaces the preview.
async fn fail(app: &App, job: &Job, why: &str, judged: Option<Judged>) -> Result<(), Error> {
    let acting = acting(app, job);
    let mut tx = app.db.begin().await?;
    let end = End { state: State::Failed, created: 0, updated: 0, failure: Some(why), at: acting.now };
    if !store::end(&mut tx, job, &end).await? {
        return Ok(());
    }
    if let Some(judged) = judged {
        let details = preview::text(&judged.details)?;
        store::rejudge(&mut tx, job.id, job.create_missing, &judged.counts, &details).await?;
        preview::keep_lists(&mut tx, job.id, judged).await?;
    }
    let target = target(&mut tx, job).await?;
    let changes = Changes::new().field("reason", None, Some(why));
    acting.changed(&mut tx, "import.failed", target, changes).await?;
    change::commit(app, tx, job.guild_id).await
}

async fn target(tx: &mut Tx, job: &Job) -> Result<Target, Error> {
    let import = store::find(tx, job.guild_id, job.id).await?.ok_or(Code::NotFound)?;
    Ok(Target::new("import", job.id, import.filename))
}

/// Ends previews that nobody confirmed, and drops files that nobody can use any more.
pub async fn forget_old(app: &App) -> crate::db::Result<u64> {
    let now = app.clock.now();
    let previews = now.plus(-PREVIEW_KEPT);
    store::expire(&app.db, previews).await?;
    store::drop_files(&app.db, previews, now.plus(-UNDO_KEPT)).await
}
