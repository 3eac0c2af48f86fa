//! What an operator does with a database besides serving it: back it up, move it to the other engine.

mod backup;
mod migrate_to;

pub use backup::back_up;
pub use migrate_to::migrate_to;
