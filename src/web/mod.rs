//! Page shell and components: pure functions from plain data to markup. No feature words, no SQL.

pub mod assets;
