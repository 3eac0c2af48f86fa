//! The JSON API as it is described, against what it does.

pub mod described;
mod examples;
mod report;
mod scopes;
