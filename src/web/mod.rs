//! Pages: shell and components.
pub mod stub;
pub use stub::*;
