//! Making an export: one statement is read on one side and written on the other, and few are made at a time.

use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::path::PathBuf;
use std::time::Duration;

use futures_util::TryStreamExt;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::spawn_blocking;

use super::format::Format;
use super::rows::ExportRow;
use super::writer::{self, Writer};
use super::{spool, store};
use crate::app::App;
use crate::http::{Code, Error};
use crate::ids::GuildId;
use crate::slots::{Slot, Slots};
use crate::tracking::accounts::list::{self, AccountFilter};
use crate::web::text;

/// Made at a time: each keeps a reader of the database busy.
const AT_A_TIME: usize = 2;
/// How long one waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);
/// Files of a guild, and of all of them, that are made or being sent: each takes room on the disk.
const PER_GUILD: usize = 4;
const PER_PROCESS: usize = 32;
/// Rows that go from the reader to the writer at once, and how many such parts may wait.
const PART: usize = 500;
const WAITING: usize = 2;

/// The exports of this process.
pub struct Exports {
    turns: Semaphore,
    slots: Slots<GuildId>,
}

impl Default for Exports {
    fn default() -> Exports {
        Exports { turns: Semaphore::new(AT_A_TIME), slots: Slots::new(PER_GUILD, PER_PROCESS) }
    }
}

/// A complete file, and its place among those that may be open.
pub struct Made {
    pub file: File,
    pub bytes: u64,
    pub rows: i64,
    pub slot: Slot<GuildId>,
}

pub async fn make(app: &App, guild: GuildId, filter: &AccountFilter, format: Format) -> Result<Made, Error> {
    let most = most_rows(app, format);
    // Before all of them are written.
    if most < i64::MAX && list::count(&app.db, guild, filter).await? > most {
        return Err(too_many_rows(most));
    }
    let slot = app.exports.slots.take(guild).ok_or_else(too_many_open)?;
    let turn = tokio::time::timeout(PATIENCE, app.exports.turns.acquire()).await;
    let _turn = turn.map_err(Error::unavailable)?.map_err(Error::internal)?;
    let (parts, received) = mpsc::channel(WAITING);
    let folder = spool::folder(&app.db);
    let writing = spawn_blocking(move || write(format, folder, received));
    let (read, written) = tokio::join!(read(app, guild, filter, format, parts), writing);
    let (file, bytes) = written.map_err(Error::internal)?.map_err(Error::internal)?;
    Ok(Made { file, bytes, rows: read?, slot })
}

/// Reads every row; how many there were.
async fn read(
    app: &App,
    guild: GuildId,
    filter: &AccountFilter,
    format: Format,
    parts: mpsc::Sender<Vec<ExportRow>>,
) -> Result<i64, Error> {
    let most = most_rows(app, format);
    let mut rows = store::stream(&app.db, guild, filter);
    let (mut part, mut count) = (Vec::with_capacity(PART), 0);
    while let Some(row) = rows.try_next().await? {
        count += 1;
        if count > most {
            return Err(too_many_rows(most));
        }
        part.push(row);
        if part.len() == PART
            && parts.send(std::mem::replace(&mut part, Vec::with_capacity(PART))).await.is_err()
        {
            // The writer is gone, and says why.
            return Ok(count);
        }
    }
    let _ = parts.send(part).await;
    Ok(count)
}

fn write(
    format: Format,
    folder: PathBuf,
    mut parts: mpsc::Receiver<Vec<ExportRow>>,
) -> writer::Result<(File, u64)> {
    let mut writer = Writer::begin(format, spool::file(&folder)?, &folder)?;
    while let Some(part) = parts.blocking_recv() {
        writer.write(&part)?;
    }
    let mut file = writer.end()?;
    let bytes = file.seek(SeekFrom::End(0))?;
    file.rewind()?;
    Ok((file, bytes))
}

/// Rows that a file of this kind takes.
pub fn most_rows(app: &App, format: Format) -> i64 {
    match format {
        Format::Csv | Format::Json => i64::MAX,
        Format::Xlsx => app.config.export.xlsx_rows,
    }
}

fn too_many_rows(most: i64) -> Error {
    let most = text::number(most);
    let mut error = Error::field("#/format", format!("takes up to {most} accounts as xlsx"));
    error.problem.detail =
        format!("An XLSX file takes up to {most} accounts. Choose CSV or JSON, or filter them.").into();
    error
}

fn too_many_open() -> Error {
    let detail = "Several exports are being downloaded already. Wait until one of them is complete.";
    Error::because(Code::RateLimited, detail).retry_after(10)
}
