//! Firing on both engines.

mod bases;
mod once;
mod order;
mod store;
mod world;
