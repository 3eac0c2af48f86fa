//! Files with secrets: there, and readable by their owner only.

use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::Finding;
use crate::config::{Environment, holds_secret};

const CHECK: &str = "secret files";

/// The configuration file and every file that a `TD_..._FILE` variable names.
pub fn check(file: Option<&Path>, environment: &Environment) -> Vec<Finding> {
    let named = environment.0.iter().filter(|(name, _)| name.ends_with("_FILE"));
    let mut paths: Vec<&Path> = named.map(|(_, path)| Path::new(path.as_str())).chain(file).collect();
    paths.sort_unstable();
    paths.iter().map(|path| one(path, Some(*path) == file)).collect()
}

fn one(path: &Path, is_config: bool) -> Finding {
    let shown = path.display();
    match std::fs::metadata(path) {
        Ok(_) if is_config && !holds_secret(path) => Finding::ok(CHECK, format!("{shown} holds no secret")),
        Ok(found) => about(path, found.permissions().mode()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Finding::fail(CHECK, format!("{shown} does not exist: make it, or name another"))
        }
        Err(error) => Finding::fail(CHECK, format!("{shown}: {error}: give this user the right to read it")),
    }
}

fn about(path: &Path, mode: u32) -> Finding {
    let shown = path.display();
    // systemd lets the service's user in by an access list, which shows as the group's right.
    let others = if path.starts_with("/run/credentials") { 0o037 } else { 0o077 };
    if mode & others == 0 {
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
        assert_eq!(about(Path::new("/run/credentials/a.service/b"), 0o100_440).level, Level::Ok);
        std::fs::remove_file(&path).unwrap();
        assert_eq!(check(Some(&path), &environment).len(), 2);
        assert_eq!(check(None, &environment)[0].level, Level::Fail);
    }

    #[test]
    fn a_configuration_file_is_warned_about_only_if_it_holds_a_secret() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        for (text, level) in [
            ("[database]\nurl = \"sqlite:///var/lib/td/data.db\"", Level::Ok),
            ("[database]\nurl = \"postgres://td@db.internal/td\"\n[discord]\nclient_id = \"1\"", Level::Ok),
            ("[auth]\nsecret = \"\"", Level::Ok),
            ("[auth]\nsecret = \"x\"", Level::Warn),
            ("[discord]\nclient_secret = \"x\"", Level::Warn),
            ("[discord]\nbot_token = \"x\"", Level::Warn),
            ("[metrics]\ntoken = \"x\"", Level::Warn),
            ("[database]\nurl = \"postgres://td:hunter2@db.internal/td\"", Level::Warn),
            ("[cache]\nurl = \"redis://:hunter2@cache:6379/0\"", Level::Warn),
            ("no configuration", Level::Warn),
        ] {
            std::fs::write(&path, text).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
            assert_eq!(check(Some(&path), &Environment(HashMap::new()))[0].level, level, "{text}");
        }
    }
}
