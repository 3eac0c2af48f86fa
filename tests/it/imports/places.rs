//! How many uploads are read at a time.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tracking_dashboard::api_keys::Scope;

use super::{HEADER, api, form};
use crate::support::{Actor, Answer, FIRST, TestApp, eventually};

const SOON: Duration = Duration::from_secs(10);
const ROWS: &str = "tiktok,ana,Acme,Launch,\n";

/// An upload that the server reads, and that does not come to its end.
async fn begin(app: &TestApp, key: &str) -> TcpStream {
    let address = app.base.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {key}\r\nContent-Length: 5000\r\n\
         Content-Type: multipart/form-data; boundary=edge\r\nExpect: 100-continue\r\n\r\n",
        api()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    // It is asked for once its place is taken.
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(std::str::from_utf8(&answer), Ok("HTTP/1.1 100"));
    stream
}

async fn upload(actor: &Actor) -> Answer {
    actor.send(form(actor, "a.csv", format!("{HEADER}{ROWS}").as_bytes(), &[])).await
}

async fn taken(actor: &Actor) {
    let again = async || (upload(actor).await.status == 201).then_some(());
    eventually("an upload is taken", SOON, again).await;
}

async fn key(app: &TestApp) -> String {
    app.key(Some(FIRST), &[Scope::ImportsRead, Scope::ImportsWrite]).await.key
}

#[tokio::test]
async fn two_uploads_of_one_sender_are_read_at_a_time_and_others_do_not_wait_for_them() {
    let app = TestApp::sqlite().await;
    app.tracks(FIRST, "Acme", "Launch", &[]).await;
    let (mine, other) = (key(&app).await, key(&app).await);
    let (me, other) = (app.with_key(&mine), app.with_key(&other));
    let mut open = vec![begin(&app, &mine).await, begin(&app, &mine).await];
    let answer = upload(&me).await;
    assert_eq!(answer.told(), (429, "rate_limited".into()));
    assert_eq!(answer.header("retry-after"), "5");
    assert_eq!(upload(&other).await.status, 201);
    open.pop();
    taken(&me).await;
}

#[tokio::test]
async fn eight_uploads_are_read_at_a_time_whoever_sends_them() {
    let app = TestApp::sqlite().await;
    app.tracks(FIRST, "Acme", "Launch", &[]).await;
    let other = app.with_key(&key(&app).await);
    let mut open = Vec::new();
    for _ in 0..4 {
        let key = key(&app).await;
        open.push(begin(&app, &key).await);
        assert_eq!(upload(&other).await.status, 201);
        open.push(begin(&app, &key).await);
    }
    assert_eq!(upload(&other).await.told(), (429, "rate_limited".into()));
    open.pop();
    taken(&other).await;
}
