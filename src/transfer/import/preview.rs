//! From an upload to its preview: read, judged and kept, with nothing changed.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::columns::{Chosen, MOST_CHOSEN, Unmappable};
use super::judge::{self, Judged, Read};
use super::reader::Unreadable;
use super::rules::Known;
use super::store::{self, Kind};
use super::view::{Details, Import, Preview, State};
use crate::app::App;
use crate::audit::Acting;
use crate::db::Tx;
use crate::guilds::settings;
use crate::http::{Code, Error};
use crate::ids::{GuildId, ImportId};

/// Previews of one guild that wait to be confirmed; older ones make way.
const MOST_PREVIEWS: i64 = 20;
const MOST_NAME_CHARS: usize = 120;
/// Large files are read one after the other: each takes memory several times its size.
static READING: Semaphore = Semaphore::const_new(2);

/// A file and what was chosen beside it.
pub struct Draft {
    pub filename: String,
    pub content: Vec<u8>,
    pub columns: Chosen,
    /// `None`: as the guild's settings say.
    pub create_missing: Option<bool>,
}

/// A draft that was judged, to be kept in the transaction of whoever asked.
pub struct Ready {
    preview: Preview,
    judged: Judged,
    content: Arc<Vec<u8>>,
}

/// Reads and judges an upload. 422 that names `#/file` or `#/columns` when it is no sheet.
pub async fn judge(app: &App, acting: &Acting, draft: Draft) -> Result<Ready, Error> {
    let filename = name_of(&draft.filename)?;
    let guild = acting.guild_id;
    let create_missing = match draft.create_missing {
        Some(chosen) => chosen,
        None => settings::store::load(&app.db, guild).await?.create_missing_on_import,
    };
    let content = Arc::new(draft.content);
    let judged = judged(app, guild, content.clone(), draft.columns, create_missing).await?;
    Ok(Ready::new(acting, filename, create_missing, content, judged))
}

impl Ready {
    pub(super) fn new(
        acting: &Acting,
        filename: String,
        create_missing: bool,
        content: Arc<Vec<u8>>,
        judged: Judged,
    ) -> Ready {
        let import = Import {
            id: ImportId::new(acting.now),
            filename,
            encoding: judged.encoding,
            delimiter: judged.delimiter,
            create_missing,
            state: State::Previewed,
            total_rows: judged.counts.total,
            valid_rows: 0,
            invalid_rows: judged.counts.invalid,
            new_rows: judged.counts.new,
            changed_rows: judged.counts.changed,
            unchanged_rows: judged.counts.unchanged,
            error_count: judged.counts.errors,
            processed: 0,
            created: 0,
            updated: 0,
            created_by: acting.actor.name.clone(),
            created_at: acting.now,
            confirmed_by: None,
            confirmed_at: None,
            completed_at: None,
            failure: None,
            undo_until: None,
            undone: None,
            undone_json: None,
        };
        let preview = Preview { import: import.complete(acting.now, None), details: judged.details.clone() };
        Ready { preview, judged, content }
    }
}

/// Keeps it, so that it can be confirmed. Previews are no changes: they leave no audit entry.
pub async fn keep(tx: &mut Tx, acting: &Acting, ready: Ready) -> Result<Preview, Error> {
    let Ready { preview, judged, content } = ready;
    let id = preview.import.id;
    store::insert(tx, acting.guild_id, &preview.import, &text(&preview.details)?).await?;
    store::put_file(tx, id, Kind::Upload, Arc::unwrap_or_clone(content)).await?;
    keep_lists(tx, id, judged).await?;
    store::expire_more_than(tx, acting.guild_id, MOST_PREVIEWS).await?;
    Ok(preview)
}

