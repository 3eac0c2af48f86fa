//! Login with Discord, tokens and their rotation, and who is calling.

mod authenticate;
mod caller;
mod discord;
mod ending;
mod forget;
mod login;
mod me;
mod own;
mod pages;
pub mod return_to;
pub(crate) mod revocations;
mod rules;
pub(crate) mod session;
mod store;
pub(crate) mod sync;
mod tokens;
mod user;

pub use authenticate::authenticate;
pub use caller::{Caller, KeyCaller, SessionCaller};
pub use discord::{Discord, DiscordError};
pub use ending::{EndedSession, Ending, Which, Why, end_everybodys, end_sessions};
pub use forget::forget_old;
pub use own::{Listed, SessionNotice, dismiss_notice, list_sessions};
pub use pages::LoginError;
pub use revocations::watch_revocations;
pub use user::User;

use crate::http::{Access, Routes};

pub fn routes() -> Routes {
    Routes::new()
        .get("/login", Access::Public, pages::login)
        .get("/auth/login", Access::Public, login::start)
        .get("/auth/callback", Access::Public, login::callback)
        .post("/auth/logout", Access::Public, login::logout)
        .get("/auth/unverified-email", Access::Public, pages::unverified)
        .get("/api/v1/me", Access::SignedIn, me::me)
        .describe(me::me_operation())
}

#[cfg(test)]
mod tests;
