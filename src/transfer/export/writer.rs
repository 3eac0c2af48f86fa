//! Writes accounts into a file of a kind, in the same memory however many there are.

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use rust_xlsxwriter::{Format as Style, Workbook, Worksheet};

use super::format::Format;
use super::rows::ExportRow;
use crate::http::csv::cell;
use crate::transfer::columns;

pub type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

const BUFFER: usize = 256 * 1024;

pub enum Writer {
    Csv(Box<csv::Writer<BufWriter<File>>>),
    Json { out: BufWriter<File>, is_empty: bool },
    Xlsx { book: Box<Workbook>, out: File, rows: u32 },
}

impl Writer {
    /// `folder`: where there is room while a spreadsheet is put together.
    pub fn begin(format: Format, out: File, folder: &Path) -> Result<Writer> {
        Ok(match format {
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(BufWriter::with_capacity(BUFFER, out));
                writer.write_record(columns::header())?;
                Writer::Csv(Box::new(writer))
            }
            Format::Json => {
                let mut out = BufWriter::with_capacity(BUFFER, out);
                out.write_all(b"[")?;
                Writer::Json { out, is_empty: true }
            }
            Format::Xlsx => Writer::Xlsx { book: Box::new(new_book(folder)?), out, rows: 1 },
        })
    }

    pub fn write(&mut self, rows: &[ExportRow]) -> Result<()> {
        match self {
            Writer::Csv(writer) => {
                for row in rows {
                    for text in row.cells() {
                        writer.write_field(cell(text).as_bytes())?;
                    }
                    writer.write_record(None::<&[u8]>)?;
                }
            }
            Writer::Json { out, is_empty } => {
                for row in rows {
                    out.write_all(if *is_empty { b"\n" } else { b",\n" })?;
                    *is_empty = false;
                    serde_json::to_writer(&mut *out, &row.json())?;
                }
            }
            Writer::Xlsx { book, rows: next, .. } => {
                let sheet = book.worksheet_from_index(0)?;
                for row in rows {
                    write_row(sheet, *next, row)?;
                    *next += 1;
                }
            }
        }
        Ok(())
    }

    /// The file, complete.
    pub fn end(self) -> Result<File> {
        match self {
            Writer::Csv(writer) => Ok((*writer).into_inner().map_err(|e| e.to_string())?.into_inner()?),
            Writer::Json { mut out, .. } => {
                out.write_all(b"\n]\n")?;
                Ok(out.into_inner()?)
            }
            Writer::Xlsx { mut book, out, .. } => {
                book.save_to_writer(out.try_clone()?)?;
                Ok(out)
            }
        }
    }
}

/// What a spreadsheet has beyond the columns of an import.
const MORE: [&str; 4] = ["status", "followers", "last_checked_at", "url"];
const WIDTHS: [f64; 9] = [11.0, 24.0, 20.0, 20.0, 24.0, 12.0, 12.0, 21.0, 40.0];

fn new_book(folder: &Path) -> Result<Workbook> {
    let mut book = Workbook::new();
    book.set_tempdir(folder)?;
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name("Accounts")?.set_freeze_panes(1, 0)?;
    let bold = Style::new().set_bold();
    for (column, name) in (0..).zip(columns::header().iter().chain(&MORE)) {
        sheet.write_string_with_format(0, column, *name, &bold)?;
    }
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    Ok(book)
}

/// Names are strings, whatever they look like; numbers are numbers.
fn write_row(sheet: &mut Worksheet, number: u32, row: &ExportRow) -> Result<()> {
    for (column, text) in (0..).zip(row.cells()) {
        sheet.write_string(number, column, text)?;
    }
    sheet.write_string(number, 5, &row.status)?;
    if let Some(followers) = row.followers {
        sheet.write_number(number, 6, followers as f64)?;
    }
    if let Some(at) = row.last_checked_at {
        sheet.write_string(number, 7, at.to_string())?;
    }
    sheet.write_string(number, 8, row.url())?;
    Ok(())
}
