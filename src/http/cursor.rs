//! Keyset cursors: opaque, and worth something only for the list they came from.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Code, Error};
use crate::crypto::{Purpose, Secrets, base64url, from_base64url};

const MAC: usize = 16;

/// A cursor to continue after `position` in the list named by `scope` (guild, filters and sort).
pub fn encode(secrets: &Secrets, scope: &str, position: &impl Serialize) -> Result<String, Error> {
    let position = serde_json::to_vec(position).map_err(Error::internal)?;
    let mac = secrets.mac(Purpose::Cursor, &[scope.as_bytes(), &position]);
    Ok(base64url(&[&mac[..MAC], &position].concat()))
}

/// The position in a cursor of the same list; 422 `invalid_cursor` for anything else.
pub fn decode<T: DeserializeOwned>(secrets: &Secrets, scope: &str, cursor: &str) -> Result<T, Error> {
    let invalid = || Error::new(Code::InvalidCursor);
    let bytes = from_base64url(cursor).ok_or_else(invalid)?;
    let (mac, position) = bytes.split_at_checked(MAC).ok_or_else(invalid)?;
    if !secrets.verify_prefix(Purpose::Cursor, &[scope.as_bytes(), position], mac) {
        return Err(invalid());
    }
    serde_json::from_slice(position).map_err(|_| invalid())
}

/// As [`decode`]; without a cursor the `start` of the list.
pub fn or_start<T: DeserializeOwned>(
    secrets: &Secrets,
    scope: &str,
    cursor: Option<&str>,
    start: impl FnOnce() -> T,
) -> Result<T, Error> {
    match cursor {
        Some(cursor) => decode(secrets, scope, cursor),
        None => Ok(start()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_good_for_its_own_list_only() {
        let secrets = Secrets::new("secret", None);
        let cursor = encode(&secrets, "guild 1 sort name", &("anna", 7)).unwrap();
        let position: (String, i64) = decode(&secrets, "guild 1 sort name", &cursor).unwrap();
        assert_eq!(position, ("anna".to_owned(), 7));
        let refused = |scope: &str, cursor: &str| {
            assert_eq!(
                decode::<(String, i64)>(&secrets, scope, cursor).unwrap_err().code(),
                Code::InvalidCursor
            );
        };
        refused("guild 2 sort name", &cursor);
        refused("guild 1 sort name", &format!("{cursor}A"));
        refused("guild 1 sort name", "");
        refused("guild 1 sort name", "!!");
    }
}
