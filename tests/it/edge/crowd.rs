//! Hundreds of clients that send slowly or nothing: they are cut in time, and nobody else notices.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use crate::support::{TestApp, depth};

/// From the first byte to the last of them.
const CUT_WITHIN: Duration = Duration::from_secs(15);
const HEALTHY: usize = 200;

#[derive(Clone, Copy, Debug)]
enum Manner {
    /// A head that gains a byte each second and never ends.
    Head,
    /// A body that does the same.
    Body,
    Idle,
}

/// A slow client; how long the server bore it.
async fn bear(address: String, manner: Manner, key: String, door: Arc<Semaphore>) -> Duration {
    // The kernel's queue is short, and not what is tried here.
    let turn = door.acquire().await.expect("a turn");
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    sleep(Duration::from_millis(20)).await;
    drop(turn);
    let started = Instant::now();
    let start = match manner {
        Manner::Head => "GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: ".to_owned(),
        Manner::Body => format!(
            "POST /api/v1/ingest/heartbeat HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n\
             content-type: application/json\r\ncontent-length: 100000\r\n\r\n"
        ),
        Manner::Idle => String::new(),
    };
    let _ = stream.write_all(start.as_bytes()).await;
    let (mut reads, mut writes) = stream.into_split();
    let trickle = async {
        loop {
            sleep(Duration::from_secs(1)).await;
            if matches!(manner, Manner::Idle) || writes.write_all(b"a").await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    };
    let mut rest = Vec::new();
    tokio::select! {
        _ = reads.read_to_end(&mut rest) => {}
        () = trickle => {}
    }
    started.elapsed()
}

/// The middle and the worst of requests one after the other, each of which must be answered.
async fn healthy(app: &TestApp) -> (Duration, Duration) {
    let client = app.anonymous();
    let mut times = Vec::new();
    for _ in 0..HEALTHY {
        let started = Instant::now();
        client.get("/api/v1/status").await.ok();
        times.push(started.elapsed());
    }
    times.sort();
    (times[HEALTHY / 2], times[HEALTHY * 99 / 100])
}

/// `TD_TEST_SLOW_CONNECTIONS` asks for more; 500 and 5,000 were tried.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_clients_are_cut_within_fifteen_seconds_and_others_do_not_notice() {
    let count = depth("TD_TEST_SLOW_CONNECTIONS", 200);
    let options = || crate::support::Options {
        variables: vec![("TD_LIMITS__REQUESTS_PER_MINUTE", "1000000"), ("TD_LIMITS__CONNECTIONS", "20000")],
        ..crate::support::Options::default()
    };
    let app = TestApp::sqlite_with(options()).await;
    let key = app.bot().await.key;
    let address = app.base.trim_start_matches("http://").to_owned();
    let (middle_before, worst_before) = healthy(&app).await;
    let manners = [Manner::Head, Manner::Body, Manner::Idle];
    let door = Arc::new(Semaphore::new(50));
    let slow =
        (0..count).map(|n| tokio::spawn(bear(address.clone(), manners[n % 3], key.clone(), door.clone())));
    let slow: Vec<_> = slow.collect();
    let (middle, worst) = healthy(&app).await;
    let borne = timeout(CUT_WITHIN * 2, join_all(slow)).await.expect("every slow client is cut");
    let longest = borne.into_iter().map(|time| time.expect("a client")).max().expect("clients");
    println!(
        "{count} slow clients: cut after at most {longest:.1?}; healthy median {middle:.1?} ({middle_before:.1?} before), \
         99 % within {worst:.1?} ({worst_before:.1?} before)"
    );
    assert!(longest <= CUT_WITHIN, "{longest:?}");
    assert!(middle <= middle_before * 5 + Duration::from_millis(5), "{middle:?}, {middle_before:?} before");
}