/// The same file again with other columns, or with another word on what is missing. 409 once it is confirmed.
pub async fn remap(
    app: &App,
    acting: &Acting,
    id: ImportId,
    columns: Chosen,
    create_missing: bool,
) -> Result<Preview, Error> {
    let guild = acting.guild_id;
    let content = store::file(&app.db, guild, id, Kind::Upload).await?.ok_or(Code::NotFound)?;
    let judged = judged(app, guild, Arc::new(content), columns, create_missing).await?;
    let mut tx = app.db.begin().await?;
    let import = store::find(&mut tx, guild, id).await?.ok_or(Code::NotFound)?.complete(acting.now, None);
    if !matches!(import.state, State::Previewed | State::Failed) {
        return Err(Error::because(
            Code::Conflict,
            "This import was confirmed or has ended. Upload the file again.",
        ));
    }
    let details = text(&judged.details)?;
    store::rejudge(&mut tx, id, create_missing, &judged.counts, &details).await?;
    store::preview_again(&mut tx, id).await?;
    keep_lists(&mut tx, id, judged).await?;
    tx.commit().await?;
    find(app, guild, id).await
}

/// The import with its preview; 404 when it is not the guild's.
pub async fn find(app: &App, guild: GuildId, id: ImportId) -> Result<Preview, Error> {
    let import = store::find(&app.db, guild, id).await?.ok_or(Code::NotFound)?;
    let details = store::details(&app.db, guild, id).await?;
    let details: Details = serde_json::from_str(&details).map_err(Error::internal)?;
    Ok(Preview { import: import.complete(app.clock.now(), app.imports.done(id)), details })
}

/// The import without its rows; 404 when it is not the guild's.
pub async fn summary(app: &App, guild: GuildId, id: ImportId) -> Result<Import, Error> {
    let import = store::find(&app.db, guild, id).await?.ok_or(Code::NotFound)?;
    Ok(import.complete(app.clock.now(), app.imports.done(id)))
}

/// Up to `limit` imports of the guild after this one, the newest first; `None` begins.
pub async fn history(
    app: &App,
    guild: GuildId,
    after: Option<ImportId>,
    limit: i64,
) -> Result<Vec<Import>, Error> {
    let before = after.unwrap_or(ImportId(uuid::Uuid::max()));
    let rows = store::page(&app.db, guild, before, limit).await?;
    let now = app.clock.now();
    Ok(rows
        .into_iter()
        .map(|import| {
            let done = app.imports.done(import.id);
            import.complete(now, done)
        })
        .collect())
}

/// Its errors, or its rejected rows, as CSV.
pub async fn list(app: &App, guild: GuildId, id: ImportId, kind: Kind) -> Result<Vec<u8>, Error> {
    Ok(store::file(&app.db, guild, id, kind).await?.ok_or(Code::NotFound)?)
}

/// The columns that were chosen by hand, from `{"their header": "ours"}`; an empty name leaves one out.
pub fn columns(json: &str) -> Result<Chosen, Error> {
    let wrong = || Error::field("#/columns", "must be an object such as {\"Their header\": \"username\"}");
    let given: std::collections::BTreeMap<String, String> =
        serde_json::from_str(json).map_err(|_| wrong())?;
    if given.len() > MOST_CHOSEN {
        return Err(Error::field("#/columns", "must name at most 200 columns"));
    }
    let one = |(theirs, ours): (String, String)| match ours.as_str() {
        "" => Ok((theirs, None)),
        ours => match ours.parse() {
            Ok(column) => Ok((theirs, Some(column))),
            Err(()) => Err(column_error(&theirs, "must be platform, username, brand, group or display_name")),
        },
    };
    given.into_iter().map(one).collect()
}

fn column_error(theirs: &str, detail: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    let theirs: String = theirs.chars().take(40).collect();
    Error::field(format!("#/columns/{}", theirs.replace('~', "~0").replace('/', "~1")), detail)
}

pub(super) async fn judged(
    app: &App,
    guild: GuildId,
    content: Arc<Vec<u8>>,
    columns: Chosen,
    create_missing: bool,
) -> Result<Judged, Error> {
    // Nobody closes it.
    let turn = READING.acquire().await.map_err(Error::internal)?;
    let (turn, read) = read(app, content, columns, turn).await?;
    let known = judge::known(&mut &app.db, guild, &read.lines).await?;
    held(read, Arc::new(known), create_missing, turn).await
}

