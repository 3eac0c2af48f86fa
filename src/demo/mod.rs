//! The demo: sample data, a pretend Discord and a pretend bot around the real program. Nothing in
//! here can be reached from `serve`.

mod dice;
pub mod discord;
pub mod people;
pub mod world;
