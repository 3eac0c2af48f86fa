//! Killed at every write to the database's files, the program has all that it acknowledged. strace counts the
//! writes and kills before the N-th is done.

use std::process::Stdio;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::process::Command;
use tracking_dashboard::db::Db;
use tracking_dashboard::time::SystemClock;

use super::server::{ACCOUNT, COLLECTED_AT, Folder, POSTED_AT};
use crate::support::{Bot, FIRST, Key, Program, Settings, depth, require};

/// Every so many writes; `TD_TEST_STEP` asks for less.
const STEP: usize = 499;
const WRITES: &str = "pwrite64";
const SYNCS: &str = "fsync,fdatasync";
/// Writes for each time they are synced, about.
const WRITES_EACH: usize = 30;

/// Posts and then their views.
const REQUESTS: usize = 50;

fn request(number: usize) -> (&'static str, Value) {
    let id = format!("p-{}", number / 2);
    match number % 2 {
        0 => {
            let post = json!({"external_id": id, "platform": "tiktok", "username": ACCOUNT,
                "url": format!("https://example.com/{id}"), "posted_at": POSTED_AT});
            ("posts", json!({"posts": [post]}))
        }
        _ => {
            let views = number as i64 * 10;
            let snapshot = json!({"platform": "tiktok", "external_id": id, "views": views, "likes": 0,
                "comments": 0, "shares": 0, "collected_at": COLLECTED_AT});
            ("metrics", json!({"snapshots": [snapshot]}))
        }
    }
}

/// Requests that were acknowledged before the server was gone.
async fn session(bot: &Bot) -> usize {
    for number in 0..REQUESTS {
        let (what, body) = request(number);
        let call = bot.call("POST", &format!("guilds/{FIRST}/{what}"), &body);
        match call.try_send().await {
            Ok(answer) => assert_eq!(answer.ok().json()["accepted"], 1),
            Err(_) => return number,
        }
    }
    REQUESTS
}

/// Posts and the views of each as requests so far would have left them; one more may have arrived unanswered.
async fn check(url: &str, acknowledged: usize, point: usize) {
    let db = Db::open(url).await.expect("the database");
    let whole: String = db.q("PRAGMA integrity_check").scalar().await.expect("a check");
    assert_eq!(whole, "ok", "point {point}");
    let sums = "SELECT COUNT(*), CAST(COALESCE(SUM(views), 0) AS BIGINT) FROM posts";
    let (posts, views): (i64, i64) = db.q(sums).one().await.expect("sums");
    let gained: i64 =
        db.q("SELECT CAST(COALESCE(SUM(views), 0) AS BIGINT) FROM guild_days").scalar().await.expect("a sum");
    db.close().await;
    let after = |requests: usize| {
        let views: usize = (0..requests).filter(|number| number % 2 == 1).map(|number| number * 10).sum();
        (requests.div_ceil(2) as i64, views as i64)
    };
    let told = (posts, views);
    assert!(
        told == after(acknowledged) || told == after(acknowledged + 1),
        "point {point}: {acknowledged} acknowledged, {told:?} there"
    );
    assert_eq!(gained, views, "point {point}: rollups fit their posts");
}

/// Ends with the tracer, whichever of the two is killed first.
fn traced(settings: &Settings, calls: &str, point: usize) -> Command {
    let mut strace = Command::new("strace");
    // Without `--seccomp-bpf`, with which strace 6.1 injects nothing.
    strace.args(["-f", "-o", "/dev/null", "-e", &format!("trace={calls}")]);
    strace.args(["-e", &format!("inject={calls}:signal=SIGKILL:when={point}")]);
    strace.args(["setpriv", "--pdeathsig", "KILL"]);
    settings.command_under(strace, &["serve"])
}

/// A session on a copy of the template, killed at this point; false when it came to its end before.
async fn is_killed(template: &Folder, key: &Key, calls: &str, point: usize) -> bool {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("data.db");
    std::fs::copy(template.url.trim_start_matches("sqlite://"), &file).expect("a copy");
    let url = format!("sqlite://{}", file.display());
    let settings = template.settings.clone().with("TD_DATABASE__URL", url.as_str());
    let acknowledged = match Program::start(traced(&settings, calls, point)).await {
        None => 0,
        Some(server) => {
            let http = template.http.clone();
            let bot = Bot::at(http, &server.base, &key.key, &key.secret, Arc::new(SystemClock));
            let acknowledged = session(&bot).await;
            server.kill().await;
            acknowledged
        }
    };
    check(&url, acknowledged, point).await;
    acknowledged < REQUESTS
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_write_it_has_everything_acknowledged_and_is_whole() {
    if Command::new("strace").arg("-V").stdout(Stdio::null()).status().await.is_err() {
        return require("strace");
    }
    let template = Folder::new().await;
    let key = template.settings.bot_key().await;
    let step = depth("TD_TEST_STEP", STEP);
    for (calls, step) in [(WRITES, step), (SYNCS, step.div_ceil(WRITES_EACH))] {
        let (mut point, mut kills) = (1, 0);
        while is_killed(&template, &key, calls, point).await {
            point += step;
            kills += 1;
        }
        assert!(kills >= 3, "{kills} kills: strace counted nothing");
        eprintln!("{kills} kills at {calls} 1 to {point}: whole each time, with everything acknowledged");
    }
}
