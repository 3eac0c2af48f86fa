//! From text to records: commas, semicolons or tabs, quotes, and any end of line.

use csv::{ReaderBuilder, StringRecord};

/// A record with the number that a spreadsheet shows beside it: the header is 1, empty lines count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub row: usize,
    pub cells: StringRecord,
    /// Its last cell is quoted and never closed: it holds all the rest of the file.
    pub unclosed: bool,
}

impl Record {
    pub fn is_empty(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// No text holds one: a record that is this and nothing else shows that every quote was closed.
const END: &str = "\0";

/// The records that are not empty, up to `most`.
pub fn records(text: &str, delimiter: u8, most: usize) -> Vec<Record> {
    let text = format!("{text}\n{END}");
    let mut reader = reader(&text, delimiter);
    let (mut all, mut cells, mut row) = (Vec::new(), StringRecord::new(), 0);
    // The text is UTF-8, and rows may have any length: nothing can fail.
    while all.len() < most && reader.read_record(&mut cells).unwrap_or(false) {
        if cells.len() == 1 && cells.get(0) == Some(END) {
            break;
        }
        let start = cells.position().map_or(0, csv::Position::byte);
        row += 1 + empty_lines(&text, usize::try_from(start).unwrap_or(0));
        let last = cells.iter().next_back().and_then(|cell| cell.strip_suffix(END));
        let unclosed = last.is_some();
        if let Some(last) = last {
            let last = last.strip_suffix('\n').unwrap_or(last).to_owned();
            cells = cells.iter().take(cells.len() - 1).chain([last.as_str()]).collect();
        }
        let record = Record { row, cells: std::mem::take(&mut cells), unclosed };
        // Lines within quotes are one row of a spreadsheet.
        if !record.is_empty() || unclosed {
            all.push(record);
        }
    }
    all
}

/// The first record that is not empty, as this delimiter cuts it.
pub fn first(text: &str, delimiter: u8) -> StringRecord {
    let mut cells = StringRecord::new();
    let mut reader = reader(text, delimiter);
    while reader.read_record(&mut cells).unwrap_or(false) {
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            return cells;
        }
    }
    StringRecord::new()
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(delimiter).flexible(true).has_headers(false).from_reader(text.as_bytes())
}

/// Empty lines that the reader skips before the record that begins here.
fn empty_lines(text: &str, start: usize) -> usize {
    let (before, mut rest) = text.split_at_checked(start).unwrap_or(("", ""));
    // The second half of the end of the line before.
    if before.ends_with('\r') {
        rest = rest.strip_prefix('\n').unwrap_or(rest);
    }
    let mut count = 0;
    while let Some(after) = ["\r\n", "\n", "\r"].iter().find_map(|end| rest.strip_prefix(end)) {
        (rest, count) = (after, count + 1);
    }
    count
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::http::csv as writer;

    fn read(text: &str) -> Vec<(usize, Vec<String>)> {
        let all = records(text, b',', usize::MAX);
        all.iter().map(|record| (record.row, record.cells.iter().map(str::to_owned).collect())).collect()
    }

    fn row(number: usize, cells: &[&str]) -> (usize, Vec<String>) {
        (number, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn every_end_of_line_ends_a_row_and_empty_lines_count() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "", "", "1,2", "\"x", "y\",3", "", ",", "5", ""].join(end);
            let quoted = format!("x{end}y");
            let found = read(&text);
            let expected =
                [row(1, &["a", "b"]), row(4, &["1", "2"]), row(5, &[&quoted, "3"]), row(8, &["5"])];
            assert_eq!(found, expected, "{end:?}");
        }
        assert_eq!(read("\n\na\n"), [row(3, &["a"])]);
        assert_eq!(read(""), []);
    }

    #[test]
    fn a_quote_that_is_never_closed_takes_the_rest_and_is_told() {
        let all = records("a,b\n1,\"2\n3,4\n", b',', usize::MAX);
        assert_eq!(all.len(), 2);
        assert!(all[1].unclosed && !all[0].unclosed);
        assert_eq!((all[1].row, all[1].cells.get(1)), (2, Some("2\n3,4\n")));
        assert!(!records("a,\"b\"", b',', usize::MAX).iter().any(|record| record.unclosed));
        assert!(records("a,\"", b',', usize::MAX)[0].unclosed);
    }

    #[test]
    fn no_more_is_read_than_asked_for() {
        assert_eq!(records(&"a\n".repeat(100), b',', 7).len(), 7);
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_as_it_was(
            rows in prop::collection::vec(prop::collection::vec("[^\0]{0,12}|['=+@＝\"\r\n\t,;-]{0,4}", 3), 1..6)
        ) {
            let bytes = writer::records(rows.iter().map(|row| ["x"].into_iter().chain(row.iter().map(String::as_str)))).unwrap();
            let text = String::from_utf8(bytes).unwrap();
            let all = records(&text, b',', usize::MAX);
            let read: Vec<Vec<String>> = all
                .iter()
                .map(|record| record.cells.iter().skip(1).map(|cell| writer::plain(cell).to_owned()).collect())
                .collect();
            prop_assert!(all.iter().all(|record| !record.unclosed));
            prop_assert_eq!(read, rows);
        }
    }
}
