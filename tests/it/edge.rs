//! What every request passes on its way in, and every answer on its way out.

mod errors;
mod headers;
mod json;
mod limits;
mod probe;
