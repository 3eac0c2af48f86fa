//! What every request passes on its way in, and every answer on its way out.

mod crowd;
pub mod errors;
pub mod headers;
mod injection;
mod json;
mod limits;
mod log;
mod machines;
mod methods;
mod outage;
mod overload;
mod probe;
mod rates;
mod reports;
mod slow;
