//! What the rows of a file mean for a guild, and what is wrong with them. Nothing here reads or writes.

mod line;
mod plan;

pub use line::{Line, line};
pub use plan::{
    Before, Kind, Known, KnownAccount, KnownGroup, Missing, MissingBrand, Place, Plan, Planned, plan,
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::columns::Column;
use super::reader::{Record, Sheet};

/// What a fault shows of a value.
const SHOWN_CHARS: usize = 60;
/// A longer cell is no name of anything.
pub const MOST_CELL_BYTES: usize = 4 * 1024;

/// What would mend a fault: those of one kind are shown together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mend {
    /// Choose which column holds what is missing.
    Columns,
    /// Rows that are longer or shorter than the header, quotes that are not closed, headers among the rows.
    Shape,
    Platform,
    Username,
    Brand,
    Group,
    DisplayName,
    /// Let the import make the brands and groups that are not there.
    CreateMissing,
    /// Make fewer of them: the guild would have more than it may have.
    TooMany,
    /// Keep one of the rows that name the same account.
    Duplicate,
}

/// What is wrong with a row, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ImportError")]
pub struct Fault {
    pub row: usize,
    /// One of ours, or as the file calls it; empty where the whole row is meant.
    pub column: String,
    /// Shortened.
    pub value: String,
    /// Completes "This value ...".
    pub message: String,
    #[serde(skip)]
    #[schemars(skip)]
    pub mend: Option<Mend>,
}

impl Fault {
    pub fn new(
        row: usize,
        column: impl ToString,
        value: &str,
        mend: Mend,
        message: impl Into<String>,
    ) -> Fault {
        let mut shown: String = value.trim().chars().take(SHOWN_CHARS).collect();
        if shown.len() < value.trim().len() {
            shown.push('…');
        }
        Fault { row, column: column.to_string(), value: shown, message: message.into(), mend: Some(mend) }
    }
}

/// Faults of the header: columns that must be there and are not.
pub fn header_faults(sheet: &Sheet) -> Vec<Fault> {
    let missing = |column: &Column| sheet.place(*column).is_none();
    let needed = [Column::Username, Column::Brand, Column::Group];
    let fault = |column: Column| {
        Fault::new(
            sheet.header.row,
            column,
            "",
            Mend::Columns,
            "is none of the columns; choose which one holds it",
        )
    };
    needed.into_iter().filter(missing).map(fault).collect()
}

/// What is wrong with the form of a record, whatever its cells say.
fn shape(sheet: &Sheet, record: &Record) -> Option<Fault> {
    let fault = |column: &str, value: &str, message: String| {
        Some(Fault::new(record.row, column, value, Mend::Shape, message))
    };
    let (cells, columns) = (&record.cells, sheet.columns.len());
    let header = |at: usize| sheet.columns.get(at).map_or("", |mapped| mapped.header.as_str());
    if record.unclosed {
        let last = cells.len().saturating_sub(1);
        let told = "begins with a quote that is never closed, so the rest of the file was read as its value";
        return fault(header(last), cells.get(last).unwrap_or_default(), told.to_owned());
    }
    let extra = cells.iter().skip(columns).any(|cell| !cell.trim().is_empty());
    if cells.len() < columns || extra {
        let found = cells.len();
        return fault("", "", format!("has {found} cells where the header has {columns}"));
    }
    if cells.iter().eq(sheet.header.cells.iter()) {
        return fault("", "", "is the header again".to_owned());
    }
    let long = cells.iter().position(|cell| cell.len() > MOST_CELL_BYTES)?;
    fault(header(long), cells.get(long).unwrap_or_default(), "is longer than any value may be".to_owned())
}
