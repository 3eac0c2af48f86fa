//! Reads an uploaded file: from bytes to rows whose columns are known. It judges no value.

mod decode;
mod records;

#[cfg(test)]
mod spectrum_test;

pub use decode::Encoding;
pub use records::Record;

use schemars::JsonSchema;
use serde::Serialize;

use super::columns::{self, Chosen, Column, Mapped, Unmappable};

/// Columns of a file, known or not.
const MOST_COLUMNS: usize = 200;
/// More of these in one line is no sheet.
const MOST_DELIMITERS: usize = 5_000;

/// Why a whole file cannot be read; completes "The file ...".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("is empty")]
    Empty,
    #[error("has a header, but no row beneath it")]
    HeaderOnly,
    #[error("is a workbook or an archive; save it as CSV first")]
    Workbook,
    #[error("is not a CSV file")]
    Binary,
    #[error("begins as UTF-16, but is not")]
    BrokenUtf16,
    #[error("has more than {0} rows")]
    TooManyRows(usize),
    #[error("has more than {MOST_COLUMNS} columns")]
    TooManyColumns,
    #[error("names the column {0} twice")]
    HeaderTwice(String),
    #[error("{0}")]
    Columns(Unmappable),
}

/// What stands between the cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema, sqlx::Type)]
#[sqlx(type_name = "text")]
pub enum Delimiter {
    #[serde(rename = ",")]
    #[sqlx(rename = ",")]
    Comma,
    #[serde(rename = ";")]
    #[sqlx(rename = ";")]
    Semicolon,
    #[serde(rename = "\t")]
    #[sqlx(rename = "tab")]
    Tab,
}

impl Delimiter {
    const ALL: [Delimiter; 3] = [Delimiter::Comma, Delimiter::Semicolon, Delimiter::Tab];

    fn byte(self) -> u8 {
        match self {
            Delimiter::Comma => b',',
            Delimiter::Semicolon => b';',
            Delimiter::Tab => b'\t',
        }
    }
}

/// A file as it was read.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub encoding: Encoding,
    pub delimiter: Delimiter,
    pub columns: Vec<Mapped>,
    pub header: Record,
    pub rows: Vec<Record>,
}

impl Sheet {
    /// Where this column stands in each record.
    pub fn place(&self, column: Column) -> Option<usize> {
        self.columns.iter().position(|mapped| mapped.column == Some(column))
    }
}

/// Reads at most `max_rows` beneath the header.
pub fn read(bytes: &[u8], chosen: &Chosen, max_rows: usize) -> Result<Sheet, Unreadable> {
    let (encoding, text) = decode::decode(bytes)?;
    let (text, told) = without_hint(&text);
    let delimiter = told.unwrap_or_else(|| guess(text));
    let wide = |line: &str| line.bytes().filter(|byte| *byte == delimiter.byte()).count() > MOST_DELIMITERS;
    if text.split(['\r', '\n']).any(wide) {
        return Err(Unreadable::TooManyColumns);
    }
    let mut all = records::records(text, delimiter.byte(), max_rows.saturating_add(2)).into_iter();
    let header = all.next().ok_or(Unreadable::Empty)?;
    let rows: Vec<Record> = all.collect();
    if header.cells.len() > MOST_COLUMNS {
        return Err(Unreadable::TooManyColumns);
    }
    if rows.is_empty() {
        return Err(Unreadable::HeaderOnly);
    }
    if rows.len() > max_rows {
        return Err(Unreadable::TooManyRows(max_rows));
    }
    let headers: Vec<&str> = header.cells.iter().collect();
    if let Some(twice) = columns::repeated(&headers) {
        return Err(Unreadable::HeaderTwice(twice.chars().take(40).collect()));
    }
    let columns = columns::map(&headers, chosen).map_err(Unreadable::Columns)?;
    Ok(Sheet { encoding, delimiter, columns, header, rows })
}

