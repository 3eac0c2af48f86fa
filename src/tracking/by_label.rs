//! Keyset pages of lists in the order of their labels.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::crypto::Secrets;
use crate::http::{Error, cursor};

/// The row that a page begins after.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct After<Id> {
    pub label_folded: String,
    pub id: Id,
}

/// The position in a cursor of the list named by `scope`; without one before the first row, which
/// is after the empty label and `nil`.
pub fn after<Id: DeserializeOwned>(
    secrets: &Secrets,
    scope: &str,
    cursor: Option<&str>,
    nil: Id,
) -> Result<After<Id>, Error> {
    match cursor {
        Some(cursor) => cursor::decode(secrets, scope, cursor),
        None => Ok(After { label_folded: String::new(), id: nil }),
    }
}

/// Takes the one row more than `limit` away that tells whether there is a next page, and gives its cursor.
pub fn next<Row, Id: Serialize>(
    secrets: &Secrets,
    scope: &str,
    rows: &mut Vec<Row>,
    limit: i64,
    key: impl Fn(&Row) -> After<Id>,
) -> Result<Option<String>, Error> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    if rows.len() <= limit {
        return Ok(None);
    }
    rows.truncate(limit);
    rows.last().map(|last| cursor::encode(secrets, scope, &key(last))).transpose()
}
