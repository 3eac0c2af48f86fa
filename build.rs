//! Builds the browser's files from `ui/` with npm and writes the table that embeds them.
//!
//! Nothing runs when nothing relevant changed: a fingerprint of the inputs is kept in OUT_DIR.

use std::collections::hash_map::DefaultHasher;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

const NODE_HELP: &str = "Node.js 20 or newer with npm is needed to build the pages. \
    Install it from https://nodejs.org or your system's packages (nodejs, npm), then build again.";

fn main() {
    if let Err(error) = run() {
        eprintln!("\n{error}\n");
        std::process::exit(1);
    }
}

fn run() -> Result {
    for path in [
        "build.rs",
        // sqlx embeds the migrations, and does not watch for new ones itself.
        "migrations",
        "src",
        "ui/src",
        "ui/build.mjs",
        "ui/icons.mjs",
        "ui/icons.json",
        "ui/package.json",
        "ui/package-lock.json",
        "ui/.npmrc",
    ] {
        println!("cargo::rerun-if-changed={path}");
    }
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").ok_or("cargo names the crate")?);
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("cargo names a folder")?);
    let (ui, table, stamp) = (root.join("ui"), out.join("assets.rs"), out.join("assets.stamp"));

    let now = format!("{:016x}", fingerprint(&root)?);
    if table.exists() && fs::read_to_string(&stamp).is_ok_and(|before| before == now) {
        return Ok(());
    }
    check_node()?;
    install(&ui)?;
    // Straight into OUT_DIR: builds with different target directories don't disturb each other.
    let files = out.join("assets");
    call(
        Command::new("node").current_dir(&ui).arg("build.mjs").arg("--out").arg(&files),
        "building ui/ failed",
    )?;
    fs::write(&table, assets_table(&files)?)?;
    fs::write(&stamp, now)?;
    Ok(())
}

/// Hashes everything the build reads. Of the Rust sources only those that can hold class or icon names count,
/// so that most edits don't start Node.
fn fingerprint(root: &Path) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    let ui = root.join("ui");
    for name in ["build.mjs", "icons.mjs", "icons.json", "package-lock.json"] {
        fs::read(ui.join(name))?.hash(&mut hasher);
    }
    for file in files_under(&ui.join("src"))? {
        file.hash(&mut hasher);
        fs::read(&file)?.hash(&mut hasher);
    }
    for file in files_under(&root.join("src"))? {
        let text = fs::read(&file)?;
        if ["html!", "class", "icon"].iter().any(|word| contains(&text, word.as_bytes())) {
            text.hash(&mut hasher);
        }
    }
    Ok(hasher.finish())
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|window| window == word)
}

fn files_under(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            files.extend(files_under(&entry.path())?);
        } else {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

fn check_node() -> Result {
    let version = Command::new("node").arg("--version").output().map_err(|_| NODE_HELP)?;
    let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    let major: Option<u32> =
        version.trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok());
    if major.is_none_or(|major| major < 20) {
        return Err(format!("{NODE_HELP} (found Node.js {version})").into());
    }
    Ok(())
}

/// `npm ci` when the packages are missing or older than the lock file. A file lock keeps two builds from doing it at once.
fn install(ui: &Path) -> Result {
    fs::create_dir_all(ui.join("dist"))?;
    let guard = fs::File::create(ui.join("dist/.install-lock"))?;
    guard.lock()?;
    let modified = |path: &str| fs::metadata(ui.join(path)).and_then(|data| data.modified());
    let lock = modified("package-lock.json")?;
    if modified("node_modules/.package-lock.json").is_ok_and(|installed| installed >= lock) {
        return Ok(());
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    call(Command::new(npm).current_dir(ui).args(["ci", "--no-audit", "--no-fund"]), "`npm ci` in ui/ failed")
}

fn call(command: &mut Command, failed: &str) -> Result {
    let output = command.stdin(Stdio::null()).output().map_err(|_| NODE_HELP)?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    Err(format!("{failed}:\n{}", String::from_utf8_lossy(&said).trim()).into())
}

/// A static table for `include!`: logical name, hashed file, content type, bytes, brotli, gzip.
fn assets_table(files: &Path) -> Result<String> {
    let manifest = fs::read_to_string(files.join("manifest.txt"))?;
    let mut table = String::from("static ASSETS: &[Asset] = &[\n");
    for line in manifest.lines() {
        let mut parts = line.split('\t');
        let (Some(name), Some(file), Some(kind), Some(compressed)) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(format!("unexpected line in the asset manifest: {line}").into());
        };
        let raw = files.join(file);
        let packed = |ending: &str| {
            if compressed == "yes" {
                format!("include_bytes!({:?})", format!("{}.{ending}", raw.display()))
            } else {
                "&[]".to_owned()
            }
        };
        writeln!(
            table,
            "    Asset {{ name: {name:?}, url: {:?}, content_type: {kind:?}, raw: include_bytes!({:?}), br: {}, gz: {} }},",
            format!("/assets/{file}"),
            raw.display().to_string(),
            packed("br"),
            packed("gz"),
        )?;
    }
    table.push_str("];\n");
    Ok(table)
}
