//! The load: connections that are kept open, each asking again as soon as it was answered. Answers are read
//! with as little as possible, since the client shares the processors with what it measures.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};

/// One address, asked for over and over.
#[derive(Clone)]
pub struct Target {
    pub address: String,
    pub request: String,
}

impl Target {
    /// `url` is the server, as `http://127.0.0.1:80`.
    pub fn new(url: &str, path: &str, cookie: &str) -> Self {
        let address = url.trim_start_matches("http://").to_owned();
        let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\ncookie: {cookie}\r\n\r\n");
        Self { address, request }
    }

    /// Answers per second.
    pub async fn rate(&self, connections: usize, time: Duration) -> Result<f64> {
        let (start, mut all, mut answered) = (Instant::now(), JoinSet::new(), 0_u32);
        for _ in 0..connections {
            all.spawn(self.clone().repeat(start + time));
        }
        while let Some(count) = all.join_next().await {
            answered += count??;
        }
        Ok(f64::from(answered) / start.elapsed().as_secs_f64())
    }

    /// The time of each of `times` answers, one after the other.
    pub async fn times(&self, times: usize) -> Result<Vec<Duration>> {
        let mut connection = Connection::open(&self.address).await?;
        let mut taken = Vec::with_capacity(times);
        for _ in 0..times {
            let start = Instant::now();
            connection.ask_well(&self.request).await?;
            taken.push(start.elapsed());
        }
        Ok(taken)
    }

    async fn repeat(self, until: Instant) -> Result<u32> {
        let mut connection = Connection::open(&self.address).await?;
        let mut answered = 0;
        while Instant::now() < until {
            connection.ask_well(&self.request).await?;
            answered += 1;
        }
        Ok(answered)
    }
}

pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub async fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(512 * 1_024) })
    }

    /// As [`Connection::ask`], where nothing but 200 will do.
    async fn ask_well(&mut self, request: &str) -> Result<()> {
        let status = self.ask(request).await?;
        ensure!(status == 200, "not answered well: {status}");
        Ok(())
    }

    /// Sends the request and reads the whole answer; its status.
    pub async fn ask(&mut self, request: &str) -> Result<u16> {
        self.stream.write_all(request.as_bytes()).await?;
        self.buffer.clear();
        let mut whole = None;
        while whole.is_none_or(|(_, whole)| self.buffer.len() < whole) {
            ensure!(self.stream.read_buf(&mut self.buffer).await? > 0, "the connection was closed");
            if whole.is_none() {
                whole = head(&self.buffer)?;
            }
        }
        Ok(whole.map_or(0, |(status, _)| status))
    }
}

/// The status, and how long head and body are together, once the head is there.
fn head(bytes: &[u8]) -> Result<Option<(u16, usize)>> {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let head = std::str::from_utf8(&bytes[..end])?;
    let status = head.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)).context("no HTTP")?.parse()?;
    let field = |line: &str| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>())
    };
    let body = head.lines().find_map(field).context("an answer of unknown length")??;
    Ok(Some((status, end + 4 + body)))
}
