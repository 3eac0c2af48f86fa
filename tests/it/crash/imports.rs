//! Killed in the middle of an import, the real program has all of its rows or none, and knows which.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tracking_dashboard::db::Db;

use super::server::{Folder, Server};
use crate::imports::{HEADER, parts};
use crate::support::{Events, FIRST, depth, eventually};

/// `TD_TEST_ROWS` and `TD_TEST_POINTS` ask for more.
const ROWS: usize = 5_000;
const POINTS: usize = 5;
const SOON: Duration = Duration::from_secs(120);

/// A program with a key for imports.
pub struct Importer {
    pub http: reqwest::Client,
    pub key: String,
    pub base: String,
}

impl Importer {
    pub async fn call(&self, method: Method, path: &str, body: Option<(&'static str, Vec<u8>)>) -> Value {
        let url = format!("{}/api/v1/guilds/{FIRST}/accounts/imports{path}", self.base);
        let mut request = self.http.request(method, url).bearer_auth(&self.key);
        if let Some((kind, body)) = body {
            request = request.header("content-type", kind).body(body);
        }
        let answer = request.send().await.expect("an answer");
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap_or_default());
        answer.json().await.expect("JSON")
    }

    /// A confirmed import of these rows.
    pub async fn import(&self, rows: &str) -> String {
        let body = parts("accounts.csv", format!("{HEADER}{rows}").as_bytes(), &[]);
        let import = self.call(Method::POST, "", Some(("multipart/form-data; boundary=edge", body))).await;
        let id = import["id"].as_str().expect("an import").to_owned();
        assert_eq!(import["error_count"], 0, "{}", import["errors"]);
        self.call(
            Method::POST,
            &format!("/{id}/confirm"),
            Some(("application/json", json!({}).to_string().into())),
        )
        .await;
        id
    }

    /// Reads until the import is so far, or at its end.
    pub async fn follow(&self, id: &str, percent: i64) {
        let url = format!("{}/api/v1/guilds/{FIRST}/accounts/imports/{id}/events", self.base);
        let response = self.http.get(url).bearer_auth(&self.key).send().await.expect("an answer");
        let mut events = Events::new(response);
        while let Some(event) = events.next(SOON).await {
            if event.name != "progress" || event.data["percent"].as_i64().unwrap_or(0) >= percent {
                return;
            }
        }
    }
}

async fn imported(url: &str) -> i64 {
    let db = Db::open(url).await.expect("the database");
    let whole: String = db.q("PRAGMA integrity_check").scalar().await.expect("a check");
    assert_eq!(whole, "ok");
    let count = db.q("SELECT COUNT(*) FROM accounts").scalar().await.expect("a count");
    db.close().await;
    count
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_import_is_all_there_or_not_at_all_and_its_state_is_true() {
    let (rows, points) = (depth("TD_TEST_ROWS", ROWS), depth("TD_TEST_POINTS", POINTS));
    let folder = Folder::new().await;
    let key = folder.key_of(FIRST, &["imports:read", "imports:write"]).await;
    let at =
        |server: &Server| Importer { http: folder.http.clone(), key: key.clone(), base: server.base.clone() };
    let mut before = imported(&folder.url).await;
    for point in 0..points {
        let server = folder.start().await;
        let program = at(&server);
        let text: String = (0..rows).map(|n| format!("x,p{point}-{n},Acme,Launch,\n")).collect();
        let id = program.import(&text).await;
        // From the confirmation itself to the end.
        program.follow(&id, (point * 100 / points.max(2).saturating_sub(1)) as i64).await;
        server.kill().await;
        let there = imported(&folder.url).await - before;
        assert!(there == 0 || there == rows as i64, "{there} of {rows} rows at point {point}");

        let server = folder.start().await;
        let program = at(&server);
        let import = eventually("the import ends", SOON, async || {
            let import = program.call(Method::GET, &format!("/{id}"), None).await;
            (!matches!(import["state"].as_str(), Some("queued" | "running"))).then_some(import)
        })
        .await;
        server.kill().await;
        let there = imported(&folder.url).await - before;
        assert_eq!((import["state"].as_str(), there), (Some("completed"), rows as i64));
        before += there;
    }
    eprintln!("{points} kills in imports of {rows} rows: each all there, once");
}
