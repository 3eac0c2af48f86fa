//! The callbacks through their routes, on both engines; the caller is put in by hand.

mod effects;
mod once;
mod parsing;
mod refusals;
mod sender;
mod speed;
mod store;
