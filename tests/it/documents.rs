//! What the documents promise of the tests.

use std::fs;
use std::path::{Path, PathBuf};

/// Every Rust file beneath.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            files(&entry, found);
        } else if entry.extension().is_some_and(|ending| ending == "rs") {
            found.push(entry);
        }
    }
}

/// Names in backticks that look like a test's: words joined by underscores, four at least.
fn named(text: &str) -> Vec<&str> {
    let is_name = |word: &&str| {
        word.split('_').count() >= 4
            && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    text.split('`').filter(is_name).collect()
}

#[test]
fn every_test_that_the_security_document_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = fs::read_to_string(root.join("docs/security.md")).expect("the document");
    let mut found = Vec::new();
    for folder in ["src", "tests"] {
        files(&root.join(folder), &mut found);
    }
    let sources: String = found.iter().map(|file| fs::read_to_string(file).expect("a file")).collect();
    let names = named(&document);
    assert!(names.len() > 40, "{}", names.len());
    let missing: Vec<_> =
        names.into_iter().filter(|name| !sources.contains(&format!("fn {name}("))).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}
