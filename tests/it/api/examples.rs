//! The examples of docs/api.md, run as they stand by a shell against the demo.

use std::path::Path;

use tokio::process::Command;
use tracking_dashboard::demo::people::FIRST;
use tracking_dashboard::start;

use crate::support::{Demo, require};

/// All `sh` blocks, in their order.
fn script() -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/api.md");
    let page = std::fs::read_to_string(page).expect("the page");
    let blocks = page.split("```sh\n").skip(1);
    let blocks: Vec<_> = blocks.map(|block| block.split("```").next().unwrap_or_default()).collect();
    assert!(blocks.len() > 8, "docs/api.md has its examples in sh blocks");
    format!("set -euo pipefail\n{}", blocks.join("\n"))
}

async fn is_there(tool: &str) -> bool {
    Command::new(tool).arg("--version").output().await.is_ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_example_of_the_documentation_works() {
    for tool in ["curl", "jq", "openssl", "bash"] {
        if !is_there(tool).await {
            return require(tool);
        }
    }
    start::process();
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), &["--no-bot"]).await;
    let binary = Path::new(env!("CARGO_BIN_EXE_tracking-dashboard"));
    let tools = std::env::join_paths([
        binary.parent().unwrap(),
        "/usr/local/bin".as_ref(),
        "/usr/bin".as_ref(),
        "/bin".as_ref(),
    ]);
    let work = tempfile::tempdir().unwrap();
    let ran = Command::new("bash")
        .args(["-xc", &script()])
        .current_dir(work.path())
        .env_clear()
        .env("PATH", tools.unwrap())
        .env("URL", &demo.base)
        .env("GUILD", FIRST.to_string())
        .env("TD_DATABASE__URL", format!("sqlite://{}/demo.db", folder.path().display()))
        .env("TD_AUTH__SECRET_FILE", folder.path().join("secret"))
        .env("TD_DISCORD__CLIENT_ID", "1")
        .env("TD_DISCORD__CLIENT_SECRET", "s")
        .output()
        .await
        .expect("bash");
    demo.kill().await;
    let (said, steps) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "{said}\n{steps}");
    let accounts = std::fs::read_to_string(work.path().join("accounts.tsv")).unwrap();
    assert!(accounts.lines().count() > 100, "the loop goes through all pages: {accounts}");
}
