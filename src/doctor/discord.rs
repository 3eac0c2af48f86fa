//! Discord: does its API answer, and does its clock agree with ours?

use std::time::Duration;

use chrono::DateTime;
use reqwest::header::DATE;

use super::Finding;
use crate::time::{MINUTE, Ms, SECOND};

const PATIENCE: Duration = Duration::from_secs(5);
/// Signed callbacks are taken within five minutes; far before that somebody should look.
const MOST_OFF: i64 = MINUTE;

/// Asks for what needs no token. `now` is our own time.
pub async fn check(api_url: &url::Url, now: Ms) -> Vec<Finding> {
    let shown = api_url.host_str().unwrap_or_default().to_owned();
    let no_answer = |why: String| {
        let text =
            format!("{shown} does not answer ({why}): check discord.api_url, name resolution and firewall");
        vec![Finding::fail("discord", text)]
    };
    let url = match api_url.join("gateway") {
        Ok(url) => url,
        Err(error) => return no_answer(error.to_string()),
    };
    let client = match reqwest::Client::builder().timeout(PATIENCE).build() {
        Ok(client) => client,
        Err(error) => return no_answer(error.to_string()),
    };
    match client.get(url).send().await {
        Ok(response) => {
            let date = response.headers().get(DATE).and_then(|value| value.to_str().ok());
            vec![about(&shown, response.status().as_u16()), clock(now, date)]
        }
        Err(error) if error.is_timeout() => no_answer("nothing within 5 seconds".into()),
        Err(error) if error.is_connect() => no_answer("no connection".into()),
        Err(error) => no_answer(error.without_url().to_string()),
    }
}

fn about(host: &str, status: u16) -> Finding {
    match status {
        200..=299 => Finding::ok("discord", format!("{host} answers")),
        429 => Finding::warn("discord", format!("{host} limits this address for now: try again later")),
        500..=599 => Finding::warn("discord", format!("{host} answers {status}: see discordstatus.com")),
        _ => Finding::fail("discord", format!("{host} answers {status}: check discord.api_url")),
    }
}

/// Compares with the `Date` of the answer, which has whole seconds.
fn clock(now: Ms, date: Option<&str>) -> Finding {
    let Some(theirs) = date.and_then(|text| DateTime::parse_from_rfc2822(text).ok()) else {
        return Finding::warn("clock", "the answer has no date to compare with: check the clock by hand");
    };
    let off = now.since(Ms(theirs.timestamp_millis()));
    if off.abs() <= MOST_OFF {
        return Finding::ok("clock", "agrees with Discord's");
    }
    let (seconds, word) = (off.abs() / SECOND, if off > 0 { "ahead of" } else { "behind" });
    let text = format!(
        "is {seconds} s {word} Discord's: turn time synchronisation on, or callbacks will be refused"
    );
    Finding::warn("clock", text)
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    #[tokio::test]
    async fn nobody_there_is_a_failure() {
        crate::start::process();
        let findings = check(&"http://127.0.0.1:1/api/".parse().unwrap(), Ms(0)).await;
        assert_eq!(findings[0].level, Level::Fail);
        assert!(findings[0].text.contains("no connection"), "{}", findings[0]);
    }

    #[test]
    fn a_clock_more_than_a_minute_off_is_a_warning() {
        let at = Ms::parse("2026-11-16T12:00:00Z").unwrap();
        let date = Some("Mon, 16 Nov 2026 12:00:00 GMT");
        for (off, level) in
            [(0, Level::Ok), (60, Level::Ok), (-60, Level::Ok), (61, Level::Warn), (-400, Level::Warn)]
        {
            assert_eq!(clock(at.plus(off * SECOND), date).level, level, "{off}");
        }
        assert!(clock(at.plus(-400 * SECOND), date).text.contains("400 s behind"));
        assert_eq!(clock(at, None).level, Level::Warn);
        assert_eq!(clock(at, Some("yesterday")).level, Level::Warn);
    }

    #[test]
    fn what_discord_answers_is_told_apart() {
        let levels = [200, 429, 503, 404].map(|status| about("discord.com", status).level);
        assert_eq!(levels, [Level::Ok, Level::Warn, Level::Warn, Level::Fail]);
    }
}
