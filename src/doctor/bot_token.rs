//! The bot's token, with which alerts are posted: does Discord take it?

use std::time::Duration;

use reqwest::header::AUTHORIZATION;

use super::Finding;
use crate::config::Discord;

const CHECK: &str = "bot token";
const PATIENCE: Duration = Duration::from_secs(5);

pub async fn check(discord: &Discord) -> Finding {
    let Some(token) = &discord.bot_token else {
        return Finding::ok(CHECK, "none is set: alerts are shown here and posted nowhere");
    };
    let client = reqwest::Client::builder().timeout(PATIENCE).build();
    let (Ok(client), Ok(url)) = (client, discord.api_url.join("users/@me")) else {
        return about(None);
    };
    // An error of the client could hold what was sent.
    let answer = client.get(url).header(AUTHORIZATION, format!("Bot {token}")).send().await;
    about(answer.ok().map(|answer| answer.status().as_u16()))
}

fn about(status: Option<u16>) -> Finding {
    match status {
        Some(200..=299) => Finding::ok(CHECK, "Discord takes it"),
        Some(401) => {
            let text = "Discord refuses it: copy it again from the developer portal into discord.bot_token";
            Finding::fail(CHECK, text)
        }
        Some(status) => {
            Finding::warn(CHECK, format!("could not be tried, Discord answers {status}: try again later"))
        }
        None => Finding::warn(CHECK, "could not be tried, Discord does not answer: try again later"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    #[test]
    fn a_refused_token_is_a_failure_and_an_untried_one_a_warning() {
        let levels = [Some(200), Some(401), Some(429), None].map(|status| about(status).level);
        assert_eq!(levels, [Level::Ok, Level::Fail, Level::Warn, Level::Warn]);
    }
}
