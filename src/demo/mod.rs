//! The demo: sample data, a pretend Discord and a pretend bot around the real program. Nothing in
//! here can be reached from `serve`.

pub mod bot;
mod dice;
pub mod discord;
pub mod people;
mod told;
pub mod world;
