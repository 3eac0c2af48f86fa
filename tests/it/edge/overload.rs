//! One request more than there are places for.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tracking_dashboard::db::{Db, Lock, testing};
use tracking_dashboard::demo::discord::Endpoint;
use tracking_dashboard::http::{Access, Routes};
use tracking_dashboard::ids::ImportId;
use tracking_dashboard::time::{MINUTE, Ms};

use crate::support::{Actor, FIRST, Options, SECOND, TestApp, eventually, require};

/// Requests that wait go on when there are permits.
static GATE: Semaphore = Semaphore::const_new(0);
static WAITING: Semaphore = Semaphore::const_new(0);

async fn waits() -> &'static str {
    WAITING.add_permits(1);
    GATE.acquire().await.expect("a permit").forget();
    "done"
}

async fn with_one_place() -> TestApp {
    let more = Routes::new().get("/api/v1/probe/waits", Access::Public, waits);
    let variables = vec![("TD_LIMITS__REQUESTS_AT_ONCE", "1")];
    TestApp::sqlite_with(Options { variables, more }).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_one_too_many_is_told_to_come_back_and_health_is_still_answered() {
    let app = with_one_place().await;
    let viewer = app.viewer().await;
    let (first, other) = (app.anonymous(), app.anonymous());
    let busy = tokio::spawn(async move { first.get("/api/v1/probe/waits").await });
    WAITING.acquire().await.expect("it is at work").forget();
    for path in ["/api/v1/status", "/status", "/nowhere"] {
        let refused = viewer.get(path).await.expect(503);
        assert!(refused.header("retry-after").parse::<u64>().is_ok(), "{path}: when to come back");
        assert!(refused.body.contains(refused.header("x-request-id")), "{path}: {}", refused.body);
    }
    assert_eq!(viewer.get("/api/v1/status").await.told(), (503, "unavailable".into()));
    for path in ["/healthz", "/readyz", "/favicon.ico"] {
        assert_eq!(other.get(path).await.status, 200, "{path}");
    }
    GATE.add_permits(1);
    assert_eq!(busy.await.expect("an answer").ok().body, "done");
    viewer.get("/api/v1/status").await.ok();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn streams_and_bodies_that_have_not_arrived_take_no_place() {
    let app = with_one_place().await;
    let (viewer, key) = (app.viewer().await, app.bot().await.key);
    let mut stream = viewer.events(&format!("/guilds/{FIRST}/live")).await;
    stream.next_named("status", Duration::from_secs(10)).await;
    viewer.get("/api/v1/status").await.ok();
    let mut slow = TcpStream::connect(app.base.trim_start_matches("http://")).await.expect("a connection");
    let head = format!(
        "POST /api/v1/ingest/heartbeat HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n\
         content-type: application/json\r\ncontent-length: 100\r\n\r\n{{"
    );
    slow.write_all(head.as_bytes()).await.expect("written");
    // It has a place until it is found to be waited for.
    let look = async || {
        let answer = viewer.send_json(Method::GET, "/api/v1/status", &Value::Null).await;
        (answer.status == 200).then_some(())
    };
    eventually("the others are served", Duration::from_secs(5), look).await;
    for _ in 0..20 {
        viewer.get("/api/v1/status").await.ok();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_waits_to_change_one_server_keeps_nobody_from_reading_another() {
    let Some(db) = testing::postgres().await else { return require("TD_TEST_POSTGRES_URL") };
    let app = TestApp::on(db, Options::default()).await;
    let (admin, reader) = (app.admin().await, app.admin().await);
    let holder = Db::open(&app.db_url).await.expect("the database");
    let mut held = holder.begin().await.expect("a transaction");
    held.lock(Lock::Guild(FIRST)).await.expect("the lock");
    let import = format!("accounts/imports/{}", ImportId::new(Ms(0)));
    let what = ["brands".to_owned(), format!("{import}/confirm"), format!("{import}/undo")];
    let writers: Vec<_> = (0..60)
        .map(|number| {
            let (admin, what) = (admin.tab(), &what[number % what.len()]);
            let body = if what == "brands" { json!({"label": format!("Brand {number}")}) } else { json!({}) };
            let path = format!("/api/v1/guilds/{FIRST}/{what}");
            tokio::spawn(async move { admin.post_json(&path, &body).await })
        })
        .collect();
    // Some of them have given up, so all the room there is for writing was taken.
    let refused = async || writers.iter().any(tokio::task::JoinHandle::is_finished).then_some(());
    eventually("a writer is refused", Duration::from_secs(10), refused).await;
    reader.get(&format!("/api/v1/guilds/{SECOND}/accounts")).await.ok();
    assert_eq!(reader.get("/readyz").await.status, 200);
    held.commit().await.expect("the end");
    for writer in writers {
        let answer = writer.await.expect("an answer");
        let told = [201, 404].contains(&answer.status.as_u16());
        assert!(told || answer.told() == (503, "unavailable".into()), "{}", answer.body);
    }
    holder.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_waits_for_discord_takes_no_place_and_takes_one_again_to_go_on() {
    let away = TestApp::sqlite().await;
    let variables = vec![("TD_LIMITS__REQUESTS_AT_ONCE", "1")];
    let more = Routes::new().get("/api/v1/probe/waits", Access::Public, waits);
    let app = away.instance_with(Options { variables, more }).await;
    away.discord.log_in_to(&app.base);
    let reads = |admin: Actor| async move { admin.get(&format!("/api/v1/guilds/{FIRST}")).await };
    let admin = away.admin().await.at(&app);
    away.clock.advance(16 * MINUTE);
    let other = away.viewer().await.at(&app);
    let calls = away.discord.calls(Endpoint::Me);
    away.discord.delay(Duration::from_secs(1));
    // One of them asks, the other waits for its answer.
    let waiting = [admin.tab(), admin.tab()].map(|admin| tokio::spawn(reads(admin)));
    let asked = async || (away.discord.calls(Endpoint::Me) > calls).then_some(());
    eventually("Discord is asked", Duration::from_secs(2), asked).await;
    for _ in 0..5 {
        other.get("/api/v1/status").await.ok();
    }
    for answer in waiting {
        answer.await.expect("an answer").ok();
    }

    // What has its answer from Discord is work like any other.
    let login = app.anonymous();
    let tokens = away.discord.calls(Endpoint::Token);
    let late = tokio::spawn(async move {
        let answer = login.log_in("viewer", "/").await;
        (answer.status.as_u16(), answer.location().to_owned())
    });
    let asked = async || (away.discord.calls(Endpoint::Token) > tokens).then_some(());
    eventually("Discord is asked", Duration::from_secs(2), asked).await;
    let busy = tokio::spawn(async move { other.get("/api/v1/probe/waits").await });
    WAITING.acquire().await.expect("it is at work").forget();
    assert_eq!(late.await.expect("an answer"), (303, "/login?error=busy".to_owned()));
    GATE.add_permits(1);
    busy.await.expect("an answer").ok();
}
