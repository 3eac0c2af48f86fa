//! Login, its denials, and what becomes of a session.

mod ended;
mod login;
mod outage;
mod rotation;
mod session;
mod state;
