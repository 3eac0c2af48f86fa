//! Signed callbacks over HTTP: what is accepted, what is refused, and what then can be read.

mod effects;
mod once;
mod refusals;
mod signatures;
