//! What the suite needs on this machine: found, installed, or named.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::process;

const NODE_MAJOR: u32 = 20;

/// The programs the services are started from.
pub struct Programs {
    pub databases: DatabasePrograms,
    pub chromium: PathBuf,
    pub chromedriver: PathBuf,
}

pub struct DatabasePrograms {
    pub postgres_bin: PathBuf,
    pub redis: PathBuf,
}

struct Need {
    what: &'static str,
    debian_package: &'static str,
    find: fn() -> Option<PathBuf>,
}

const POSTGRES: Need =
    Need { what: "PostgreSQL (initdb, postgres)", debian_package: "postgresql", find: postgres_bin };
const REDIS: Need = Need {
    what: "Redis or Valkey (redis-server)",
    debian_package: "redis-server",
    find: || on_path(&["redis-server", "valkey-server"]),
};
const CHROMIUM: Need = Need {
    what: "Chromium",
    debian_package: "chromium",
    find: || on_path(&["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]),
};
const CHROMEDRIVER: Need =
    Need { what: "chromedriver", debian_package: "chromium-driver", find: || on_path(&["chromedriver"]) };

/// Kills the server at a chosen write.
const STRACE: Need = Need { what: "strace", debian_package: "strace", find: || on_path(&["strace"]) };

/// Makes sure of everything that the suite needs.
pub fn prepare() -> Result<Programs> {
    check_node()?;
    ensure(&[&POSTGRES, &REDIS, &CHROMIUM, &CHROMEDRIVER, &STRACE])?;
    Ok(Programs { databases: databases()?, chromium: found(&CHROMIUM)?, chromedriver: found(&CHROMEDRIVER)? })
}

/// Makes sure of what instances share.
pub fn databases() -> Result<DatabasePrograms> {
    ensure(&[&POSTGRES, &REDIS])?;
    Ok(DatabasePrograms { postgres_bin: found(&POSTGRES)?, redis: found(&REDIS)? })
}

fn found(need: &Need) -> Result<PathBuf> {
    (need.find)().with_context(|| format!("{} is still missing", need.what))
}

/// What is missing is installed as root on Debian and its kin, else named.
fn ensure(needs: &[&Need]) -> Result<()> {
    let missing: Vec<&&Need> = needs.iter().filter(|need| (need.find)().is_none()).collect();
    if !missing.is_empty() {
        let packages: Vec<&str> = missing.iter().map(|need| need.debian_package).collect();
        if !is_root() || on_path(&["apt-get"]).is_none() {
            let names: Vec<&str> = missing.iter().map(|need| need.what).collect();
            bail!(
                "missing: {}\nInstall them (Debian, Ubuntu: `apt-get install {}`) and run this again.",
                names.join(", "),
                packages.join(" ")
            );
        }
        install(&packages)?;
    }
    Ok(())
}

fn install(packages: &[&str]) -> Result<()> {
    println!("Installing {}", packages.join(" "));
    let apt = |args: &[&str]| {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").arg("-qq").args(args);
        process::run(&mut command)
    };
    apt(&["update"])?;
    apt(&[&["install", "-y", "--no-install-recommends"], packages].concat())
}

fn check_node() -> Result<()> {
    let wanted =
        format!("Node.js {NODE_MAJOR} or newer builds the pages' styles and scripts: see https://nodejs.org");
    if on_path(&["node"]).is_none() || on_path(&["npm"]).is_none() {
        bail!("missing: node, npm\n{wanted}");
    }
    let version = process::output(Command::new("node").arg("--version"))?;
    let major: u32 =
        version.trim_start_matches('v').split('.').next().unwrap_or_default().parse().unwrap_or(0);
    if major < NODE_MAJOR {
        bail!("node is {version}\n{wanted}");
    }
    Ok(())
}

/// Debian keeps the server programs off the PATH, one folder per major version.
fn postgres_bin() -> Option<PathBuf> {
    let major = |bin: &PathBuf| bin.parent()?.file_name()?.to_str()?.parse::<u32>().ok();
    let installed = Path::new("/usr/lib/postgresql").read_dir().ok().into_iter().flatten().flatten();
    installed
        .map(|version| version.path().join("bin"))
        .filter(|bin| bin.join("initdb").is_file())
        .max_by_key(major)
        .or_else(|| on_path(&["initdb"])?.canonicalize().ok()?.parent().map(Path::to_owned))
}

/// The first of these names that is an executable on the PATH.
pub fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    names
        .iter()
        .find_map(|name| env::split_paths(&path).map(|dir| dir.join(name)).find(|file| file.is_file()))
}

pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}
