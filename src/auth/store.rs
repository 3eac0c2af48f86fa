//! SQL of login and sessions.

pub mod forget;
pub mod own;
pub mod revocations;
pub mod sessions;
pub mod users;