/// Reads a file away from the threads that serve. `turn` is held for as long as it takes, also when the request
/// is given up before.
pub(super) async fn read<T: Send + 'static>(
    app: &App,
    content: Arc<Vec<u8>>,
    columns: Chosen,
    turn: T,
) -> Result<(T, Read), Error> {
    let most = app.config.import.max_rows;
    let read = tokio::task::spawn_blocking(move || (turn, judge::read(&content, &columns, most)));
    let (turn, read) = read.await.map_err(Error::internal)?;
    Ok((turn, read.map_err(refused)?))
}

pub(super) async fn held<T: Send + 'static>(
    read: Read,
    known: Arc<Known>,
    create_missing: bool,
    turn: T,
) -> Result<Judged, Error> {
    let judged = tokio::task::spawn_blocking(move || {
        let judged = judge::judge(read, &known, create_missing);
        drop(turn);
        judged
    });
    judged.await.map_err(Error::internal)?
}

pub(super) async fn keep_lists(tx: &mut Tx, id: ImportId, judged: Judged) -> Result<(), Error> {
    store::put_file(tx, id, Kind::Errors, judged.errors_csv).await?;
    store::put_file(tx, id, Kind::Rejected, judged.rejected_csv).await?;
    Ok(())
}

pub(super) fn refused(why: Unreadable) -> Error {
    match why {
        Unreadable::Columns(Unmappable::Unknown(ref theirs) | Unmappable::Twice(ref theirs)) => {
            column_error(theirs, why.to_string())
        }
        why => Error::field("#/file", why.to_string()),
    }
}

pub(super) fn text(details: &Details) -> Result<String, Error> {
    serde_json::to_string(details).map_err(Error::internal)
}

/// The name without folders and what is no text. 422 when its ending says that it is something else.
fn name_of(given: &str) -> Result<String, Error> {
    let name = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String =
        name.chars().filter(|c| !c.is_control()).filter(|c| !crate::tracking::names::is_trick(*c)).collect();
    let name = name.trim();
    let name = if name.is_empty() { "pasted.csv" } else { name };
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    if ending.is_some_and(|ending| !matches!(ending.as_str(), "csv" | "tsv" | "tab" | "txt")) {
        return Err(Error::field("#/file", "must be a .csv, .tsv or .txt file"));
    }
    Ok(name.chars().rev().take(MOST_NAME_CHARS).collect::<Vec<_>>().into_iter().rev().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfer::import::columns::Column;

    #[test]
    fn a_name_loses_its_folders_and_must_end_as_a_sheet() {
        assert_eq!(name_of("C:\\Users\\me\\a b.CSV").unwrap(), "a b.CSV");
        assert_eq!(name_of("../../etc/x.tsv").unwrap(), "x.tsv");
        assert_eq!(name_of("").unwrap(), "pasted.csv");
        assert_eq!(name_of("\u{202e}vsc.exe\u{0}.csv").unwrap(), "vsc.exe.csv");
        assert_eq!(name_of(&format!("{}.csv", "x".repeat(300))).unwrap().len(), 120);
        for wrong in ["a.xlsx", "a.csv.zip", "photo.PNG"] {
            assert_eq!(name_of(wrong).unwrap_err().code(), Code::ValidationFailed, "{wrong}");
        }
    }

    #[test]
    fn chosen_columns_are_ours_or_nothing() {
        let chosen = columns(r#"{"Wer": "username", "Was": ""}"#).unwrap();
        assert_eq!(
            chosen.into_iter().collect::<Vec<_>>(),
            [("Was".to_owned(), None), ("Wer".to_owned(), Some(Column::Username))]
        );
        for (json, pointer) in
            [("[]", "#/columns"), ("{", "#/columns"), (r#"{"a/b": "x"}"#, "#/columns/a~1b")]
        {
            assert_eq!(columns(json).unwrap_err().problem.errors[0].pointer, pointer, "{json}");
        }
    }
}
