//! CSV for spreadsheets: cells that one would run as a formula are made text.

use std::borrow::Cow;

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse, Response};

use super::Error;

/// What a spreadsheet may take for a formula, full-width forms included: <https://owasp.org/www-community/attacks/CSV_Injection>.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// The cell as it is written: what begins as a formula gets one more leading `'`, which an import
/// takes off again.
pub fn cell(text: &str) -> Cow<'_, str> {
    if text.trim_start_matches('\'').starts_with(FORMULA) {
        return Cow::Owned(format!("'{text}"));
    }
    Cow::Borrowed(text)
}

/// The text of a cell that [`cell`] wrote.
pub fn plain(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(FORMULA) => rest,
        _ => cell,
    }
}

/// Records as CSV; every cell goes through [`cell`].
pub fn records<Cell: AsRef<str>>(
    records: impl IntoIterator<Item = impl IntoIterator<Item = Cell>>,
) -> Result<Vec<u8>, Error> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for record in records {
        for text in record {
            writer.write_field(cell(text.as_ref()).as_bytes()).map_err(Error::internal)?;
        }
        writer.write_record(None::<&[u8]>).map_err(Error::internal)?;
    }
    writer.into_inner().map_err(|error| Error::internal(error.into_error()))
}

/// A file to be saved under this name, which must be one of ours: ASCII without quotes.
pub fn attachment(name: &str, body: impl IntoResponse) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(CONTENT_DISPOSITION, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_becomes_text() {
        for text in ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "'=1", "''@", "＝1", "＠x"] {
            assert_eq!(cell(text), format!("'{text}"), "{text:?}");
        }
        for text in ["", "1", "a=b", "'a", "2026-11-16", "−1"] {
            assert_eq!(cell(text), text);
        }
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let made = records([["a", "b,c"], ["=x", "d\"e\nf"]]).unwrap();
        assert_eq!(String::from_utf8(made).unwrap(), "a,\"b,c\"\n'=x,\"d\"\"e\nf\"\n");
    }
}
