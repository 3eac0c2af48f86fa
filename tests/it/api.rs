//! The JSON API as it is described, against what it does.

pub mod described;
mod scopes;
