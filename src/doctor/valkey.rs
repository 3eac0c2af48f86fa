//! Valkey: does it answer, where one is configured, and is it set up for what is kept there?

use std::time::Duration;

use tokio::time::timeout;

use super::Finding;
use crate::config::Config;
use crate::crypto::Secrets;
use crate::valkey::Valkey;

const CHECK: &str = "valkey";
const PATIENCE: Duration = Duration::from_secs(3);
/// What may become of our keys, all of which end by themselves, when memory is full: nothing new is taken, or those
/// go first that nobody asks for or that end soon. Counts that are in use stay.
const GOOD: [&str; 4] = ["noeviction", "volatile-lru", "volatile-lfu", "volatile-ttl"];

/// Nothing to say without an address. The server runs without it, so nothing here is a failure.
pub async fn check(config: &Config) -> Vec<Finding> {
    let Some(url) = config.cache.url.as_deref() else { return Vec::new() };
    let mut findings = vec![answers(url, &Secrets::new(&config.auth.secret, None)).await];
    findings.extend(alone(config.limits.instances));
    findings
}

async fn answers(url: &str, secrets: &Secrets) -> Finding {
    let asked = async {
        let valkey = Valkey::new(url, secrets)?;
        valkey.connect().await?;
        Ok::<_, redis::RedisError>(valkey.eviction().await)
    };
    match timeout(PATIENCE, asked).await {
        Ok(Ok(policy)) => about(policy.as_deref()),
        Ok(Err(error)) => no_answer(&error.to_string()),
        Err(_) => no_answer("nothing within 3 seconds"),
    }
}

fn about(policy: Option<&str>) -> Finding {
    match policy {
        None => Finding::ok(CHECK, "answers"),
        Some(policy) if GOOD.contains(&policy) => Finding::ok(CHECK, format!("answers, with {policy}")),
        Some(policy) => {
            let text = format!(
                "answers, with maxmemory-policy {policy}: when memory is full, it drops limits that are being counted, \
                 or what other programs keep there: set volatile-lru"
            );
            Finding::warn(CHECK, text)
        }
    }
}

fn no_answer(why: &str) -> Finding {
    let text = format!(
        "does not answer ({why}): check cache.url and the firewall; until then each instance counts and keeps for itself"
    );
    Finding::warn(CHECK, text)
}

fn alone(instances: u32) -> Option<Finding> {
    let text = "cache.url is set and limits.instances is 1: with several instances, each would allow a whole limit while \
                Valkey is away, so set it to their number; a single one needs no cache.url";
    (instances == 1).then(|| Finding::warn(CHECK, text))
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    #[test]
    fn a_policy_that_drops_what_is_in_use_or_another_s_is_a_warning() {
        for (policy, level) in [
            (None, Level::Ok),
            (Some("noeviction"), Level::Ok),
            (Some("volatile-lru"), Level::Ok),
            (Some("volatile-ttl"), Level::Ok),
            (Some("volatile-random"), Level::Warn),
            (Some("allkeys-lru"), Level::Warn),
            (Some("allkeys-random"), Level::Warn),
        ] {
            assert_eq!(about(policy).level, level, "{policy:?}");
        }
        assert!(about(Some("allkeys-lru")).text.ends_with("set volatile-lru"));
    }

    #[test]
    fn one_instance_with_a_valkey_is_asked_about_and_two_are_not() {
        assert_eq!(alone(1).unwrap().level, Level::Warn);
        assert_eq!(alone(2), None);
    }
}
