//! Several instances on one PostgreSQL, each a process of the real binary: what one says all hold to, and what
//! ends, stops or freezes takes nothing with it. `cargo xtask torture` tries all of it at full depth.

mod frozen;
mod killed;
mod once;
mod outage;
pub mod postgres;
pub mod redis;
mod revoked;
pub mod sender;
pub mod site;
mod valkey;
