//! Login, its denials, and what becomes of a session.

mod login;
mod session;
mod state;
