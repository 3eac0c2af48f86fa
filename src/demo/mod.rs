//! The demo: sample data, a pretend Discord and a pretend bot around the real program. Nothing in
//! here can be reached from `serve`.

mod alerts;
mod bonus;
pub mod bot;
mod command;
pub(crate) mod dice;
pub mod discord;
mod history;
mod host;
mod imports;
mod keep;
pub mod large;
pub mod load;
pub mod people;
mod store;
pub mod world;

pub use command::DemoCommand;
