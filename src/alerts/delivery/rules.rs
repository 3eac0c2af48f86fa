//! What an answer of Discord means for a message. Pure.

use super::Outcome;
use super::discord::Answer;
use crate::time::{DAY, MINUTE, Ms, SECOND};

/// Tries that fail; being too quick is none.
pub const TRIES: i64 = 8;
/// The wait after the first failure; it doubles.
const FIRST_WAIT: i64 = 5 * SECOND;
const LONGEST_WAIT: i64 = 15 * MINUTE;
/// News of yesterday are none.
const STALE: i64 = DAY;

/// Why a message is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Reason {
    NoToken,
    NoChannel,
    NoAccess,
    ChannelGone,
    TokenRefused,
    Refused,
    /// Discord did not answer, or could not.
    Down,
    TooFast,
}

impl Reason {
    /// What is the matter, after "Not posted: ".
    pub fn words(self) -> &'static str {
        match self {
            Reason::NoToken => "no bot token is set up",
            Reason::NoChannel => "no channel is chosen",
            Reason::NoAccess => "the bot may not post there",
            Reason::ChannelGone => "the channel is gone",
            Reason::TokenRefused => "Discord refuses the bot's token",
            Reason::Refused => "Discord refuses the message",
            Reason::Down => "Discord did not answer",
            Reason::TooFast => "Discord asks to wait",
        }
    }

    /// What to do about it.
    pub fn hint(self) -> &'static str {
        match self {
            Reason::NoToken => "Whoever runs this dashboard can set discord.bot_token.",
            Reason::NoChannel => {
                "Give the group a channel, or choose a notification channel in the settings."
            }
            Reason::NoAccess => "Let the bot see the channel and send messages in it, or choose another one.",
            Reason::ChannelGone => "Choose another channel for the group, or in the settings.",
            Reason::TokenRefused => "Whoever runs this dashboard should look at discord.bot_token.",
            Reason::Refused => "Send a test, and tell whoever runs this dashboard.",
            Reason::Down | Reason::TooFast => "Send a test to see whether it answers by now.",
        }
    }
}

/// `tries` are those before this one.
pub fn outcome(answer: Answer, tries: i64, fired_at: Ms, now: Ms) -> Outcome {
    match answer {
        Answer::Posted => Outcome::Sent,
        Answer::Status(401) => Outcome::Failed(Reason::TokenRefused),
        Answer::Status(403) => Outcome::Failed(Reason::NoAccess),
        Answer::Status(404) => Outcome::Failed(Reason::ChannelGone),
        Answer::TooFast { .. } if now.since(fired_at) >= STALE => Outcome::Failed(Reason::TooFast),
        Answer::TooFast { wait, .. } => Outcome::Later { at: now.plus(wait), tried: false },
        Answer::Silence | Answer::Status(500..) if tries + 1 >= TRIES => Outcome::Failed(Reason::Down),
        Answer::Silence | Answer::Status(500..) => Outcome::Later { at: now.plus(wait(tries)), tried: true },
        Answer::Status(_) => Outcome::Failed(Reason::Refused),
    }
}

fn wait(tries: i64) -> i64 {
    let doubled = u32::try_from(tries).ok().and_then(|tries| 2_i64.checked_pow(tries));
    FIRST_WAIT.saturating_mul(doubled.unwrap_or(i64::MAX)).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Ms = Ms(1_000_000_000);

    fn of(answer: Answer, tries: i64) -> Outcome {
        outcome(answer, tries, NOW, NOW)
    }

    #[test]
    fn failures_of_discord_are_tried_again_ever_later_and_then_given_up() {
        let waits: Vec<_> = (0..TRIES)
            .map(|tries| match of(Answer::Status(502), tries) {
                Outcome::Later { at, tried: true } => at.since(NOW) / SECOND,
                _ => -1,
            })
            .collect();
        assert_eq!(waits, [5, 10, 20, 40, 80, 160, 320, -1]);
        assert_eq!(of(Answer::Silence, TRIES - 1), Outcome::Failed(Reason::Down));
        assert_eq!(wait(99), LONGEST_WAIT);
    }

    #[test]
    fn a_refusal_is_final_and_says_why() {
        for (status, reason) in [
            (400, Reason::Refused),
            (401, Reason::TokenRefused),
            (403, Reason::NoAccess),
            (404, Reason::ChannelGone),
        ] {
            assert_eq!(of(Answer::Status(status), 0), Outcome::Failed(reason));
        }
        assert_eq!(of(Answer::Posted, 0), Outcome::Sent);
    }

    #[test]
    fn being_too_quick_is_no_try_and_waits_as_long_as_asked() {
        let later = Outcome::Later { at: NOW.plus(64_570), tried: false };
        assert_eq!(of(Answer::TooFast { wait: 64_570, everywhere: false }, 7), later);
        let old = outcome(Answer::TooFast { wait: 1, everywhere: false }, 0, NOW.plus(-DAY), NOW);
        assert_eq!(old, Outcome::Failed(Reason::TooFast));
    }
}
