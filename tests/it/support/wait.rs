//! The only place that waits.

use std::time::Duration;

use tokio::time::{Instant, sleep};

/// Asks until there is an answer, and gives up loudly.
pub async fn eventually<T>(what: &str, deadline: Duration, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let end = Instant::now() + deadline;
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(Instant::now() < end, "not within {deadline:?}: {what}");
        sleep(Duration::from_millis(20)).await;
    }
}
