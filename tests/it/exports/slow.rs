//! Who reads slowly holds a file and nothing of the database.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tracking_dashboard::time::Clock;
use tracking_dashboard::tracking::accounts::{self, NewAccount};
use tracking_dashboard::tracking::groups::{self, NewGroup};
use tracking_dashboard::tracking::{Label, Platform, Username, brands};

use crate::support::{Actor, FIRST, TestApp, apps};

/// More than the sockets between two programs hold.
const ACCOUNTS: usize = 24_000;
const LEAST_BYTES: usize = 7_000_000;

/// Accounts with names as long as they may be.
async fn fill(app: &TestApp) {
    let mut tx = app.db.begin().await.unwrap();
    let now = app.clock.now();
    let long = Label::parse(&"n".repeat(100)).unwrap();
    let brand = brands::insert(&mut tx, FIRST, &long, now).await.unwrap();
    let new = NewGroup { guild: FIRST, brand, label: &long, channel: None };
    let group = groups::insert(&mut tx, &new, now).await.unwrap();
    let names: Vec<_> = (0..ACCOUNTS).map(|n| Username::parse(&format!("account{n}")).unwrap()).collect();
    let new = |username| NewAccount { group, platform: Platform::X, username, display_name: Some(&long) };
    let all: Vec<_> = names.iter().map(new).collect();
    accounts::insert_all(&mut tx, FIRST, &all, now).await.unwrap();
    tx.commit().await.unwrap();
}

/// Asks for the file and reads its head alone.
async fn begin(app: &TestApp, admin: &Actor) -> (TcpStream, usize, Vec<u8>) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let address = app.base.trim_start_matches("http://");
    let mut stream = socket.connect(address.parse().unwrap()).await.unwrap();
    let jar = admin.jar();
    let cookies: Vec<_> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let request = format!(
        "GET /api/v1/guilds/{FIRST}/accounts/export HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nCookie: {}\r\n\r\n",
        cookies.join("; ")
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut read = Vec::new();
    let end = loop {
        let mut part = [0; 1_024];
        let count = stream.read(&mut part).await.unwrap();
        assert!(count > 0, "the answer ended in its head");
        read.extend_from_slice(&part[..count]);
        if let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let head = String::from_utf8_lossy(&read[..end]).to_lowercase();
    assert!(head.starts_with("http/1.1 200"), "{head}");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    (stream, length.parse().unwrap(), read.split_off(end))
}

#[tokio::test]
async fn a_slow_client_keeps_nobody_from_writing_and_gets_the_state_it_asked_for() {
    for app in apps().await {
        fill(&app).await;
        let admin = app.admin().await;
        let (mut stream, length, mut body) = begin(&app, &admin).await;
        assert!(length > LEAST_BYTES);
        app.tracks(FIRST, "Later", "Later", &["zz_later"]).await;
        if app.db.is_sqlite() {
            // A reader that had begun before would keep the log from being emptied.
            let (busy, _, _): (i64, i64, i64) =
                app.db.w("PRAGMA wal_checkpoint(TRUNCATE)").one().await.unwrap();
            assert_eq!(busy, 0, "a transaction is open while the client reads");
        }
        let open =
            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active'
                    AND pid <> pg_backend_pid()";
        if !app.db.is_sqlite() {
            assert_eq!(app.db.q(open).scalar::<i64>().await.unwrap(), 0);
        }
        assert!(body.len() < length / 2, "the client has not read it yet");
        stream.read_to_end(&mut body).await.unwrap();
        assert_eq!(body.len(), length);
        let text = String::from_utf8(body).unwrap();
        assert_eq!(text.lines().count(), ACCOUNTS + 1);
        assert!(!text.contains("zz_later"));
    }
}

#[tokio::test]
async fn a_server_downloads_so_many_at_a_time_and_others_do_not_wait_for_it() {
    let app = TestApp::sqlite().await;
    fill(&app).await;
    let admin = app.admin().await;
    let mut open = Vec::new();
    for _ in 0..4 {
        open.push(begin(&app, &admin).await);
    }
    let path = format!("/api/v1/guilds/{FIRST}/accounts/export");
    let refused = admin.get(&path).await;
    assert_eq!(refused.told(), (429, "rate_limited".into()));
    assert_eq!(refused.header("retry-after"), "10");
    let other = crate::support::SECOND;
    admin.get(&format!("/api/v1/guilds/{other}/accounts/export")).await.ok();
    open.pop();
    let again = async || (admin.get(&path).await.status == 200).then_some(());
    crate::support::eventually("a place is free again", std::time::Duration::from_secs(10), again).await;
}
