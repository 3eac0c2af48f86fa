//! A live stream as a client reads it.

use std::time::Duration;

use reqwest::Response;
use serde_json::Value;
use tokio::time::timeout;

pub struct Events {
    response: Response,
    buffer: String,
}

/// An event, or how the stream ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub name: String,
    pub data: Value,
}

impl Events {
    pub fn new(response: Response) -> Events {
        Events { response, buffer: String::new() }
    }

    pub fn headers(&self) -> &reqwest::header::HeaderMap {
        self.response.headers()
    }

    /// The next event; `None` at the end of the stream. Comments are skipped.
    pub async fn next(&mut self, within: Duration) -> Option<Event> {
        timeout(within, self.read()).await.unwrap_or_else(|_| panic!("no event within {within:?}"))
    }

    /// The next event of this name; others are skipped.
    pub async fn next_named(&mut self, name: &str, within: Duration) -> Event {
        let read = async {
            loop {
                let event = self.read().await.expect("the stream ended");
                if event.name == name {
                    return event;
                }
            }
        };
        timeout(within, read).await.unwrap_or_else(|_| panic!("no {name} within {within:?}"))
    }

    async fn read(&mut self) -> Option<Event> {
        loop {
            while let Some(end) = self.buffer.find("\n\n") {
                let block: String = self.buffer.drain(..end + 2).collect();
                let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name));
                if let Some(name) = field("event: ") {
                    let data = field("data: ").and_then(|text| serde_json::from_str(text).ok());
                    return Some(Event { name: name.to_owned(), data: data.unwrap_or_default() });
                }
            }
            let chunk = self.response.chunk().await.ok()??;
            self.buffer.push_str(&String::from_utf8_lossy(&chunk));
        }
    }
}
