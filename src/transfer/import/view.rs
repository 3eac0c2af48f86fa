//! An import as pages and the API show it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::columns::Mapped;
use super::reader::{Delimiter, Encoding};
use super::rules::{Before, Fault, Kind, Mend};
use crate::audit::Acting;
use crate::ids::{AccountId, BrandId, GroupId, ImportId};
use crate::time::{DAY, Ms};

/// How long a preview can be confirmed.
pub const PREVIEW_KEPT: i64 = DAY;
/// How long an import can be taken back.
pub const UNDO_KEPT: i64 = 7 * DAY;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
#[schemars(rename = "ImportState")]
pub enum State {
    /// Read and judged; nothing is changed.
    Previewed,
    /// Confirmed.
    Queued,
    Running,
    Completed,
    Failed,
    Cancelled,
    Undone,
    /// Not confirmed within a day.
    Expired,
}

/// An import without its rows.
#[derive(Clone, Debug, Serialize, JsonSchema, sqlx::FromRow)]
pub struct Import {
    pub id: ImportId,
    pub filename: String,
    pub encoding: Encoding,
    pub delimiter: Delimiter,
    /// Brands and groups that are not there are made.
    pub create_missing: bool,
    pub state: State,
    pub total_rows: i64,
    #[sqlx(default)]
    pub valid_rows: i64,
    pub invalid_rows: i64,
    pub new_rows: i64,
    pub changed_rows: i64,
    pub unchanged_rows: i64,
    pub error_count: i64,
    /// Rows that the job has done so far.
    #[sqlx(default)]
    pub processed: i64,
    /// What it did.
    pub created: i64,
    pub updated: i64,
    pub created_by: String,
    pub created_at: Ms,
    pub confirmed_by: Option<String>,
    pub confirmed_at: Option<Ms>,
    pub completed_at: Option<Ms>,
    /// Why it failed.
    pub failure: Option<String>,
    /// Until then it can be taken back.
    #[sqlx(default)]
    pub undo_until: Option<Ms>,
    /// What taking it back came to.
    #[sqlx(skip)]
    pub undone: Option<Undone>,
    /// The same as it is kept.
    #[serde(skip)]
    #[sqlx(rename = "undone")]
    pub(super) undone_json: Option<String>,
}

impl Import {
    /// Fills in what follows from the rest, from the time, and from the job that runs here.
    pub(super) fn complete(mut self, now: Ms, running: Option<usize>) -> Import {
        if self.state == State::Previewed && now.since(self.created_at) >= PREVIEW_KEPT {
            self.state = State::Expired;
        }
        self.undone = self.undone_json.as_deref().and_then(|json| serde_json::from_str(json).ok());
        self.valid_rows = self.total_rows - self.invalid_rows;
        self.processed = match (self.state, running) {
            (State::Completed | State::Undone, _) => self.total_rows,
            (State::Running, Some(done)) => i64::try_from(done).unwrap_or(0),
            _ => 0,
        };
        self.undo_until = (self.state == State::Completed)
            .then(|| self.completed_at.map(|at| at.plus(UNDO_KEPT)))
            .flatten()
            .filter(|until| now < *until);
        self
    }
}

/// An import with the beginning of its rows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "ImportPreview")]
pub struct Preview {
    #[serde(flatten)]
    pub import: Import,
    #[serde(flatten)]
    pub details: Details,
}

/// What a preview shows of a file; the whole lists are in its files.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Details {
    pub columns: Vec<Mapped>,
    /// The first hundred.
    pub errors: Vec<Fault>,
    /// How many errors each remedy would mend.
    pub remedies: Vec<Remedy>,
    /// The first twenty rows.
    pub sample: Vec<Row>,
    /// The first hundred rows that change an account.
    pub changes: Vec<Row>,
    /// Named by rows, and not there: made by the import if it may, else in its way.
    pub missing_brands: Vec<String>,
    pub missing_groups: Vec<MissingGroup>,
}

/// Errors that would be mended in one way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ImportRemedy")]
pub struct Remedy {
    pub mend: Mend,
    pub count: usize,
    /// The first of them.
    pub errors: Vec<Fault>,
}

/// A row as the preview shows it; of a wrong one the cells as they came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ImportRow")]
pub struct Row {
    pub row: usize,
    pub platform: String,
    pub username: String,
    pub brand: String,
    pub group: String,
    /// Empty: as it is.
    pub display_name: String,
    pub change: Kind,
    /// The account as it is, of a row that changes it.
    pub before: Option<Before>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ImportMissingGroup")]
pub struct MissingGroup {
    pub brand: String,
    pub group: String,
}

/// What taking an import back came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ImportUndone")]
pub struct Undone {
    /// Who took it back, and when.
    pub by: String,
    pub at: Ms,
    /// Accounts that are deleted, since no import made them but this one or others taken back.
    pub removed: usize,
    /// Accounts that are as they were before.
    pub restored: usize,
    /// Accounts that somebody has changed since: they stay.
    pub kept: Vec<Kept>,
    /// Groups and brands that are deleted, since no import made them but those taken back.
    pub removed_groups: usize,
    pub removed_brands: usize,
    /// Groups and brands that the import made, and that others use or have changed by now: they stay.
    pub kept_groups: Vec<KeptGroup>,
    pub kept_brands: Vec<KeptBrand>,
}

impl Undone {
    /// Nothing of what the import did stayed.
    pub fn is_whole(&self) -> bool {
        self.kept.is_empty() && self.kept_groups.is_empty() && self.kept_brands.is_empty()
    }

    /// Nothing is taken back yet.
    pub(super) fn new(acting: &Acting) -> Undone {
        Undone {
            by: acting.actor.name.clone(),
            at: acting.now,
            removed: 0,
            restored: 0,
            kept: Vec::new(),
            removed_groups: 0,
            removed_brands: 0,
            kept_groups: Vec::new(),
            kept_brands: Vec::new(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ImportKeptGroup")]
pub struct KeptGroup {
    pub id: GroupId,
    pub label: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ImportKeptBrand")]
pub struct KeptBrand {
    pub id: BrandId,
    pub label: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ImportKept")]
pub struct Kept {
    pub id: AccountId,
    pub name: String,
}
