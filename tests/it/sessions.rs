//! Active sessions: what is listed, what ends them, and what their owner is told.

mod command;
mod list;
mod notices;
mod revoke;
