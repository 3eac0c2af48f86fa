//! Files that are written whole before they are sent: without a name, gone with the last who holds them.

use std::fs::File;
use std::io;
use std::path::PathBuf;

use crate::db::Db;

/// Where they are: beside SQLite's file, where there is room for data, else where the system has temporary
/// files.
pub fn folder(db: &Db) -> PathBuf {
    db.folder().unwrap_or_else(std::env::temp_dir)
}

/// A new, empty one.
pub fn file(folder: &std::path::Path) -> io::Result<File> {
    tempfile::tempfile_in(folder)
}
