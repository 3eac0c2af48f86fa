//! Clients that take no answers, and more of them than there is room for.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::support::{FIRST, Options, TestApp, apps_with, heartbeat};

async fn connect(app: &TestApp) -> TcpStream {
    TcpStream::connect(app.base.trim_start_matches("http://")).await.expect("a connection")
}

#[tokio::test]
async fn who_takes_no_answers_is_cut_and_an_idle_stream_is_not() {
    let options =
        || Options { variables: vec![("TD_LIMITS__WRITE_STALL_SECONDS", "1")], ..Options::default() };
    for app in apps_with(options).await {
        let mut stream = app.admin().await.events(&format!("/api/v1/guilds/{FIRST}/status/stream")).await;
        stream.next_named("status", Duration::from_secs(5)).await;

        let mut greedy = connect(&app).await;
        let path = tracking_dashboard::web::assets::url("app.css");
        let requests = format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n").repeat(100);
        let asking = async { while greedy.write_all(requests.as_bytes()).await.is_ok() {} };
        assert!(timeout(Duration::from_secs(8), asking).await.is_ok(), "it asks on and never reads");

        app.bot().await.post("heartbeat", &heartbeat(&[FIRST])).await.ok();
        stream.next_named("status", Duration::from_secs(5)).await;
    }
}

/// Whether the server answers within a moment.
async fn is_answered(stream: &mut TcpStream) -> bool {
    let mut first = [0; 12];
    let read = timeout(Duration::from_millis(700), stream.read_exact(&mut first)).await;
    matches!(read, Ok(Ok(_))) && &first == b"HTTP/1.1 200"
}

#[tokio::test]
async fn connections_beyond_the_limit_wait_until_others_end() {
    let variables = vec![("TD_LIMITS__CONNECTIONS", "6"), ("TD_LIMITS__HEADER_SECONDS", "600")];
    let options = || Options { variables: variables.clone(), ..Options::default() };
    for app in apps_with(options).await {
        let mut streams = Vec::new();
        for _ in 0..10 {
            let mut stream = connect(&app).await;
            stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
            streams.push(stream);
        }
        let answered = join_all(streams.iter_mut().map(is_answered)).await;
        let count = answered.iter().filter(|yes| **yes).count();
        assert!((1..=6).contains(&count), "{answered:?}");
        let (served, mut waiting): (Vec<_>, Vec<_>) =
            streams.into_iter().zip(answered).partition(|(_, yes)| *yes);
        let ended = served.len();
        drop(served);
        let answered = join_all(waiting.iter_mut().map(|(stream, _)| is_answered(stream))).await;
        assert!(answered.iter().filter(|yes| **yes).count() >= ended.min(answered.len()), "{answered:?}");
    }
}
