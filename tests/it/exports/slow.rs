//! Who reads slowly holds a file and nothing of the database.

use std::time::Duration;

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

/// Memory of this process, where server and client run, in MiB.
fn memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches("kB").trim().parse::<usize>().unwrap() / 1_024
}

/// Reads 100 KB a second for so many parts of it; each second the list is asked for
/// and a brand is made whose name has `name` in it.
async fn drip(app: &TestApp, admin: &Actor, stream: &mut TcpStream, name: usize, seconds: usize) -> usize {
    let mut ticks = tokio::time::interval(Duration::from_millis(100));
    let (mut part, mut bytes) = ([0; 10_000], 0);
    for tick in 0..10 * seconds {
        ticks.tick().await;
        match stream.read(&mut part).await.unwrap() {
            0 => break,
            count => bytes += count,
        }
        if tick % 10 == 0 {
            admin.get(&format!("/api/v1/guilds/{FIRST}/accounts?limit=50")).await.ok();
            app.tracks(FIRST, &format!("Brand {name}-{tick}"), "Later", &[]).await;
        }
    }
    bytes
}

const MOST_MIB: usize = 32;

#[tokio::test]
async fn at_100_kb_a_second_a_download_holds_no_memory_and_keeps_nobody_waiting() {
    for app in apps().await {
        fill(&app).await;
        let admin = app.admin().await;
        let before = memory();
        let (mut stream, length, body) = begin(&app, &admin).await;
        let mut read = body.len() + drip(&app, &admin, &mut stream, 0, 2).await;
        assert!(read < length / 2, "the client has not read it yet");
        let grown = memory().saturating_sub(before);
        assert!(grown <= MOST_MIB, "{grown} MiB more");
        let mut rest = Vec::new();
        read += stream.read_to_end(&mut rest).await.unwrap();
        assert_eq!(read, length);
    }
}

#[tokio::test]
#[ignore = "70 MB at 100 KB a second are twelve minutes"]
async fn a_million_rows_at_100_kb_a_second_arrive_and_hold_no_memory() {
    let app = TestApp::sqlite().await;
    app.tracks(FIRST, "Acme", "Launch", &["one"]).await;
    let many = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 999999)
        INSERT INTO accounts (id, guild_id, group_id, platform, username, username_folded, display_name, search,
                              status, created_at)
        SELECT randomblob(16), guild_id, group_id, 'x', 'account.of.' || n, 'account.of.' || n, 'The creator ' || n,
               'account.of.' || n, status, created_at FROM numbers, accounts WHERE username = 'one'";
    app.db.script(many.to_owned()).await.unwrap();
    let admin = app.admin().await;
    // SQLite's own cache fills up once.
    begin(&app, &admin).await;
    let before = memory();
    let (mut stream, length, body) = begin(&app, &admin).await;
    let (mut read, mut most) = (body.len(), 0);
    while read < length {
        read += drip(&app, &admin, &mut stream, read, 60).await;
        most = most.max(memory().saturating_sub(before));
    }
    assert_eq!(read, length);
    assert!(most <= MOST_MIB, "{most} MiB more");
    eprintln!("{length} bytes; {most} MiB more at most");
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
    crate::support::eventually("a place is free again", Duration::from_secs(10), again).await;
}