/// Spreadsheets write `sep=;` above the header, and show it to nobody.
fn without_hint(text: &str) -> (&str, Option<Delimiter>) {
    let hinted = |delimiter: &Delimiter| {
        let rest = text.strip_prefix("sep=")?.strip_prefix(char::from(delimiter.byte()))?;
        let rest = ["\r\n", "\n", "\r"].iter().find_map(|end| rest.strip_prefix(end))?;
        Some((rest, Some(*delimiter)))
    };
    Delimiter::ALL.iter().find_map(hinted).unwrap_or((text, None))
}

/// The delimiter that makes most of the header: columns that we know, then columns at all.
fn guess(text: &str) -> Delimiter {
    let worth = |delimiter: &Delimiter| {
        let cells = records::first(text, delimiter.byte());
        let headers: Vec<&str> = cells.iter().take(MOST_COLUMNS).collect();
        let mapped = columns::map(&headers, &Chosen::new()).unwrap_or_default();
        (mapped.iter().filter(|one| one.column.is_some()).count(), headers.len())
    };
    // Of equals the last is taken, and a comma is what most people mean.
    Delimiter::ALL.into_iter().rev().max_by_key(worth).unwrap_or(Delimiter::Comma)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(text: &str) -> Result<Sheet, Unreadable> {
        read(text.as_bytes(), &Chosen::new(), 3)
    }

    #[test]
    fn the_delimiter_is_found_by_the_header() {
        for (text, delimiter, cells) in [
            ("platform,username\nx,a;b\n", Delimiter::Comma, 2),
            ("platform;username\nx;a,b\n", Delimiter::Semicolon, 2),
            ("Platform\tUser name\nx\ta\n", Delimiter::Tab, 2),
            ("\"platform,network;x\";username\nx;a\n", Delimiter::Semicolon, 2),
            ("a;b,c;d\n1;2;3\n", Delimiter::Semicolon, 3),
            ("a\n1\n", Delimiter::Comma, 1),
            ("sep=;\r\na,b,c;d\r\n1;2\r\n", Delimiter::Semicolon, 2),
        ] {
            let sheet = of(text).unwrap();
            assert_eq!((sheet.delimiter, sheet.header.cells.len()), (delimiter, cells), "{text}");
        }
        assert_eq!(of("sep=;\na;b\n1;2\n").unwrap().rows[0].row, 2);
    }

    #[test]
    fn what_is_no_sheet_is_refused_with_its_reason() {
        for (text, why) in [
            ("", Unreadable::Empty),
            (" \r\n\n", Unreadable::Empty),
            ("platform,username\n", Unreadable::HeaderOnly),
            ("platform,username\n,\n , \n", Unreadable::HeaderOnly),
            ("a\n1\n2\n3\n4\n", Unreadable::TooManyRows(3)),
            ("Brand,brand\n1,2\n", Unreadable::HeaderTwice("brand".into())),
        ] {
            assert_eq!(of(text).map(|sheet| sheet.rows.len()), Err(why), "{text:?}");
        }
        assert_eq!(of(&format!("{}\n1\n", "a,".repeat(300))).map(drop), Err(Unreadable::TooManyColumns));
        assert_eq!(of(&format!("a\n{}\n", ",".repeat(9_000))).map(drop), Err(Unreadable::TooManyColumns));
        assert_eq!(of("a\n1\n2\n3\n").unwrap().rows.len(), 3);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(
            bytes in prop_oneof![
                prop::collection::vec(any::<u8>(), 0..200),
                prop::collection::vec(prop::sample::select(b"a,;\t\r\n\"'=@ \xff\xfe\xe9\xc3".to_vec()), 0..200),
            ]
        ) {
            if let Ok(sheet) = read(&bytes, &Chosen::new(), 50) {
                prop_assert!(sheet.rows.len() <= 50);
                prop_assert!(sheet.rows.windows(2).all(|pair| pair[0].row < pair[1].row));
            }
        }
    }
}
