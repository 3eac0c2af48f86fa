//! What every request passes on its way in, and every answer on its way out.

mod crowd;
pub mod errors;
pub mod headers;
mod injection;
mod json;
mod limits;
mod machines;
mod methods;
mod outage;
mod probe;
mod reports;
mod slow;
