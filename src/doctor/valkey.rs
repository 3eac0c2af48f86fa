//! Valkey: does it answer, where one is configured?

use std::time::Duration;

use tokio::time::timeout;

use super::Finding;
use crate::valkey::Valkey;

const PATIENCE: Duration = Duration::from_secs(3);

/// Nothing to say without an address. The server runs without it, so nothing here is a failure.
pub async fn check(url: Option<&str>) -> Option<Finding> {
    let url = url?;
    let asked = async { Valkey::new(url)?.connect().await };
    Some(match timeout(PATIENCE, asked).await {
        Ok(Ok(())) => Finding::ok("valkey", "answers"),
        Ok(Err(error)) => no_answer(&error.to_string()),
        Err(_) => no_answer("nothing within 3 seconds"),
    })
}

fn no_answer(why: &str) -> Finding {
    let text = format!(
        "does not answer ({why}): check cache.url and the firewall; until then each instance counts and keeps for itself"
    );
    Finding::warn("valkey", text)
}
