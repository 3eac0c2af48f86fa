//! The route table against reality: every route, every actor, every guild.

pub mod cast;
mod csrf;
mod matrix;
pub mod rules;
