//! What every test here stands on: the server, its actors, its bot and its fixtures.

mod actor;
mod answer;
mod app;
mod bot;
pub mod contract;
mod demo;
mod events;
mod fixtures;
mod log;
mod login;
mod program;
mod proxy;
mod wait;

pub use actor::Actor;
pub use answer::Answer;
pub use app::{FIRST, FOREIGN, Options, SECOND, TestApp, apps, apps_with};
pub use bot::{Bot, Call, heartbeat, post, snapshot};
pub use demo::Demo;
pub use events::Events;
pub use fixtures::track;
pub use log::logged;
pub use program::{Key, Program, Settings, signal};
pub use proxy::Proxy;
pub use wait::eventually;

/// A variable of the test services.
#[expect(clippy::disallowed_methods, reason = "tests find their services here")]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// How often, how many: what a variable of `cargo xtask torture` asks for, else what CI has time for.
pub fn depth(name: &str, usual: usize) -> usize {
    variable(name).and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Whether a missing service fails the test instead of skipping it.
pub fn require(service: &str) {
    assert!(
        variable("TD_TEST_REQUIRE_ALL").is_none(),
        "{service} is missing, and TD_TEST_REQUIRE_ALL is set"
    );
}
