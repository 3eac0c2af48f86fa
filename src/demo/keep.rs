//! What the demo keeps in its folder: the secret and the bot's credentials, for its owner only.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::crypto::{base64url, random};

/// The bot's key and secret, so that anyone can send callbacks by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    pub api_key: String,
    pub signing_secret: String,
}

const CREDENTIALS: &str = "demo-credentials.json";

/// Makes the folder; one that is there keeps its mode.
pub fn folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// The database's file.
pub fn database(folder: &Path) -> PathBuf {
    folder.join("demo.db")
}

/// The server's secret; made at the first start.
pub fn secret(folder: &Path) -> io::Result<String> {
    let path = folder.join("secret");
    match fs::read_to_string(&path) {
        Ok(text) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => {
            let secret = base64url(&random::<32>());
            write(&path, &secret)?;
            Ok(secret)
        }
    }
}

/// The credentials of an earlier start; `None` when there was none.
pub fn credentials(folder: &Path) -> io::Result<Option<Credentials>> {
    match fs::read(folder.join(CREDENTIALS)) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

pub fn keep_credentials(folder: &Path, credentials: &Credentials) -> io::Result<()> {
    write(&folder.join(CREDENTIALS), &serde_json::to_string_pretty(credentials)?)
}

/// Whole or not at all: a reader never finds half a file.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let part = path.with_extension("part");
    // A rest of a start that was killed may have another mode.
    let _ = fs::remove_file(&part);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    fs::rename(&part, path)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn secret_and_credentials_stay_and_are_the_owners_only() {
        let folder = tempfile::tempdir().unwrap();
        let made = secret(folder.path()).unwrap();
        assert!(made.len() >= 32);
        assert_eq!(secret(folder.path()).unwrap(), made);
        assert_eq!(credentials(folder.path()).unwrap(), None);
        let given = Credentials { api_key: "tdk_x".into(), signing_secret: "whsec_y".into() };
        keep_credentials(folder.path(), &given).unwrap();
        assert_eq!(credentials(folder.path()).unwrap(), Some(given));
        for name in ["secret", CREDENTIALS] {
            let mode = fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }
}
