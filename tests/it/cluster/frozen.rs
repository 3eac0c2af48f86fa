//! An instance that freezes in the middle of an import, longer than its lease, and goes on.

use std::time::Duration;

use reqwest::Method;
use tracking_dashboard::db::Db;

use super::site::Cluster;
use crate::crash::imports::Importer;
use crate::support::{FIRST, depth, eventually};

/// `TD_TEST_FREEZES` asks for more.
const FREEZES: usize = 1;
const ROWS: usize = 4_000;
const SOON: Duration = Duration::from_secs(120);

impl Cluster {
    /// Each call over a connection of its own: a thawed instance closes those that were idle for too long.
    fn importer(&self, number: usize, key: &str) -> Importer {
        let http = reqwest::Client::builder().pool_max_idle_per_host(0).build().expect("a client");
        Importer { http, key: key.to_owned(), base: self.base(number).to_owned() }
    }
}

fn rows(name: &str) -> String {
    (0..ROWS).map(|n| format!("x,{name}-{n},Acme,Launch,\n")).collect()
}

async fn state(at: &Importer, id: &str) -> String {
    let import = at.call(Method::GET, &format!("/{id}"), None).await;
    import["state"].as_str().expect("a state").to_owned()
}

async fn completed(at: &Importer, id: &str) {
    let look = async || (!matches!(state(at, id).await.as_str(), "queued" | "running")).then_some(());
    eventually("the import ends", SOON, look).await;
    assert_eq!(state(at, id).await, "completed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_whose_owner_freezes_is_finished_by_another_and_applied_once() {
    let Some(cluster) = Cluster::start_with(2, &[("TD_IMPORT__LEASE_SECONDS", "2")]).await else { return };
    let key = cluster.key(&["imports:read", "imports:write"]).await;
    let freezes = depth("TD_TEST_FREEZES", FREEZES);
    let (mut frozen, mut imports) = (0, 0);
    for attempt in 0..freezes * 10 {
        let (owner, other) = (cluster.importer(attempt, &key), cluster.importer(attempt + 1, &key));
        let id = owner.import(&rows(&format!("a{attempt}"))).await;
        imports += 1;
        // Somewhere on its way, each time a little later.
        owner.follow(&id, 5 + (frozen * 90 / freezes) as i64).await;
        let process = &cluster.instances[attempt % 2];
        process.freeze();
        let caught = state(&other, &id).await == "running";
        completed(&other, &id).await;
        process.thaw();
        completed(&owner, &id).await;
        frozen += usize::from(caught);
        if frozen == freezes {
            break;
        }
    }
    assert_eq!(frozen, freezes, "frozen while the import was running");
    // The thawed one has come to the end of its own run once it does the next.
    let last = cluster.importer(0, &key);
    let id = last.import(&rows("last")).await;
    completed(&last, &id).await;
    imports += 1;

    let db = Db::open(&cluster.url).await.expect("the database");
    let count = async |sql: &'static str| -> i64 { db.q(sql).scalar().await.expect("a count") };
    let accounts = "SELECT COUNT(*) FROM accounts WHERE username LIKE 'a%-%' OR username LIKE 'last-%'";
    assert_eq!(count(accounts).await, (imports * ROWS) as i64, "each row once");
    let entries = "SELECT COUNT(*) FROM audit_log WHERE action = 'import.completed'";
    assert_eq!(count(entries).await, imports as i64, "each import once");
    let others = "SELECT COUNT(*) FROM audit_log WHERE action = 'import.failed'";
    assert_eq!(count(others).await, 0);
    db.close().await;
    eprintln!("{frozen} owners frozen in imports of {ROWS} rows into {FIRST}: each applied once");
}
