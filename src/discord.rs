//! What all calls to Discord share: the client, and how long its refusals ask to wait.

use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Client, redirect};

/// Asked to wait without being told how long.
const UNSAID_MS: i64 = 5_000;
const LONGEST_MS: i64 = 3_600_000;

/// `None`: it could not be built (no certificates on this machine); Discord counts as down.
pub fn client() -> Option<Client> {
    // Whoever comes first installs it; a second call finds it there.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder()
        .connect_timeout(Duration::from_secs(3))
        .timeout(Duration::from_secs(10))
        .redirect(redirect::Policy::none())
        .user_agent(concat!("DiscordBot (tracking-dashboard, ", env!("CARGO_PKG_VERSION"), ")"))
        .build();
    client.inspect_err(|error| tracing::error!(%error, "no HTTP client for Discord")).ok()
}

/// Milliseconds of `Retry-After`, whose seconds Discord writes with decimals; rounded up, an hour at most.
pub fn retry_after_ms(headers: &HeaderMap) -> i64 {
    let text = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let seconds = text.and_then(|text| text.trim().parse::<f64>().ok()).filter(|seconds| seconds.is_finite());
    // A cast saturates: nothing negative or endless comes through.
    seconds.map_or(UNSAID_MS, |seconds| ((seconds * 1_000.0).ceil() as i64).clamp(1, LONGEST_MS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_discord_asks_to_wait_is_read_and_nothing_endless_is_believed() {
        let of = |text: &str| retry_after_ms(&HeaderMap::from_iter([(RETRY_AFTER, text.parse().unwrap())]));
        assert_eq!([of("1"), of("0.3"), of(" 64.57 "), of("0.0001")], [1_000, 300, 64_570, 1]);
        assert_eq!([of("-1"), of("0"), of("1e9"), of("86400")], [1, 1, LONGEST_MS, LONGEST_MS]);
        assert_eq!([of("soon"), of("inf"), of("NaN")], [UNSAID_MS; 3]);
        assert_eq!(retry_after_ms(&HeaderMap::new()), UNSAID_MS);
    }
}
