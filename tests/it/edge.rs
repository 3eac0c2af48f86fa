//! What every request passes on its way in, and every answer on its way out.

mod errors;
pub mod headers;
mod json;
mod limits;
mod log;
mod machines;
mod methods;
mod probe;
mod rates;
mod slow;
