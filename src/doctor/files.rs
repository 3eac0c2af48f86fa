//! Files with secrets: there, and readable by their owner only.

use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::Finding;
use crate::config::Environment;

const CHECK: &str = "secret files";

/// The configuration file and every file that a `TD_..._FILE` variable names.
pub fn check(file: Option<&Path>, environment: &Environment) -> Vec<Finding> {
    let named = environment.0.iter().filter(|(name, _)| name.ends_with("_FILE"));
    let mut paths: Vec<&Path> = named.map(|(_, path)| Path::new(path.as_str())).chain(file).collect();
    paths.sort_unstable();
    paths.iter().map(|path| one(path)).collect()
}

fn one(path: &Path) -> Finding {
    let shown = path.display();
    match std::fs::metadata(path) {
        Ok(found) => about(path, found.permissions().mode()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Finding::fail(CHECK, format!("{shown} does not exist: make it, or name another"))
        }
        Err(error) => Finding::fail(CHECK, format!("{shown}: {error}: give this user the right to read it")),
    }
}

fn about(path: &Path, mode: u32) -> Finding {
    let shown = path.display();
    if mode & 0o077 == 0 {
        return Finding::ok(CHECK, format!("{shown} is readable by its owner only"));
    }
    Finding::warn(
        CHECK,
        format!("{shown} has mode {:03o}, others may read it: chmod 600 {shown}", mode & 0o777),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::super::Level;
    use super::*;

    #[test]
    fn a_file_that_others_may_read_is_a_warning_and_a_missing_one_a_failure() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        std::fs::write(&path, "x").unwrap();
        let variable = ("TD_AUTH__SECRET_FILE".to_owned(), path.display().to_string());
        let environment = Environment(HashMap::from([variable]));
        for (mode, level) in [(0o600, Level::Ok), (0o640, Level::Warn), (0o604, Level::Warn)] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(check(None, &environment)[0].level, level, "{mode:o}");
        }
        std::fs::remove_file(&path).unwrap();
        assert_eq!(check(Some(&path), &environment).len(), 2);
        assert_eq!(check(None, &environment)[0].level, Level::Fail);
    }
}
