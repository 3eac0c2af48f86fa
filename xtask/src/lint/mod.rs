//! `cargo xtask lint`: the house rules that clippy cannot say.

mod pieces;
mod rules;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

const SOURCES: [&str; 5] = ["src", "tests", "xtask/src", "tools/src", "ui/src"];
const KINDS: [&str; 3] = ["rs", "ts", "css"];

pub fn run() -> Result<()> {
    let mut files = Vec::new();
    for folder in SOURCES.map(Path::new).into_iter().filter(|folder| folder.exists()) {
        collect(folder, &mut files)?;
    }
    files.sort();
    let mut broken = 0;
    for path in &files {
        let source = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        for finding in rules::check(path, &source) {
            broken += 1;
            eprintln!("{}:{}: {}", path.display(), finding.line, finding.rule);
        }
    }
    if broken > 0 {
        bail!("{broken} places break a house rule (CONTRIBUTING.md says why they are there)");
    }
    println!("{} files keep the house rules", files.len());
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in folder.read_dir()? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| KINDS.iter().any(|kind| extension == *kind)) {
            files.push(path);
        }
    }
    Ok(())
}
