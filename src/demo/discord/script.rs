//! What tests make the pretend Discord do, and what they ask it afterwards.

use std::time::Duration;

use serde_json::Value;

use super::PretendDiscord;
use crate::demo::people::Person;
use crate::ids::GuildId;

/// One of its addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Endpoint {
    Authorize,
    Confirm,
    Token,
    Revoke,
    Me,
    Guilds,
    Messages,
    /// Where people read what was posted.
    Read,
    Gateway,
}

impl Endpoint {
    /// Whether a person's browser asks it; scripted answers and delays are for the server's calls.
    fn is_page(self) -> bool {
        matches!(self, Endpoint::Authorize | Endpoint::Confirm | Endpoint::Read)
    }
}

/// A message that was posted to a channel.
#[derive(Clone, Debug)]
pub struct Message {
    pub channel: String,
    pub body: Value,
}

impl PretendDiscord {
    /// `None` leaves the field out of the answer.
    pub fn set_verified(&self, user: &str, verified: Option<bool>) {
        self.with_person(user, |person| person.verified = verified);
    }

    /// The name that is shown, as the person wrote it.
    pub fn set_name(&self, user: &str, name: &'static str) {
        self.with_person(user, |person| person.global_name = name);
    }

    pub fn set_permissions(&self, user: &str, guild: GuildId, permissions: u64) {
        self.with_person(user, |person| {
            for membership in person.guilds.iter_mut().filter(|m| m.guild == guild) {
                membership.permissions = permissions;
            }
        });
    }

    /// The person leaves the server, or is thrown out.
    pub fn remove_guild(&self, user: &str, guild: GuildId) {
        self.with_person(user, |person| person.guilds.retain(|m| m.guild != guild));
    }

    /// The next `times` calls of the server are answered with this status.
    pub fn answer_with(&self, status: u16, retry_after: Option<f64>, times: usize) {
        let answers = std::iter::repeat_n((status, retry_after), times);
        self.state().answers.extend(answers);
    }

    /// Forgets the answers that are still to be given.
    pub fn answer_normally(&self) {
        self.state().answers.clear();
    }

    /// A channel takes no message any more: 403 forbidden, 404 gone.
    pub fn close_channel(&self, channel: &str, status: u16) {
        self.state().closed.insert(channel.to_owned(), status);
    }

    /// The next `times` messages are taken, and the answers get lost on the way.
    pub fn lose_answers(&self, times: usize) {
        self.state().lost = times;
    }

    /// Every call of the server waits this long from now on.
    pub fn delay(&self, delay: Duration) {
        self.state().delay = delay;
    }

    pub fn calls(&self, endpoint: Endpoint) -> u64 {
        self.state().calls.get(&endpoint).copied().unwrap_or(0)
    }

    pub fn messages(&self) -> Vec<Message> {
        self.state().messages.clone()
    }

    fn with_person(&self, user: &str, change: impl FnOnce(&mut Person)) {
        if let Some(person) = self.state().people.iter_mut().find(|person| person.key == user) {
            change(person);
        }
    }

    /// Counts a call; what the script has for it.
    pub(super) fn called(&self, endpoint: Endpoint) -> (Duration, Option<(u16, Option<f64>)>) {
        let mut state = self.state();
        *state.calls.entry(endpoint).or_default() += 1;
        if endpoint.is_page() {
            return (Duration::ZERO, None);
        }
        let scripted = if state.answers.is_empty() { None } else { Some(state.answers.remove(0)) };
        (state.delay, scripted)
    }
}
